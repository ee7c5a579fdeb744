import { element, setText } from '/app/dom.js';
import { oneWay } from './clock.js';

const RFC6455 = section => ['RFC 6455, section ' + section, `https://www.rfc-editor.org/rfc/rfc6455#section-${section}`];
const RFC9112 = section => ['RFC 9112, section ' + section, `https://www.rfc-editor.org/rfc/rfc9112#section-${section}`];
const HTML = ['HTML, section 9.2', 'https://html.spec.whatwg.org/multipage/server-sent-events.html'];

const millis = value => (value === null || value === undefined ? 'not measured yet' : `${value.toFixed(1)} ms`);
const first = lane =>
  lane.firstAfter === null ? 'not measured yet' : `${lane.firstAfter.toFixed(0)} ms, ${lane.warm === null ? 'cold or warm not known' : lane.warm ? 'warm (a connection that was there)' : 'cold (a new connection)'}`;
const latency = (lane, clock) => `p50 ${oneWay(lane.percentile(0.5, clock), clock)}, p95 ${oneWay(lane.percentile(0.95, clock), clock)}, p99 ${oneWay(lane.percentile(0.99, clock), clock)}`;
const bytes = (lane, compressed) => (lane.last ? `${lane.last.payload} + ${lane.last.framing} of framing${compressed ? ', before compression' : ''}` : 'no event yet');

/** Name, SSE, WebSocket, what is said of it, where. */
const ROWS = [
  ['Direction', () => 'server to browser', () => 'both ways', 'An event stream is a response; a WebSocket is two streams of messages.', RFC6455('1.2')],
  ['Protocol', () => 'text/event-stream over HTTP', () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://, after an upgrade`, 'A response without an end, or a connection taken over from HTTP.', RFC6455('4')],
  ['Data format', () => 'text only: declines binary', page => (page.setting('format') === 'binary' ? 'binary now (pulseboard.cbor.v1)' : 'text now (pulseboard.json.v1)'), 'Event streams are UTF-8; WebSocket messages are text or binary.', RFC6455('5.6')],
  ['Reconnection', page => `automatic; ${page.sse.opens} opens`, page => `by hand, ${page.setting('comesBack') ? 'on' : 'off'}; ${page.websocket.opens} opens`, 'EventSource reconnects and sends Last-Event-ID, but not after an error status.', HTML],
  ['This browser', () => ('EventSource' in globalThis ? 'has EventSource' : 'has none'), () => ('WebSocket' in globalThis ? 'has WebSocket' : 'has none'), 'Both are in all current browsers.', HTML],
  ['Lines of client code', page => `${page.sse.lines}`, page => `${page.websocket.lines}`, 'Counted from what is shown above, without comments.', null],
  ['Latency, one way', page => latency(page.sse, page.clock), page => latency(page.websocket, page.clock), 'From the time of the tick to the handler in this page. No standard says anything.', null],
  ['Clocks', page => clocks(page), page => clocks(page), 'The smallest round trip of ten pings; the error is half of it.', ['RFC 5905, section 8', 'https://www.rfc-editor.org/rfc/rfc5905#section-8']],
  ['Round trip of a command', page => (page.roundTrips.sse === null ? 'send commands to measure' : `${millis(page.roundTrips.sse)} by a request, ${page.roundTrips.event === null ? 'no event' : `${millis(page.roundTrips.event)} as an event`}`), page => millis(page.roundTrips.websocket), 'From SSE a command is a request of its own.', RFC6455('1.1')],
  ['Time to first event', page => first(page.sse), page => first(page.websocket), 'A WebSocket always begins with a connection of its own.', RFC6455('4.1')],
  ['Bytes per event', page => bytes(page.sse, page.setting('compress') === 'on'), page => bytes(page.websocket, page.setting('compress') === 'on'), 'Chunks, field names and the id for SSE; two to ten bytes for a frame.', RFC9112('7.1')],
  ['Compression', page => `${page.setting('compress')}: Content-Encoding gzip`, page => `${page.setting('compress')}: permessage-deflate`, 'Negotiated per response, or per connection.', ['RFC 7692', 'https://www.rfc-editor.org/rfc/rfc7692']],
  ['Connections per browser', page => (page.tabs ? `${page.tabs.sse} of 7 opened; ${page.tabs.shared} with a shared worker` : 'open seven tabs to see'), page => (page.tabs ? `${page.tabs.websocket} of 7 opened` : 'open seven tabs to see'), 'Browsers open six HTTP/1.1 connections to a host, over all tabs. The standard leaves it to them.', RFC9112('9.4')],
];

function clocks({ clock }) {
  return clock ? `server ${clock.offset >= 0 ? '+' : ''}${clock.offset.toFixed(1)} ms, error ±${clock.error.toFixed(1)} ms` : 'not compared yet';
}

let cells = null;

/** Fills the table with what is known by now. */
export function fillTable(page) {
  cells ??= build();
  for (const [i, [, sse, websocket]] of ROWS.entries()) {
    setText(cells[i][0], sse(page));
    setText(cells[i][1], websocket(page));
  }
}

function build() {
  const rows = document.querySelector('#rows');
  return ROWS.map(([name, , , says, link]) => {
    const pair = [element('td'), element('td')];
    const said = element('td', {}, says, link ? ' ' : null, link ? element('a', { href: link[1], rel: 'noreferrer' }, link[0]) : null);
    rows.append(element('tr', {}, element('th', { scope: 'row' }, name), ...pair, said));
    return pair;
  });
}

/** What "Copy result" copies. */
export function result(page) {
  const lane = ({ transport, state, score, opens, firstAfter, last, told, warm, lines, latencies }) => ({
    transport,
    state,
    opens,
    position: score.position,
    missed: score.missed,
    doubled: score.doubled,
    merged: score.merged,
    timeToFirstEventMillis: firstAfter,
    warm,
    lastEventBytes: last,
    serverBytes: told ? { head: told.head, body: told.body } : null,
    linesOfCode: lines,
    latencySamples: latencies.length,
  });
  const percentiles = each => {
    const value = q => each.percentile(q, page.clock);
    const seen = q => (page.clock && value(q) !== null && value(q) >= page.clock.error ? value(q) : null);
    return { p50: seen(0.5), p95: seen(0.95), p99: seen(0.99) };
  };
  return {
    at: new Date().toISOString(),
    userAgent: navigator.userAgent,
    settings: { format: page.setting('format'), compress: page.setting('compress'), artificialDelayMillis: Number(page.setting('delay')), rate: page.rate },
    clock: page.clock,
    roundTripMillis: page.roundTrips,
    sse: { ...lane(page.sse), oneWayMillis: percentiles(page.sse) },
    websocket: { ...lane(page.websocket), oneWayMillis: percentiles(page.websocket) },
    tabs: page.tabs ?? null,
    experiment: page.lastExperiment ?? null,
  };
}
