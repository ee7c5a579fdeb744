/** A stream that no tab has looked at for so long is parked. */
const PARK_AFTER = 60_000;

/** Parks a stream that nobody looks at, and takes it up as soon as somebody does. */
export class Parking {
  #live;
  #after;
  #timer = 0;

  /**
   * @param {import('../client.js').Live} live
   * @param {string} search of the page's or the worker's address, where `park` may say after how many milliseconds
   */
  constructor(live, search) {
    this.#live = live;
    this.#after = Number(new URLSearchParams(search).get('park')) || PARK_AFTER;
  }

  /**
   * Says who is there; called when that changes. A tab that is paused wants nothing: where all are, there is nothing to wait for.
   *
   * @param {Iterable<{hidden: boolean, paused: boolean}>} tabs
   */
  attend(tabs) {
    const wanting = [...tabs].filter(tab => !tab.paused);
    if (wanting.length && wanting.every(tab => tab.hidden)) {
      this.#timer ||= setTimeout(() => this.#live.pause(), this.#after);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (wanting.length) this.#live.resume();
    else this.#live.pause();
  }
}
