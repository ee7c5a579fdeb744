import { Live } from '../client.js';
import { Keeper } from './keeper.js';
import { Parking } from './parking.js';
import { PING_EVERY, PROTOCOL, isGone } from './stream.js';

/**
 * The one stream of this browser, for all tabs of the page. What is said between it and a tab is in `stream.js`.
 *
 * Messages go to the tabs as the text that came. It has to be parsed here once, to keep the state for tabs that come later; but to post the
 * object would be to clone it: written here, on the thread that all tabs share, for each of them, and read again there. A string is copied
 * as one block, and each tab parses it on its own thread, which is no slower than to read a clone.
 */
class OneStream {
  #tabs = new Set();
  #keeper = new Keeper();
  #live = null;
  #parking = null;
  #wish = 'auto';

  constructor() {
    setInterval(() => this.#ping(), PING_EVERY);
  }

  accept(port) {
    const tab = { port, hidden: false, paused: false, current: false, locked: false, heardAt: 0 };
    port.onmessage = ({ data }) => this.#hear(tab, data);
    port.postMessage({ hello: PROTOCOL });
  }

  // ---- what tabs say

  #hear(tab, said) {
    tab.heardAt = performance.now();
    if (said.join) this.#join(tab, said);
    else if (!this.#tabs.has(tab)) return;
    else if (said.transport) this.#choose(said.transport);
    else if (said.bye) this.#leave(tab);
    else if (said.hidden !== undefined || said.paused !== undefined) this.#turn(tab, said);
  }

  #join(tab, { lock, http2, transport, hidden, paused }) {
    this.#live ??= this.#make(http2, transport);
    if (transport !== 'auto') this.#choose(transport);
    if (this.#tabs.size === 0) this.#live.open();
    this.#tabs.add(tab);
    this.#awaitEnd(tab, lock);
    Object.assign(tab, { hidden, paused });
    this.#welcome(tab);
    this.#parking.attend(this.#tabs);
  }

  #make(http2, transport) {
    const live = new Live({
      format: 'compact',
      baseUrl: location.origin,
      transport,
      http2,
      onMessage: (message, text) => this.#pass(message, text),
      onState: state => this.#tellAll({ state }),
    });
    this.#parking = new Parking(live, location.search);
    return live;
  }

  #choose(wish) {
    this.#wish = wish;
    this.#live.setTransport(wish);
    this.#tellAll({ wish });
  }

  /** A tab holds a lock of its own for as long as it lives: who gets it next knows that the tab is gone, however it went. */
  #awaitEnd(tab, lock) {
    if (!lock || !navigator.locks) return;
    tab.locked = true;
    navigator.locks.request(lock, () => this.#leave(tab)).catch(() => (tab.locked = false));
  }

  #turn(tab, { hidden = tab.hidden, paused = tab.paused }) {
    const resumed = tab.paused && !paused;
    Object.assign(tab, { hidden, paused });
    if (resumed) this.#welcome(tab);
    this.#parking.attend(this.#tabs);
  }

  #leave(tab) {
    if (!this.#tabs.delete(tab)) return;
    tab.port.close();
    this.#parking.attend(this.#tabs);
  }

  // ---- what tabs are told

  #pass(message, text) {
    this.#keeper.apply(message);
    const begins = message.type === 'snapshot' && (message.part ?? 1) === 1;
    for (const tab of this.#tabs) {
      if (tab.paused) tab.current = false;
      else if (tab.current || begins) this.#send(tab, text);
      else this.#bringUpToDate(tab);
    }
  }

  #send(tab, text) {
    tab.current = true;
    this.#tell(tab, { text });
  }

  #welcome(tab) {
    // What was replayed for others it has not missed.
    this.#tell(tab, { wish: this.#wish, state: { ...this.#live.state, replayed: undefined } });
    if (!tab.paused) this.#bringUpToDate(tab);
  }

  #bringUpToDate(tab) {
    if (!tab.current && this.#keeper.complete) this.#send(tab, JSON.stringify(this.#keeper.snapshot()));
  }

  #tellAll(what) {
    for (const tab of this.#tabs) this.#tell(tab, what);
  }

  #tell(tab, what) {
    const { stats, position } = this.#live;
    tab.port.postMessage({ ...what, stats, position });
  }

  /** So that a tab sees that this worker lives; and the other way round where there are no locks. */
  #ping() {
    const now = performance.now();
    for (const tab of this.#tabs) {
      if (isGone(tab, now)) this.#leave(tab);
      else tab.port.postMessage({ ping: true });
    }
  }
}

const stream = new OneStream();
addEventListener('connect', event => stream.accept(event.ports[0]));
