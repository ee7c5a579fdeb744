/**
 * From what was measured to what it means. Nothing here touches the page, the network or a clock, so every case can be tested with numbers.
 *
 * The outcome of a check is `{level, text, findings}`: `good`, `warning`, `bad`, or `unknown` where the check could not be made; a sentence; and
 * what is wrong, `{id, level, detail}`, of which findings.js has the words and the configuration.
 */

/** The checks in the order in which they run. */
export const CHECKS = [
  { id: 'server', title: 'The request as the server sees it' },
  { id: 'clock', title: 'The clocks of browser and server' },
  { id: 'flow', title: 'Events arrive when they are sent' },
  { id: 'plain', title: 'Nobody compresses on the way' },
  { id: 'resume', title: 'A lost stream goes on where it was' },
  { id: 'socket', title: 'A WebSocket opens, and messages arrive when they are sent' },
  { id: 'connections', title: 'Seven streams at once' },
  { id: 'silence', title: 'A silent connection is left open' },
];

const WORST = ['good', 'unknown', 'warning', 'bad'];
/** Beyond this, times of the server and of the browser can no longer be shown beside each other. */
const SKEW_MILLIS = 1000;
/** Half a round trip is how wrong the difference of the clocks can be. */
const UNSURE_MILLIS = 500;
/** For fewer events there is no saying whether they came in lumps. */
const LEAST_EVENTS = 4;

const good = text => ({ level: 'good', text, findings: [] });
const unknown = text => ({ level: 'unknown', text, findings: [] });

function found(text, ...findings) {
  return { level: worst(findings.map(each => each.level)), text, findings };
}

function worst(levels) {
  return levels.reduce((a, b) => (WORST.indexOf(b) > WORST.indexOf(a) ? b : a), 'good');
}

const finding = (id, level, detail = {}) => ({ id, level, detail });

/** How long something took, for a sentence. */
export function span(millis) {
  const sure = Math.abs(millis);
  if (sure < 1000) return `${Math.round(sure)} ms`;
  return sure < 10_000 ? `${(sure / 1000).toFixed(1)} s` : `${Math.round(sure / 1000)} s`;
}

/** Ports that need not be written are the same as none, as in the server's own comparison of Origin and Host. */
function sameHost(a, b) {
  const plain = host => host.toLowerCase().replace(/:(80|443)$/, '');
  return plain(a) === plain(b);
}

/**
 * What a server can say of one request.
 *
 * @param {{page: {host: string, protocol: string}, status: number, seen: ?object, problem: ?object}} measured `page` is where the browser is,
 *     `seen` the answer, `problem` the server's error if it was one
 */
export function judgeServer({ page, status, seen, problem }) {
  if (!seen) {
    const text = problem?.message ?? (status ? `The answer to /doctor/seen was ${status}, and not the server's.` : 'There was no answer to /doctor/seen.');
    if (problem?.code === 'doctor_off') return unknown(text);
    return found(text, finding('unreachable', 'bad', { status, message: problem?.message ?? '' }));
  }
  const findings = [];
  if (seen.http === '1.0') findings.push(finding('http-1.0', 'warning'));
  if (seen.host === null || !sameHost(seen.host, page.host)) {
    const port = seen.host !== null && page.host.toLowerCase().startsWith(`${seen.host.toLowerCase()}:`);
    findings.push(finding(port ? 'port-lost' : 'host-changed', 'bad', { sent: page.host, arrived: seen.host ?? 'none' }));
  }
  if (page.protocol === 'https:' && seen.scheme !== 'https') {
    const told = (seen.headers['x-forwarded-proto'] ?? seen.headers.forwarded ?? []).join();
    findings.push(finding(/https/i.test(told) ? 'proxy-not-trusted' : 'scheme-lost', 'warning', { address: seen.address }));
  }
  const encodings = (seen.headers['accept-encoding'] ?? []).join();
  if (seen.compresses && !/gzip|\*/.test(encodings)) findings.push(finding('accept-encoding-removed', 'warning'));
  const way = seen.proxied || seen.http === '1.0' ? 'through a proxy' : 'without a trace of a proxy';
  return found(`HTTP/${seen.http} ${way}, for host ${seen.host ?? 'none'}, as ${seen.scheme}.`, ...findings);
}

/**
 * The offset of the clocks, by the ping that took least.
 *
 * @param {{began: number, ended: number, ts: number}[]} pings milliseconds of the browser's clock, and of the server's between them
 * @returns {?{offset: number, error: number}} how far the server's clock is ahead, and how wrong that can be
 */
export function clockOffset(pings) {
  if (!pings.length) return null;
  const best = pings.reduce((a, b) => (b.ended - b.began < a.ended - a.began ? b : a));
  return { offset: best.ts - (best.began + best.ended) / 2, error: (best.ended - best.began) / 2 };
}

