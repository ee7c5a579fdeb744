/** Measures: opens what the server's half of the doctor offers, and notes what came and when. Says nothing of what that means. */

const PINGS = 10;
const FLOW = { every: 200, count: 8 };
const STREAMS_AT_ONCE = 7;
/** How long the streams that are opened at once have for it. */
const OPENING_MILLIS = 2500;
/** How long an answer may be late before it counts as not coming. */
const PATIENCE_MILLIS = 5000;

const wait = (millis, signal) => new Promise(resolve => {
  const timer = setTimeout(resolve, millis);
  signal?.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

/** A signal that ends with another one, or by itself. */
function limited(signal, millis) {
  return AbortSignal.any([signal, AbortSignal.timeout(millis)]);
}

async function problemOf(response) {
  try {
    const problem = await response.json();
    return problem?.type === 'error' ? problem : null;
  } catch {
    return null;
  }
}

/** One question to the server: what it saw of it. */
export async function server(signal) {
  const page = { host: location.host, protocol: location.protocol };
  try {
    const response = await fetch('/doctor/seen', { cache: 'no-store', signal: limited(signal, PATIENCE_MILLIS) });
    if (!response.ok) return { page, status: response.status, seen: null, problem: await problemOf(response) };
    const seen = await response.json();
    return { page, status: response.status, seen: typeof seen.ts === 'number' ? seen : null, problem: null };
  } catch {
    return { page, status: 0, seen: null, problem: null };
  }
}

export async function clock(signal) {
  const pings = [];
  for (let i = 0; i < PINGS && !signal.aborted; i++) {
    const began = Date.now();
    const { seen } = await server(signal);
    // The first one may have to open a connection, so it is never the quickest; where it is the only one, it has to do.
    if (seen) pings.push({ began, ended: Date.now(), ts: seen.ts });
  }
  return { pings };
}

/** The version of HTTP between the browser and what it speaks to: `http/1.1`, `h2`, `h3`, or empty where the browser does not say. */
export function protocol() {
  const asked = performance.getEntriesByType('resource').filter(each => each.name.includes('/doctor/'));
  const known = [...asked, ...performance.getEntriesByType('navigation')].map(each => each.nextHopProtocol).filter(Boolean);
  return known.at(-1) ?? '';
}

/**
 * Reads an event stream with what `fetch` tells and an EventSource does not: status, headers, and the moment at which each event came.
 *
 * @param {string} query of `/doctor/stream`
 * @param {(message: object, at: number) => void} [onMessage]
 */
export async function stream(query, signal, onMessage = () => {}) {
  const result = { status: 0, contentType: null, encoding: null, cacheControl: null, opened: null, events: [], asked: 0, complete: false, problem: null };
  try {
    const response = await fetch(`/doctor/stream?${query}`, { cache: 'no-store', headers: { Accept: 'text/event-stream' }, signal });
    result.status = response.status;
    result.contentType = response.headers.get('Content-Type');
    result.encoding = response.headers.get('Content-Encoding');
    result.cacheControl = response.headers.get('Cache-Control');
    if (!response.ok) {
      result.problem = await problemOf(response);
      return result;
    }
    await read(response.body, (message, at) => {
      if (message.type === 'opened') result.opened = message;
      if (message.type === 'probe') result.events.push({ ts: message.ts, at });
      onMessage(message, at);
    });
    result.complete = true;
  } catch {
    // Cut, stopped or never there: what came until then is what counts.
  }
  return result;
}

async function read(body, onMessage) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
    const at = Date.now();
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    for (const event of events) {
      const data = event.split('\n').find(line => line.startsWith('data: '));
      if (data) onMessage(JSON.parse(data.slice(6)), at);
    }
  }
}

/** Some events, as the stream of metrics would come; with `encoding=identity` not compressed by the server. */
export async function flow(signal, more = '') {
  const result = await stream(`every=${FLOW.every}&count=${FLOW.count}${more}`, limited(signal, FLOW.every * FLOW.count + PATIENCE_MILLIS));
  result.asked = FLOW.count;
  return result;
}

export function plain(signal) {
  return flow(signal, '&encoding=identity');
}

