/**
 * Pulseboard's client: a live stream of metrics in any page or worker, without dependencies.
 *
 *     import { connect } from '/client.js';
 *     connect({ query: 'node_load1', onUpdate: values => { document.title = values.node_load1; } });
 *
 * One life of a stream (`state.state`):
 *
 *     connecting ------open------> live  <--message / silence--> stale
 *         |                          |                            |
 *         |<------- reconnecting <---+---- connection lost -------+
 *         v
 *      refused (the server said no, and why)      paused, closed (the caller said so)
 *
 * Nothing is missed silently: a lost connection is taken up again from the last position (`after`), on either transport, and every
 * update says which span it covers; one that starts after the last position seen is counted in `stats.holes`.
 *
 * Licensed under the Apache License 2.0, as Pulseboard is.
 */

/** The server sends a heartbeat after so long without another message ... */
const HEARTBEAT = 15_000;
/** ... and is silent when it is this late with it, and gone when it is that late. */
const STALE_GRACE = 1_500;
const DEAD_GRACE = 6_000;
/** A stream that spoke each second is silent long before its heartbeat is due: after so many times its longest pause of late. */
const PAUSES_KEPT = 8;
const PAUSE_FACTOR = 4;
const STALE_AT_LEAST = 5_000;
const CONNECT_WITHIN = 10_000;
/** What is replayed comes at once: after so much silence there is nothing left of it. */
const CAUGHT_UP_AFTER = 1_900;
const BACKOFF_BASE = 1_000;
const BACKOFF_CAP = 30_000;
/** With `auto`, so many attempts without one message and the other transport is tried. */
const ATTEMPTS_PER_TRANSPORT = 2;
/** Answers that will not get better by asking again. */
const FINAL_STATUS = new Set([400, 401, 403, 404, 413, 414, 421]);
/** Sub-protocols of the WebSocket: messages as CBOR (RFC 8949), as JSON. */
const CBOR = 'pulseboard.cbor.v1';
const JSON_V1 = 'pulseboard.json.v1';
const SPECIAL = { nan: NaN, '+inf': Infinity, '-inf': -Infinity, stale: null };

/**
 * What a stream is doing, told in words and in numbers.
 *
 * @typedef {object} StreamState
 * @property {'connecting'|'live'|'stale'|'reconnecting'|'refused'|'paused'|'closed'} state
 * @property {'sse'|'websocket'} transport the one in use or tried next
 * @property {string} text the state in words: `live`, `reconnecting in 4 s`, `no message for 17 s`, ...
 * @property {number} [seconds] until the next attempt (reconnecting), or since the last message (stale)
 * @property {object} [error] why the server refused: `{code, message, parameter, position, expected, status}`
 * @property {Replayed} [replayed] with `live`, once for each time the stream was taken up again
 */

/**
 * What made up for the time without a connection, told when all of it has come.
 *
 * @typedef {object} Replayed
 * @property {number} frames the updates that were missed and came after all
 * @property {number} seconds of the stream, from the last message before to the last that made up for it; 0 where nothing was missed
 * @property {boolean} gap whether the server had to leave out what lies between, and sent a snapshot
 */

/**
 * @typedef {object} ConnectOptions
 * @property {string|string[]} [query] selectors; none means everything
 * @property {'auto'|'sse'|'websocket'} [transport] default `auto`: SSE where HTTP/2 lifts the limit of six connections, else WebSocket,
 *     and the other one where the first does not get through
 * @property {'named'|'compact'} [format] default `named`
 * @property {boolean} [binary] ask for CBOR over the WebSocket: the same messages in fewer bytes, `format` is `compact`. An event stream, and a
 *     server that does not speak it, send them as JSON
 * @property {boolean} [http2] whether Pulseboard is reached over HTTP/2 or later, for `auto`; default: what the browser says of the page. A
 *     worker is not told
 * @property {string} [every] the smallest interval between updates, such as `5s`
 * @property {string} [baseUrl] where Pulseboard is; default: where this module came from
 * @property {string} [after] a position to continue from
 * @property {number} [heartbeat] the server's `pulseboard.stream.heartbeat` in milliseconds, default 15 s: 6 s of silence more, and the
 *     connection counts as dead
 * @property {number} [staleAfter] milliseconds of silence after which the state is `stale`; default: four times the longest pause of late, from
 *     5 s up to `heartbeat` + 1.5 s
 * @property {(values: Object<string, number|null|object>, message: object) => void} [onUpdate] after each snapshot and update: every
 *     current value by its key (in `compact`, histograms and summaries are whole objects), and the message that brought the change.
 *     `null` is a stale value; NaN and infinities are numbers. The object is the live one: copy it to keep it
 * @property {(message: object, data: string|ArrayBuffer) => void} [onMessage] every message as it came, before `onUpdate`, and its JSON, or
 *     CBOR where it came so
 * @property {(state: StreamState) => void} [onState] every change of state, and once a second while it counts
 */