export function judgeClock({ pings }) {
  const clock = clockOffset(pings);
  if (!clock) return unknown('No ping was answered.');
  const { offset, error } = clock;
  const text = `The server's clock is ${span(offset)} ${offset < 0 ? 'behind' : 'ahead'}, give or take ${span(error)}.`;
  if (Math.abs(offset) - error > SKEW_MILLIS) return found(text, finding('clock-skew', 'warning', { offset: span(offset), ahead: offset > 0 }));
  if (error > UNSURE_MILLIS) return found(text, finding('clock-unsure', 'warning', { error: span(error) }));
  return good(text);
}

/**
 * Whether messages were held back: all of them came in less than half the time in which they were sent.
 *
 * @param {{ts: number, at: number}[]} events sent at `ts` of the server's clock, there at `at` of the browser's
 */
export function held(events) {
  if (events.length < LEAST_EVENTS) return false;
  const first = events[0];
  const last = events.at(-1);
  return last.at - first.at < (last.ts - first.ts) / 2;
}

/** By how much longer the slowest message was on its way than the fastest: what the clocks' difference is does not matter. */
export function delay(events) {
  const ways = events.map(each => each.at - each.ts);
  return ways.length ? Math.max(...ways) - Math.min(...ways) : 0;
}

/** What is wrong before any event could be looked at; null if nothing is. */
function streamFault(stream) {
  const { status, contentType, opened, problem } = stream;
  if (problem?.code === 'too_many_probes' || problem?.code === 'shutting_down') return unknown(`Not tested: ${problem.message}.`);
  if (!status) return found('The stream was not opened.', finding('stream-blocked', 'bad', { why: 'no answer came' }));
  if (status !== 200) return found(`The stream was answered with ${status}.`, finding('stream-blocked', 'bad', { why: `status ${status} came` }));
  if (!/^text\/event-stream\b/i.test(contentType ?? '')) {
    return found(`The stream came as ${contentType}.`, finding('stream-blocked', 'bad', { why: `Content-Type ${contentType ?? 'none'} came` }));
  }
  if (!opened) return found('The stream was opened, and nothing came.', finding('buffered', 'bad', { wait: 'for as long as the stream lasted' }));
  return null;
}

/**
 * The stream as a viewer gets it.
 *
 * @param {{status: number, contentType: ?string, encoding: ?string, cacheControl: ?string, opened: ?object, events: {ts: number, at: number}[],
 *     asked: number, problem: ?object}} stream `opened` is its first message, `asked` how many events there should be
 */
export function judgeFlow(stream) {
  const fault = streamFault(stream);
  if (fault) return fault;
  const { opened, events, asked, encoding, cacheControl } = stream;
  const findings = [];
  if (held(events)) findings.push(finding('buffered', 'bad', { wait: span(delay(events)) }));
  if (events.length < asked) findings.push(finding('stream-cut', 'bad', { got: events.length, asked }));
  if (opened.encoding === 'gzip' && !/gzip/i.test(encoding ?? '')) findings.push(finding('decompressed', 'warning', { encoding: encoding ?? 'none' }));
  if (!/no-transform/i.test(cacheControl ?? '')) findings.push(finding('headers-changed', 'warning', { cacheControl: cacheControl ?? 'none' }));
  const how = opened.encoding === 'gzip' ? 'compressed by the server' : 'not compressed';
  return found(`${events.length} of ${asked} events, ${how}; the slowest took ${span(delay(events))} longer than the fastest.`, ...findings);
}

/** A stream that the server does not compress: if it arrives compressed, somebody else did that. */
export function judgePlain(stream) {
  const fault = streamFault(stream);
  if (fault) return fault;
  const { events, encoding } = stream;
  if (encoding && encoding !== 'identity') {
    const late = held(events);
    return found(
      `A stream that was sent plain came as ${encoding}${late ? ', in lumps' : ''}.`,
      finding('compressed', late ? 'bad' : 'warning', { encoding, late, wait: span(delay(events)) }),
    );
  }
  return good('A stream that was sent plain came plain.');
}

/**
 * @param {{header: ?string, parameter: ?string, error: ?string}} measured by what the server says that the stream was resumed: after an EventSource
 *     came back by itself, and with `?after=` in the address
 */
export function judgeResume({ header, parameter, error }) {
  if (header === 'Last-Event-ID' && parameter === 'after') return good('Last-Event-ID and ?after= both reach the server.');
  if (error) return unknown(error);
  const lost = [header === 'Last-Event-ID' ? null : 'Last-Event-ID', parameter === 'after' ? null : '?after='].filter(Boolean);
  return found(`The server did not get ${lost.join(' and ')}.`, finding('resume-broken', 'bad', { lost: lost.join(' and ') }));
}