/** Lets an EventSource come back by itself, as it does when it was cut, and asks once more with the position in the address. */
export async function resume(signal) {
  const header = await new Promise(resolve => {
    const source = new EventSource('/doctor/stream?every=50&count=2');
    const end = value => { source.close(); resolve(value); };
    let opened = 0;
    source.onmessage = event => {
      const message = JSON.parse(event.data);
      if (message.type === 'opened' && ++opened === 2) end(message.resumedBy);
    };
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) end('refused'); };
    limited(signal, PATIENCE_MILLIS).addEventListener('abort', () => end('refused'), { once: true });
  });
  const asked = await stream('every=50&count=1&after=41', limited(signal, PATIENCE_MILLIS));
  const error = header === 'refused' || !asked.opened ? 'Not tested, as no event stream could be opened twice.' : null;
  return { header, parameter: asked.opened?.resumedBy ?? null, error };
}

function socketUrl(query) {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/doctor/ws?${query}`;
}

/** A WebSocket until it is closed. */
function openSocket(query, signal, onMessage = () => {}) {
  return new Promise(resolve => {
    const result = { opened: false, code: null, events: [], asked: 0 };
    const socket = new WebSocket(socketUrl(query));
    signal.addEventListener('abort', () => { socket.close(); resolve(result); }, { once: true });
    socket.onopen = () => { result.opened = true; };
    socket.onmessage = event => {
      const at = Date.now();
      const message = JSON.parse(event.data);
      if (message.type === 'probe') result.events.push({ ts: message.ts, at });
      onMessage(message, at);
    };
    socket.onclose = event => { result.code = event.code; resolve(result); };
  });
}

export async function socket(signal) {
  const result = await openSocket(`every=${FLOW.every}&count=${FLOW.count}`, limited(signal, FLOW.every * FLOW.count + PATIENCE_MILLIS));
  result.asked = FLOW.count;
  return result;
}

/** Opens several streams at once, and looks how many there are after a while. */
export async function connections(signal) {
  const stop = new AbortController();
  const all = AbortSignal.any([signal, stop.signal]);
  let opened = 0;
  const refused = [];
  const streams = Array.from({ length: STREAMS_AT_ONCE }, async () => {
    const result = await stream('every=500&count=12', all, message => { if (message.type === 'opened') opened++; });
    if (!all.aborted && (result.status === 0 || result.status >= 400)) refused.push({ status: result.status, code: result.problem?.code ?? null });
  });
  const settled = new Promise(resolve => {
    const timer = setInterval(() => {
      if (opened + refused.length < STREAMS_AT_ONCE) return;
      clearInterval(timer);
      resolve();
    }, 50);
    all.addEventListener('abort', () => { clearInterval(timer); resolve(); }, { once: true });
  });
  await Promise.race([settled, wait(OPENING_MILLIS, all)]);
  const measured = { asked: STREAMS_AT_ONCE, opened, refused: [...refused], protocol: protocol() };
  stop.abort();
  await Promise.all(streams);
  return measured;
}

/** How a silence ended: with the event that ends it, or before. */
function silenceOf(openedAt, eventAt, endedAt, stopped, late) {
  if (!openedAt) return { outcome: stopped ? 'stopped' : 'failed', after: 0 };
  if (eventAt) return { outcome: 'event', after: eventAt - openedAt };
  return { outcome: stopped ? 'stopped' : late ? 'lost' : 'cut', after: endedAt - openedAt };
}

/**
 * Has both transports be silent, at the same time.
 *
 * @param {number} seconds for how long
 * @param {number} heartbeat of the server, in milliseconds; only noted
 */
export async function silence(signal, seconds, heartbeat) {
  const late = AbortSignal.timeout(seconds * 1000 + PATIENCE_MILLIS);
  const within = AbortSignal.any([signal, late]);
  const watch = async open => {
    const began = Date.now();
    let openedAt = 0;
    let eventAt = 0;
    const result = await open((message, at) => {
      if (message.type === 'opened') openedAt = at;
      if (message.type === 'probe') eventAt = at;
    });
    // A proxy that holds back everything shows nothing before the end: the silence began with the request.
    const there = openedAt && eventAt && eventAt - openedAt < 500 ? began : openedAt || (result.status === 200 ? began : 0);
    return silenceOf(there, eventAt, Date.now(), signal.aborted, late.aborted);
  };
  const query = `idle=${seconds}`;
  const [overStream, overSocket] = await Promise.all([
    watch(onMessage => stream(query, within, onMessage)),
    watch(onMessage => openSocket(query, within, onMessage)),
  ]);
  return { seconds, heartbeat, stream: overStream, socket: overSocket };
}
