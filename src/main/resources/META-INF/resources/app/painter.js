/**
 * Draws what has changed, a part of it in each frame: a page with many charts stays one that can be scrolled and typed in. What has waited longest is
 * drawn first, so where there is more to draw than time, all of it is drawn equally often.
 *
 * @typedef {object} Paintable
 * @property {(until: number) => boolean|void} paint draws it; `false` says that there is more to do than could be done until then, a time of
 *     `performance.now()`
 */

/** Milliseconds of a frame's 16 that drawing may take: laying out, painting and whoever types need the rest. */
const BUDGET = 6;

export class Painter {
  /** @type {Set<Paintable>} in the order in which they are drawn */
  #waiting = new Set();
  #begun = true;
  #asked = false;
  #begin;

  /** @param {() => void} begin called once in a frame before anything is drawn, where something has been asked for since the last time */
  constructor(begin) {
    this.#begin = begin;
  }

  /** Asks for a frame, also where there is nothing to draw. */
  ask() {
    this.#begun = false;
    this.#request();
  }

  /** Asks to have something drawn; what waits already keeps its place. @param {Paintable} what */
  want(what) {
    this.#waiting.add(what);
    this.ask();
  }

  /** Asks to have something drawn before all else: somebody waits for it. @param {Paintable} what */
  hurry(what) {
    this.#waiting.delete(what);
    this.#waiting = new Set([what, ...this.#waiting]);
    this.ask();
  }

  /** Something is not to be drawn any more. @param {Paintable} what */
  drop(what) {
    this.#waiting.delete(what);
  }

  /** A hidden tab gets no frames: what is asked for there waits until it is looked at. */
  #request() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#asked = false;
    const until = performance.now() + BUDGET;
    if (!this.#begun) {
      this.#begun = true;
      this.#begin();
    }
    // What is not done goes to the end of the line, and is met again by this loop where there is time.
    for (const what of this.#waiting) {
      this.#waiting.delete(what);
      if (what.paint(until) === false) this.#waiting.add(what);
      if (performance.now() >= until) break;
    }
    if (this.#waiting.size) this.#request();
  }
}