/**
 * Opens a stream and keeps it open until it is closed.
 *
 * @param {ConnectOptions} [options]
 * @returns {Live}
 */
export function connect(options = {}) {
  const live = new Live(options);
  live.open();
  return live;
}

/** A stream that is kept open. Made by {@link connect}. */
export class Live {
  #options;
  #base;
  #wish;
  #transport;
  #query;
  #link = null;
  #position;
  #partial = null;
  #values = Object.create(null);
  #keys = new Map();
  #state = { state: 'closed', transport: 'sse', text: 'closed' };
  #attempt = 0;
  #failures = 0;
  #retryAt = 0;
  #heardAt = 0;
  #checkedAt = 0;
  #pauses = [];
  #generation = 0;
  #opened = false;
  #spoke = false;
  #told = null;
  #replay = null;
  #tick = 0;
  #wake = () => this.#awake();

  /**
   * Counts since the start: `frames` (snapshots and updates), `holes` (updates that started after the last position seen: must stay 0),
   * `gaps` (the server said that a span is lost), `merged` (frames the server replaced because this client was slow), `reconnects`,
   * `bytes` (of JSON, in UTF-16 code units, or of CBOR), `binary` (messages that came as CBOR).
   */
  stats = { frames: 0, holes: 0, gaps: 0, merged: 0, reconnects: 0, bytes: 0, binary: 0 };

  /** @param {ConnectOptions} options */
  constructor(options) {
    const heartbeat = options.heartbeat ?? HEARTBEAT;
    const format = options.binary ? 'compact' : options.format;
    this.#options = { ...options, format, heartbeat, deadAfter: heartbeat + DEAD_GRACE };
    this.#base = options.baseUrl ? new URL(options.baseUrl.replace(/\/?$/, '/'), location.href) : new URL('./', import.meta.url);
    this.#wish = options.transport ?? 'auto';
    this.#transport = this.#firstTransport();
    this.#query = [options.query ?? []].flat();
    this.#position = options.after ?? null;
  }

  /** The last position up to which nothing is missing, null before the first snapshot. */
  get position() {
    return this.#position;
  }

  /** @returns {StreamState} */
  get state() {
    return this.#state;
  }

