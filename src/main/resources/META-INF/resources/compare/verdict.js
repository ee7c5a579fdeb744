/** What to use, for what somebody needs. The same in words: docs/sse-or-websocket.md. */

/** What can be needed, in the order it is asked. */
export const NEEDS = [
  ['both', 'The browser sends as well, often or at once'],
  ['binary', 'Binary messages'],
  ['latency', 'The lowest latency'],
  ['http', 'Only HTTP passes: proxies, gateways, firewalls'],
  ['reconnect', 'Reconnection and resumption without code'],
  ['headers', 'Headers for authentication'],
  ['tabs', 'Many tabs on HTTP/1.1'],
];

/** For whom each need speaks, how much, and why. What weighs 3 the other transport cannot do. */
const REASONS = {
  both: ['websocket', 3, 'A WebSocket carries both directions. An event stream needs a request for each command, which is fine for a few.'],
  binary: ['websocket', 3, 'A WebSocket has binary messages. An event stream is UTF-8 text: binary has to be coded as text, a third longer in Base64.'],
  latency: ['either', 0, 'From the server to the browser both are one TCP connection, and tie. Only what the browser sends is faster over an open WebSocket.'],
  http: ['sse', 2, 'An event stream is an ordinary HTTP response. A WebSocket needs every proxy in between to pass an upgrade on.'],
  reconnect: ['sse', 2, 'EventSource reconnects and sends Last-Event-ID by itself; but after an error status it gives up for ever. A WebSocket has neither.'],
  headers: ['sse', 1, 'No browser API sets headers on a WebSocket, nor on an EventSource; an event stream that is read with fetch has them. Cookies work for all.'],
  tabs: ['websocket', 1, 'Over HTTP/1.1 browsers open six connections to a host, over all tabs. WebSockets do not count there; HTTP/2 or a shared worker cures it for event streams.'],
};

/**
 * @param {string[]} needs of {@link NEEDS}
 * @returns {{choice: 'sse'|'websocket', title: string, reasons: {for: string, text: string}[]}}
 */
export function verdict(needs) {
  const known = NEEDS.map(([need]) => need).filter(need => needs.includes(need));
  const weight = { sse: 0, websocket: 0, either: 0 };
  for (const need of known) weight[REASONS[need][0]] += REASONS[need][1];
  // A tie goes to what needs less code.
  const must = known.some(need => REASONS[need][0] === 'websocket' && REASONS[need][1] === 3);
  const choice = must || weight.websocket > weight.sse ? 'websocket' : 'sse';
  const reasons = known.map(need => ({ for: REASONS[need][0], text: REASONS[need][2] }));
  if (reasons.length === 0) reasons.push({ for: 'sse', text: 'Without a need that speaks against it, it is the one with less to write and less to go wrong.' });
  const against = reasons.some(reason => reason.for !== choice && reason.for !== 'either');
  return { choice, title: `${choice === 'sse' ? 'Server-Sent Events' : 'WebSocket'}${against ? ', though not for all of it' : ''}`, reasons };
}