/**
 * @param {{opened: boolean, code: ?number, events: {ts: number, at: number}[], asked: number}} socket
 * @param {boolean} hostChanged whether the server would refuse it for its Origin anyway, as it was told another host or port
 */
export function judgeSocket(socket, hostChanged) {
  const { opened, code, events, asked } = socket;
  if (code === 1013) return unknown('Not tested: the server allows no more probes.');
  if (!opened) return found('The WebSocket did not open.', finding('websocket-blocked', 'bad', { hostChanged }));
  const findings = [];
  if (held(events)) findings.push(finding('websocket-buffered', 'bad', { wait: span(delay(events)) }));
  else if (events.length < asked) findings.push(finding('websocket-cut', 'bad', { got: events.length, asked, code }));
  return found(`${events.length} of ${asked} messages; the slowest took ${span(delay(events))} longer than the fastest.`, ...findings);
}

/**
 * @param {{asked: number, opened: number, refused: {status: number, code: ?string}[], protocol: string}} measured `protocol` as the browser names
 *     it: `http/1.1`, `h2`, `h3`
 * @param {boolean} buffered whether events are held back, so that an open stream may show nothing
 */
export function judgeConnections({ asked, opened, refused, protocol }, buffered = false) {
  if (refused.some(each => each.code === 'too_many_probes')) return unknown('Not tested: the server allows no more probes.');
  const text = `${opened} of ${asked} were open at once, over ${protocol || 'an unknown protocol'}.`;
  if (refused.length) {
    return found(text, finding('connections-refused', 'bad', { refused: refused.length, status: refused[0].status || 'no answer' }));
  }
  if (opened >= asked) return good(text);
  if (buffered) return unknown('Not tested: where events are held back there is no saying which streams are open.');
  const multiplexed = /^h[23]/.test(protocol);
  if (multiplexed || opened < 6) return found(text, finding('connections-held', multiplexed ? 'bad' : 'warning', { opened, asked }));
  return found(text, finding('six-connections', 'warning', { opened }));
}

/**
 * @param {{seconds: number, heartbeat: number, stream: ?object, socket: ?object}} measured `heartbeat` in milliseconds; of each transport
 *     `{outcome: 'event'|'cut'|'lost'|'stopped'|'failed', after: number}`, `after` in milliseconds of silence; `lost` is a connection that seems open, and
 *     brings nothing any more
 */
export function judgeSilence({ seconds, heartbeat, stream, socket }) {
  const both = [['event stream', stream], ['WebSocket', socket]].filter(([, each]) => each && each.outcome !== 'failed');
  if (!both.length) return unknown('Not tested, as no connection could be opened.');
  const cuts = both.filter(([, each]) => each.outcome === 'cut' || each.outcome === 'lost');
  const early = cuts.filter(([, each]) => each.after <= heartbeat || each.outcome === 'lost');
  const beat = span(heartbeat);
  if (early.length) {
    const after = Math.min(...early.map(([, each]) => each.after));
    const names = early.map(([name]) => name).join(' and the ');
    return found(
      `The ${names} ${early.length > 1 ? 'were' : 'was'} cut after ${span(after)} of silence.`,
      finding('idle-cut', 'bad', { after: span(after), seconds: Math.max(1, Math.floor(after / 1000)), heartbeat: beat, what: names }),
    );
  }
  if (cuts.length) {
    return good(`The ${cuts[0][0]} was cut after ${span(cuts[0][1].after)} of silence; a stream is never silent for longer than ${beat}.`);
  }
  const borne = Math.min(...both.map(([, each]) => each.after));
  const stopped = both.some(([, each]) => each.outcome === 'stopped');
  const short = borne < heartbeat;
  const text = `${stopped ? 'Stopped; until' : 'Until'} ${span(borne)} of silence nothing was cut.`;
  return short && (stopped || seconds * 1000 < heartbeat) ? unknown(`${text} A stream may be silent for ${beat}: test longer.`) : good(text);
}

/** All of it in one sentence. */
export function summarize(outcomes) {
  const findings = outcomes.flatMap(each => each.findings);
  const count = level => findings.filter(each => each.level === level).length;
  const untested = outcomes.filter(each => each.level === 'unknown').length;
  const [bad, warnings] = [count('bad'), count('warning')];
  const parts = [];
  if (bad) parts.push(bad === 1 ? 'One thing is wrong on the way' : `${bad} things are wrong on the way`);
  if (warnings) parts.push(`${warnings === 1 ? 'one thing' : `${warnings} things`} could be better`);
  const rest = untested ? ` ${untested === 1 ? 'One check' : `${untested} checks`} could not be made.` : '';
  if (!parts.length) return untested === outcomes.length ? 'Nothing could be tested.' : `Nothing is wrong on the way.${rest}`;
  const sentence = parts.join(', and ');
  return `${sentence[0].toUpperCase()}${sentence.slice(1)}.${rest}`;
}
