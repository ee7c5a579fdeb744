import { Live, isHttp2 } from '../client.js';
import { Parking } from './parking.js';

/**
 * The page's stream: one for all tabs of this browser, held by a SharedWorker (`stream-worker.js`), or one of its own where there is none.
 *
 * What a tab and the worker say to each other, as members of plain objects:
 *
 *     worker: {hello: PROTOCOL}                                       it runs
 *     tab:    {join: true, lock, http2, transport, hidden, paused}    it is there; `lock` names the Web Lock that it holds, or is null
 *     worker: {state, stats, position}, {text, stats, position}       the state, or a message as the server sent it, a snapshot first
 *     worker: {wish, stats, position}                                 the transport that is wished for: this tab's, or another's
 *     tab:    {hidden}, {paused}, {transport}, {bye: true}            what has changed
 *     worker: {ping: true}    tab: {pong: true}                       every PING_EVERY
 */

/** Which of these it is: a worker of another version, kept alive by an older tab, is not understood. */
export const PROTOCOL = 2;
export const PING_EVERY = 10_000;
/** Who has said nothing for so long is gone. */
export const SILENT_FOR = 35_000;
/**
 * Whether a tab is gone as far as anyone can tell: it holds no lock that would tell, and has not answered.
 *
 * @param {{locked: boolean, heardAt: number}} tab
 * @param {number} now milliseconds, on the clock of `heardAt`
 */
export function isGone({ locked, heardAt }, now) {
  return !locked && now - heardAt > SILENT_FOR;
}
/** A worker that has not answered by then will not; nor one that could not be loaded. */
const HELLO_WITHIN = 3_000;

/**
 * @typedef {object} StreamOptions
 * @property {(message: object) => void} [onMessage] every message, in the compact format; a snapshot first
 * @property {(state: import('../client.js').StreamState) => void} [onState]
 * @property {(wish: 'auto'|'sse'|'websocket') => void} [onWish] another transport is wished for, by whichever tab
 * @property {'auto'|'sse'|'websocket'} [transport] default `auto`, which leaves a shared stream at what it is
 */

/**
 * Opens the page's stream. `?shared=0` in the page's address gives this tab a stream of its own, `?park=5000` changes after how many
 * milliseconds out of sight a stream is parked.
 *
 * @param {StreamOptions} options
 * @returns {PageStream}
 */
export function openStream(options = {}) {
  const own = new URLSearchParams(location.search).get('shared') === '0' || typeof SharedWorker !== 'function';
  return new PageStream({ transport: 'auto', ...options }, !own);
}

/** A stream as a page sees it, whoever holds it. Made by {@link openStream}. */
class PageStream {
  #source;

  /**
   * @param {StreamOptions} options
   * @param {boolean} share whether to try the worker
   */
  constructor(options, share) {
    this.#source = share ? new SharedStream(options, () => this.#fallBack(options)) : new OwnStream(options);
    if (share) this.#source.join();
  }

  #fallBack(options) {
    const { wish, paused } = this.#source;
    this.#source = new OwnStream({ ...options, transport: wish });
    if (paused) this.#source.pause();
  }

  /** Whether other tabs have the same stream. */
  get shared() {
    return this.#source instanceof SharedStream;
  }

  get state() {
    return this.#source.state;
  }

  /** Counts as in {@link import('../client.js').Live}; of a shared stream, since it was opened. */
  get stats() {
    return this.#source.stats;
  }

  get position() {
    return this.#source.position;
  }

  /** The transport that is wished for. @returns {'auto'|'sse'|'websocket'} */
  get wish() {
    return this.#source.wish;
  }

  /** Changes the transport, for all tabs. @param {'auto'|'sse'|'websocket'} wish */
  setTransport(wish) {
    this.#source.setTransport(wish);
  }

  /** Parks the stream for this tab; the connection is closed when no other tab wants it. */
  pause() {
    this.#source.pause();
  }

  /** Continues: what was missed comes, or a snapshot. */
  resume() {
    this.#source.resume();
  }

  /** Ends the stream of this tab. */
  close() {
    this.#source.close();
  }
}

/** This tab as a client of the worker. */
class SharedStream {
  state = { state: 'connecting', transport: 'websocket', text: 'connecting' };
  stats = { frames: 0, holes: 0, gaps: 0, merged: 0, reconnects: 0, bytes: 0 };
  position = null;
  paused = false;
  #options;
  #failed;
  #port = null;
  #release = null;
  #watchdog = 0;
  #generation = 0;
  #closing = new AbortController();

