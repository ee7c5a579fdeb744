/**
 * Which charts are in sight, and how large they are there. Both are learnt from the browser, and never asked for while something is drawn: each such
 * question would have the whole page laid out again.
 *
 * Charts of the sections hold their data from when they were first seen; of very many only those that were seen last.
 */

/** So many charts keep their data; those that were out of sight longest give theirs up, and get it back from the history. */
const KEPT = 150;
const MARGIN = '240px';

export class Sight {
  /** Charts of the sections that hold data, those seen last at the end. @type {Set<object>} */
  kept = new Set();
  #fixed = new Set();
  #left = new Set();
  #seen = new IntersectionObserver(entries => this.#sighted(entries), { rootMargin: MARGIN });
  #sizes = new ResizeObserver(entries => this.#resized(entries));
  #life;

  /**
   * @param {{shown: (chart: object) => void, begin: (chart: object) => void, end: (chart: object) => void, later: (what: object) => void}} life
   *     `shown`: it has come into sight, or has another size there; `begin` and `end`: it is to hold its data, or to forget it; `later`: this
   *     {@link import('./painter.js').Paintable} has something to do that nobody waits for
   */
  constructor(life) {
    this.#life = life;
  }

  /** A chart is in the page; a `fixed` one holds its data whether it is in sight or not. */
  add(chart, fixed = false) {
    if (fixed) this.#fixed.add(chart);
    // What is always drawn, as tiles are, is not asked about.
    if (!chart.visible) this.#seen.observe(chart.root);
    if (chart.surface) this.#sizes.observe(chart.surface);
  }

  /** A chart has left the page. */
  remove(chart) {
    this.#fixed.delete(chart);
    this.#seen.unobserve(chart.root);
    if (chart.surface) this.#sizes.unobserve(chart.surface);
    chart.visible = false;
    // To take many plots apart takes longer than a frame.
    this.#left.add(chart);
    this.#life.later(this);
  }

  /** Takes the plots of charts apart that have left and not come back. */
  paint(until) {
    for (const chart of this.#left) {
      if (performance.now() > until) return false;
      this.#left.delete(chart);
      if (!chart.root.isConnected) chart.reset();
    }
    return true;
  }

  /** A chart will not be needed again: it gives up its data. */
  forget(chart) {
    if (!this.kept.delete(chart)) return;
    chart.reset();
    this.#life.end(chart);
  }

  #sighted(entries) {
    for (const { target, isIntersecting } of entries) {
      const { chart } = target;
      chart.visible = isIntersecting;
      if (!isIntersecting) continue;
      if (!this.#fixed.has(chart)) this.#keep(chart);
      this.#life.shown(chart);
    }
  }

  #keep(chart) {
    const known = this.kept.delete(chart);
    this.kept.add(chart);
    if (known) return;
    this.#life.begin(chart);
    for (const old of this.kept) {
      if (this.kept.size <= KEPT) break;
      if (!old.visible) this.forget(old);
    }
  }

  #resized(entries) {
    for (const { target, contentRect } of entries) {
      const { chart } = target.closest('[data-panel]');
      chart.resize(contentRect.width, contentRect.height);
      if (chart.visible) this.#life.shown(chart);
    }
  }
}