  /** The selectors of the subscription. */
  get query() {
    return [...this.#query];
  }

  /** Opens the stream if it is not open; `connect` has done so. */
  open() {
    if (this.#link || this.#state.state === 'reconnecting') return;
    addEventListener('online', this.#wake);
    globalThis.document?.addEventListener('visibilitychange', this.#wake);
    this.#attempt = 0;
    this.#dial();
  }

  /** Ends the stream for good; {@link open} starts it again from the last position. */
  close() {
    this.#stop('closed');
  }

  /** Parks the stream: the connection is closed, the position kept. */
  pause() {
    if (this.#state.state !== 'closed') this.#stop('paused');
  }

  /**
   * Continues from where {@link pause} left: what was missed comes first, if the server still holds it. A stream that waits for its next attempt
   * makes it now.
   */
  resume() {
    if (this.#state.state === 'paused') this.open();
    else this.#awake();
  }

  /**
   * Changes the transport, on the same position.
   *
   * @param {'auto'|'sse'|'websocket'} wish
   */
  setTransport(wish) {
    this.#wish = wish;
    const next = this.#firstTransport();
    const idle = this.#state.state === 'closed' || this.#state.state === 'paused';
    if (!idle && next === this.#transport && this.#link) return;
    this.#transport = next;
    if (!idle) this.#restart();
  }

  /**
   * Replaces the query. All that comes from now on belongs to the new one, a snapshot first.
   *
   * @param {string|string[]} query
   */
  subscribe(query) {
    this.#query = [query ?? []].flat();
    this.#pauses = [];
    this.#replay = null;
    this.#forget();
    if (this.#link?.subscribe?.(this.#subscription())) return;
    if (this.#state.state !== 'closed' && this.#state.state !== 'paused') this.#restart();
  }

  // ---- connection

  #dial() {
    const generation = ++this.#generation;
    this.#retryAt = 0;
    this.#heardAt = this.#checkedAt = performance.now();
    this.#partial = null;
    this.#opened = this.#spoke = false;
    this.#enter('connecting', 'connecting');
    const open = this.#transport === 'sse' ? openEventStream : openWebSocket;
    const mine = action => argument => {
      if (generation === this.#generation) action(argument);
    };
    const heard = {
      opened: mine(() => this.#open()),
      message: mine(data => this.#receive(data)),
      lost: mine(() => this.#lost()),
      refused: mine(error => this.#refuse(error)),
    };
    this.#link = open(this.#url(this.#transport), heard, this.#options.binary);
    this.#everySecond();
  }

  #url(transport) {
    const url = new URL(transport === 'sse' ? 'metrics/stream' : 'metrics/ws', this.#base);
    for (const [name, value] of Object.entries(this.#subscription())) {
      for (const each of [value].flat()) url.searchParams.append(name, each);
    }
    return url;
  }

  #subscription() {
    const { every, format } = this.#options;
    const all = { query: this.#query, every, format, after: this.#position };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value != null));
  }

  #firstTransport() {
    if (this.#wish === 'sse' || this.#wish === 'websocket') return this.#wish;
    // A browser opens six HTTP/1.1 connections to an origin, over all its tabs: a stream must not take one of them.
    return (this.#options.http2 ?? isHttp2()) ? 'sse' : 'websocket';
  }

  /** Open is live: a stream that is taken up again where nothing has changed says nothing before its heartbeat. */
  #open() {
    this.#opened = true;
    this.#heardAt = performance.now();
    // The clocks of server and browser may differ, but they go at the same pace: so it is about `until` at the server.
    const told = this.#position && this.#told;
    this.#replay = told && { from: told.ts, until: Date.now() + told.ahead, frames: 0, to: told.ts, gap: false };
    this.#enter('live', 'live');
  }

  #lost() {
    const unopened = !this.#opened;
    if (!this.#spoke) this.#failures++;
    this.#hangUp();
    if (this.#wish === 'auto' && this.#failures >= ATTEMPTS_PER_TRANSPORT) {
      this.#transport = this.#transport === 'sse' ? 'websocket' : 'sse';
      this.#failures = 0;
    }
    if (unopened) this.#askWhy(this.#generation);
    else this.#retryIn(fullJitter(this.#attempt++));
  }

  /** Neither EventSource nor WebSocket tells why it was not opened; a plain request to the stream does. */
  async #askWhy(generation) {
    const why = await reason(this.#url('sse'));
    if (generation !== this.#generation) return;
    if (why && FINAL_STATUS.has(why.status)) {
      if (why.parameter === 'after' && this.#position) {
        this.#forget();
        this.#retryIn(0);
        return;
      }
      this.#refuse(why);
      return;
    }
    this.#retryIn(Math.max(fullJitter(this.#attempt++), why?.retryAfter ?? 0));
  }

  #refuse(error) {
    this.#hangUp();
    this.#enter('refused', `refused: ${error.message}`, { error });
  }

  #retryIn(milliseconds) {
    this.#hangUp();
    this.stats.reconnects++;
    this.#retryAt = performance.now() + milliseconds;
    this.#everySecond();
  }

  #restart() {
    this.#hangUp();
    this.#attempt = 0;
    this.#dial();
  }

  #hangUp() {
    this.#generation++;
    this.#link?.close();
    this.#link = null;
    clearTimeout(this.#tick);
  }

  #stop(state) {
    this.#hangUp();
    this.#retryAt = 0;
    removeEventListener('online', this.#wake);
    globalThis.document?.removeEventListener('visibilitychange', this.#wake);
    this.#enter(state, state);
  }

  // ---- time: one timer watches for silence and counts down to the next attempt

  #everySecond() {
    clearTimeout(this.#tick);
    const now = performance.now();
    if (this.#retryAt) {
      const left = this.#retryAt - now;
      if (left <= 0) {
        this.#dial();
        return;
      }
      const seconds = Math.ceil(left / 1000);
      this.#enter('reconnecting', `reconnecting in ${seconds} s`, { seconds });
      this.#tick = setTimeout(() => this.#everySecond(), Math.min(left, 1000 - ((1000 - (left % 1000)) % 1000)));
      return;
    }
    this.#watch(now);
    this.#tick = this.#link ? setTimeout(() => this.#everySecond(), 1000) : 0;
  }

  #watch(now) {
    // A machine that slept has its messages still in the queue behind this timer: they get one second to speak up.
    if (now - this.#checkedAt > 4000) this.#heardAt = Math.max(this.#heardAt, now - this.#options.deadAfter + 1000);
    this.#checkedAt = now;
    const silence = now - this.#heardAt;
    if (silence >= (this.#opened ? this.#options.deadAfter : CONNECT_WITHIN)) {
      this.#lost();
    } else if (this.#opened && silence >= this.#staleAfter()) {
      const seconds = Math.round(silence / 1000);
      this.#enter('stale', `no message for ${seconds} s`, { seconds });
    } else if (this.#replay && this.#opened && silence >= CAUGHT_UP_AFTER) {
      this.#caughtUp();
    }
  }

  #staleAfter() {
    const { staleAfter, heartbeat } = this.#options;
    const most = heartbeat + STALE_GRACE;
    if (this.#pauses.length < PAUSES_KEPT) return staleAfter ?? most;
    return staleAfter ?? Math.min(most, Math.max(STALE_AT_LEAST, PAUSE_FACTOR * Math.max(...this.#pauses)));
  }

  /** The tab is looked at again, or the system thinks that it is online: no reason to believe it, but one to look. */
  #awake() {
    if (globalThis.document?.visibilityState === 'hidden') return;
    if (this.#retryAt) this.#retryAt = Math.min(this.#retryAt, performance.now());
    if (this.#retryAt || this.#link) this.#everySecond();
  }

  #enter(state, text, more) {
    const before = this.#state;
    if (before.state === state && before.text === text && before.transport === this.#transport && !more?.replayed) return;
    this.#state = { state, text, transport: this.#transport, ...more };
    this.#options.onState?.(this.#state);
  }

  // ---- messages

  #receive(data) {
    const now = performance.now();
    if (this.#spoke) this.#pauses = [...this.#pauses.slice(1 - PAUSES_KEPT), now - this.#heardAt];
    this.#heardAt = now;
    this.stats.bytes += data.length ?? data.byteLength;
    if (typeof data !== 'string') this.stats.binary++;
    let message;
    try {
      message = decode(data);
    } catch {
      this.#lost();
      return;
    }
    this.#attempt = this.#failures = 0;
    this.#spoke = true;
    this.#enter('live', 'live');
    this.#handle(message, data);
    this.#account(message);
  }

  #handle(message, data) {
    if (message.type === 'snapshot') this.#snapshot(message);
    else if (message.type === 'update') this.#update(message);
    else if (message.type === 'heartbeat') this.#advance(message.id);
    else if (message.type === 'gap') this.stats.gaps++;
    this.#options.onMessage?.(message, data);
    if (message.type === 'bye') this.#bye(message);
    else if (message.type === 'snapshot' || message.type === 'update') this.#publish(message);
  }

  /** Counts what makes up for the time without a connection: up to a snapshot, or to the first tick after it was opened. */
  #account({ type, ts, merged }) {
    const replay = this.#replay;
    if (type === 'gap' && replay) replay.gap = true;
    if (!['snapshot', 'update', 'heartbeat'].includes(type)) return;
    const ahead = ts - Date.now();
    this.#told = { ts, ahead: replay ? Math.max(ahead, this.#told.ahead) : ahead };
    if (!replay || this.#partial) return;
    const missed = type === 'update' && (merged || ts <= replay.until);
    if (missed) replay.frames++;
    if (missed || type === 'snapshot') replay.to = ts;
    if (!missed) this.#caughtUp();
  }

  #caughtUp() {
    const { frames, from, to, gap } = this.#replay;
    this.#replay = null;
    if (this.#state.state === 'live') this.#enter('live', 'live', { replayed: { frames, seconds: (to - from) / 1000, gap } });
  }

  #snapshot(message) {
    this.stats.frames++;
    if ((message.part ?? 1) === 1) {
      this.#forget();
    }
    this.#partial = (message.part ?? 1) < (message.parts ?? 1) ? message.id : null;
    this.#apply(message);
    if (!this.#partial) this.#position = message.id;
  }

  #update(message) {
    this.stats.frames++;
    this.stats.merged += message.merged ?? 0;
    if (this.#position && isAfter(message.after, this.#position)) this.stats.holes++;
    this.#apply(message);
    this.#advance(message.id);
  }

  #advance(id) {
    if (id && !this.#partial && (!this.#position || isAfter(id, this.#position))) this.#position = id;
  }

  #forget() {
    this.#position = null;
    this.#values = Object.create(null);
    this.#keys.clear();
  }

  #apply(message) {
    if (!this.#options.onUpdate) return;
    if (message.values) this.#applyNamed(message);
    else this.#applyCompact(message);
  }

  #applyNamed({ values, states }) {
    for (const key in values) this.#set(key, values[key], states?.[key]);
    for (const key in states ?? {}) if (!(key in values)) this.#set(key, null, states[key]);
  }

  #applyCompact({ define, n = [], v = [], states }) {
    for (const [number, key] of define ?? []) this.#keys.set(number, key);
    for (let i = 0; i < n.length; i++) this.#set(this.#keys.get(n[i]), v[i], states?.[n[i]]);
    for (const number in states ?? {}) {
      if (states[number] === 'gone') {
        this.#set(this.#keys.get(Number(number)), null, 'gone');
        this.#keys.delete(Number(number));
      }
    }
  }

  #set(key, value, state) {
    if (key === undefined) return;
    if (state === 'gone') delete this.#values[key];
    else this.#values[key] = value === null && state in SPECIAL ? SPECIAL[state] : value;
  }

  #publish(message) {
    if (!this.#partial) this.#options.onUpdate?.(this.#values, message);
  }

  #bye({ reason: why, reconnect, retry }) {
    if (reconnect) this.#retryIn(retry ?? fullJitter(this.#attempt++));
    else this.#refuse({ code: why, message: `ended by the server: ${why}` });
  }
}

// ---- transports: each opens one connection, and says what it hears until it is lost

function openEventStream(url, heard) {
  // EventSource's own reconnection gives up for ever on a 204, a 503 or a proxy's error page, and does not say when it will try: so
  // each source lives for one connection.
  const source = new EventSource(url);
  source.onopen = () => heard.opened();
  source.onmessage = event => heard.message(event.data);
  source.onerror = () => {
    source.close();
    heard.lost();
  };
  return { close: () => source.close() };
}

function openWebSocket(url, heard, binary) {
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  // The server takes the first that it knows. A browser fails a connection on which none of those offered is agreed on.
  const socket = new WebSocket(url, binary ? [CBOR, JSON_V1] : []);
  socket.binaryType = 'arraybuffer';
  let unanswered = 0;
  socket.onopen = () => heard.opened();
  socket.onmessage = event => {
    if (unanswered) {
      // What still comes belongs to the subscription before; only the answer to the last request opens the new one.
      const message = decode(event.data);
      if (message.type === 'error') heard.refused(message);
      if (message.type !== 'subscribed' || --unanswered) return;
    }
    heard.message(event.data);
  };
  socket.onclose = () => heard.lost();
  return {
    close() {
      socket.onclose = socket.onmessage = null;
      socket.close();
    },
    subscribe(subscription) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      unanswered++;
      const { after, ...wanted } = subscription;
      const operation = { op: 'subscribe', ...wanted };
      socket.send(socket.protocol === CBOR ? toCbor(operation) : JSON.stringify(operation));
      return true;
    },
  };
}

// ---- encodings: a message is text, which is JSON, or an ArrayBuffer, which is CBOR

function decode(data) {
  return typeof data === 'string' ? JSON.parse(data) : fromCbor(data);
}

/** Reads one CBOR item of what messages are made of (RFC 8949): maps with text keys, arrays, text, numbers, booleans, null. Strict. */
function fromCbor(buffer) {
  const view = new DataView(buffer);
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let at = 0;
  const skip = count => (at += count) - count;
  const fail = () => {
    throw new SyntaxError(`not the CBOR of a message at byte ${at}`);
  };
  const argument = info => {
    if (info < 24) return info;
    if (info === 24) return view.getUint8(skip(1));
    if (info === 25) return view.getUint16(skip(2));
    if (info === 26) return view.getUint32(skip(4));
    return info === 27 ? Number(view.getBigUint64(skip(8))) : fail();
  };
  const half = bits => {
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fail();
    return (bits >> 15 ? -1 : 1) * (exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24);
  };
  const simple = info => {
    if (info >= 20 && info <= 22) return [false, true, null][info - 20];
    if (info === 25) return half(view.getUint16(skip(2)));
    if (info === 26) return view.getFloat32(skip(4));
    return info === 27 ? view.getFloat64(skip(8)) : fail();
  };
  // Each item takes a byte at least: what declares more than are left is not worth an array.
  const items = (count, read) => (count > buffer.byteLength - at ? fail() : Array.from({ length: count }, read));
  const key = () => (view.getUint8(at) >> 5 === 3 ? item() : fail());
  const map = count => {
    const entries = items(count, () => [key(), item()]);
    const object = Object.fromEntries(entries);
    return Object.keys(object).length === count ? object : fail();
  };
  const item = () => {
    const head = view.getUint8(skip(1));
    const type = head >> 5;
    if (type === 7) return simple(head & 31);
    const value = argument(head & 31);
    if (type === 0) return value;
    if (type === 1) return -1 - value;
    if (type === 3) return utf8.decode(new Uint8Array(buffer, skip(value), value));
    if (type === 4) return items(value, item);
    return type === 5 ? map(value) : fail();
  };
  const message = item();
  return at === buffer.byteLength ? message : fail();
}

/** Writes text, arrays of it, and objects of both as CBOR: that is all that operations of this module are made of. */
function toCbor(value) {
  const bytes = [];
  const head = (type, count) => {
    if (count < 24) bytes.push((type << 5) | count);
    else bytes.push((type << 5) | 26, count >>> 24, (count >>> 16) & 255, (count >>> 8) & 255, count & 255);
  };
  const item = each => {
    if (typeof each === 'string') {
      const utf8 = new TextEncoder().encode(each);
      head(3, utf8.length);
      for (const byte of utf8) bytes.push(byte);
    } else if (Array.isArray(each)) {
      head(4, each.length);
      each.forEach(item);
    } else {
      const entries = Object.entries(each);
      head(5, entries.length);
      entries.flat().forEach(item);
    }
  };
  item(value);
  return new Uint8Array(bytes);
}

/** Whether the page came over HTTP/2 or later. */
export function isHttp2() {
  const [page] = performance.getEntriesByType('navigation');
  return /^h[23]/.test(page?.nextHopProtocol ?? '');
}

/** The server's error object for a stream that was not opened, or null where it cannot be reached or would open it now. */
async function reason(url) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), CONNECT_WITHIN);
  try {
    const response = await fetch(url, { signal: abort.signal, headers: { Accept: 'text/event-stream, application/json' } });
    if (response.ok) return null;
    const retryAfter = Number(response.headers.get('Retry-After')) * 1000 || 0;
    const plain = { code: 'http', message: `the server answers ${response.status}` };
    const body = await response.json().catch(() => plain);
    return { ...plain, ...body, status: response.status, retryAfter };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

/** A random time up to base x 2^attempt: clients that lost one server do not all come back at once. */
function fullJitter(attempt) {
  return Math.random() * Math.min(BACKOFF_CAP, BACKOFF_BASE * 2 ** Math.min(attempt, 10));
}

/** Whether position `a` is beyond position `b`; another epoch always is. */
function isAfter(a, b) {
  if (!a) return false;
  const cut = a.lastIndexOf('-');
  return a.slice(0, cut) !== b.slice(0, b.lastIndexOf('-')) || Number(a.slice(cut + 1)) > Number(b.slice(b.lastIndexOf('-') + 1));
}