  /**
   * @param {StreamOptions} options
   * @param {() => void} failed called when there is no worker to be had; nothing else is called after it
   */
  constructor(options, failed) {
    this.#options = options;
    this.#failed = failed;
    this.wish = options.transport;
    const on = (target, type, action) => target.addEventListener(type, action, { signal: this.#closing.signal });
    on(document, 'visibilitychange', () => this.#say({ hidden: isHidden() }));
    // A page that the browser keeps aside, or freezes, takes no messages: they would only pile up.
    on(window, 'pagehide', () => this.#leave());
    on(window, 'pageshow', event => event.persisted && this.#joinAgain());
    on(document, 'freeze', () => this.#leave());
    on(document, 'resume', () => this.#joinAgain());
  }

  join() {
    const generation = ++this.#generation;
    const mine = action => event => generation === this.#generation && action(event);
    try {
      const worker = startedWorker() ?? new SharedWorker(workerUrl(), { type: 'module', name: 'pulseboard' });
      worker.onerror = mine(() => this.#fail());
      this.#port = worker.port;
    } catch {
      this.#fail();
      return;
    }
    this.#port.onmessage = mine(({ data }) => this.#hear(data));
    this.#watch(HELLO_WITHIN, () => this.#fail());
  }

  setTransport(wish) {
    this.wish = wish;
    this.#say({ transport: wish });
  }

  pause() {
    if (this.paused || this.#closing.signal.aborted) return;
    this.paused = true;
    this.#say({ paused: true });
    this.#enter({ ...this.state, state: 'paused', text: 'paused', replayed: undefined });
  }

  resume() {
    if (this.#closing.signal.aborted) return;
    this.paused = false;
    this.#say({ paused: false });
  }

  close() {
    this.#closing.abort();
    this.#leave();
    this.#enter({ ...this.state, state: 'closed', text: 'closed', replayed: undefined });
  }

  #joinAgain() {
    if (!this.#port) this.join();
  }

  #leave() {
    this.#say({ bye: true });
    this.#generation++;
    clearTimeout(this.#watchdog);
    this.#port?.close();
    this.#port = null;
    this.#release?.();
    this.#release = null;
  }

  #fail() {
    this.#closing.abort();
    this.#leave();
    this.#failed();
  }

  /** The worker has said nothing for so long: it is gone, and a new one is started. */
  #watch(milliseconds, action) {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(action, milliseconds);
  }

  #hear(said) {
    if (said.hello === PROTOCOL) this.#introduce(this.#generation);
    else if (said.hello) this.#fail();
    else this.#take(said);
  }

  #take(said) {
    this.#watch(SILENT_FOR, () => {
      this.#leave();
      this.join();
    });
    if (said.ping) {
      this.#say({ pong: true });
      return;
    }
    this.stats = said.stats;
    this.position = said.position;
    if (said.wish) {
      this.wish = said.wish;
      this.#options.onWish?.(said.wish);
    }
    if (said.state && !this.paused) this.#enter(said.state);
    // A message that was under way when the tab was paused counts as delivered.
    if (said.text) this.#options.onMessage?.(JSON.parse(said.text));
  }

  /** Joins with a lock of this tab's own, if there are locks: the worker waits for it, and gets it when the tab is gone. */
  #introduce(generation) {
    const join = lock => {
      const { wish: transport, paused } = this;
      this.#say({ join: true, lock, http2: isHttp2(), transport, hidden: isHidden(), paused });
    };
    if (!navigator.locks) {
      join(null);
      return;
    }
    const name = `pulseboard-tab-${crypto.randomUUID()}`;
    const held = navigator.locks.request(name, () => {
      if (generation !== this.#generation) return null;
      join(name);
      return new Promise(release => (this.#release = release));
    });
    held.catch(() => generation === this.#generation && join(null));
  }

  #say(what) {
    this.#port?.postMessage(what);
  }

  #enter(state) {
    this.state = state;
    this.#options.onState?.(state);
  }
}

/** A stream of this tab's own. */
class OwnStream {
  #live;
  #parking;
  #tab = { hidden: isHidden(), paused: false };
  #turn = () => this.#attend({ hidden: isHidden() });

  /** @param {StreamOptions} options */
  constructor(options) {
    this.wish = options.transport;
    this.#live = new Live({ ...options, format: 'compact', baseUrl: location.origin });
    this.#parking = new Parking(this.#live, location.search);
    document.addEventListener('visibilitychange', this.#turn);
    this.#live.open();
    this.#attend({});
  }

  get state() {
    return this.#live.state;
  }

  get stats() {
    return this.#live.stats;
  }

  get position() {
    return this.#live.position;
  }

  setTransport(wish) {
    this.wish = wish;
    this.#live.setTransport(wish);
  }

  pause() {
    this.#attend({ paused: true });
  }

  resume() {
    this.#attend({ paused: false });
  }

  close() {
    document.removeEventListener('visibilitychange', this.#turn);
    this.#live.close();
  }

  #attend(what) {
    Object.assign(this.#tab, what);
    this.#parking.attend([this.#tab]);
  }
}

function isHidden() {
  return document.visibilityState === 'hidden';
}

/** The worker that `early.js` has started, once. */
function startedWorker() {
  const { streamWorker } = globalThis;
  const worker = streamWorker?.worker ?? null;
  if (worker) streamWorker.worker = null;
  return worker;
}

function workerUrl() {
  if (globalThis.streamWorker) return globalThis.streamWorker.url;
  const url = new URL('stream-worker.js', import.meta.url);
  const park = new URLSearchParams(location.search).get('park');
  if (park) url.searchParams.set('park', park);
  return url;
}
