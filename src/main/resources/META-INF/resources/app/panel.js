import { Buffer } from './buffer.js';

/**
 * What one chart or tile shows: which series, and which columns they become.
 *
 * @typedef {object} PanelSpec
 * @property {string} id
 * @property {string} title
 * @property {string} unit of the columns
 * @property {string[]} queries that bring its series, for the history
 * @property {(series: import('./store.js').Series) => boolean} match
 * @property {string[]|null} [names] that its series have, where no other can match
 * @property {(members: Set<import('./store.js').Series>, now: number, out: (id: string, label: string, value: number) => void) => void} derive
 *     called for each tick: says the value of each column
 * @property {import('./shape.js').ChartShape} [shape] what a board would say of it
 * @property {boolean} [heatmap] columns are buckets, the smallest first
 * @property {string} [bucketUnit] of a heat map's buckets
 * @property {number} [lines] so many at most, the largest
 * @property {boolean} [stacked]
 * @property {number|((members: Set) => number)} [top] of the y axis, where it is fixed
 */

/** A panel has at most so many columns in memory, and a chart so many lines unless it is told otherwise. */
export const MAX_COLUMNS = 64;
export const MAX_LINES = 8;
const LOOKED_AT = 64;

/** The data behind a chart: grows by a row per tick, its past comes from the server's history. */
export class Panel {
  buffer = new Buffer();
  /** The range in milliseconds whose history is here, 0 before the first. */
  loaded = 0;

  /**
   * @param {PanelSpec} spec
   * @param {Iterable<import('./store.js').Series>} series to choose from
   */
  constructor(spec, series) {
    this.spec = spec;
    this.members = new Set();
    for (const each of series) this.add(each);
  }

  add(series) {
    if (this.spec.match(series)) this.members.add(series);
  }

  remove(series) {
    this.members.delete(series);
  }

  /** Adds the row of one tick. */
  append(now) {
    if (!this.buffer.row(now)) return;
    this.spec.derive(this.members, now, (id, label, value) => this.buffer.set(id, label, value));
  }

  /** Takes over the past, and what it says about the present: a rate needs the sample before. */
  continue(past, store) {
    for (const series of this.members) {
      const before = store.series.get(series.key);
      if (before) series.seed(before);
    }
    this.buffer.splice(past.buffer);
    if (this.buffer.newest > past.buffer.newest) this.append(this.buffer.newest);
  }

  /**
   * When its newest sample was taken, Unix milliseconds; of very many series only some are looked at. Of series that were stale when the page came only
   * the past knows.
   */
  get sampledAt() {
    let newest = 0;
    let looked = 0;
    for (const { time } of this.members) {
      if (time > newest) newest = time;
      if (++looked === LOOKED_AT) break;
    }
    return newest || this.buffer.newestValue;
  }

  /** Whether none of its sources reports it any more. */
  get isStale() {
    if (this.members.size === 0) return false;
    for (const { state } of this.members) if (state !== 'stale') return false;
    return true;
  }

  /** Gives the memory back; the past can be had again. */
  forget() {
    this.members.clear();
    this.buffer = new Buffer();
    this.loaded = 0;
  }

  /** Ends every line here: what follows is not joined to it. */
  interrupt(now) {
    this.buffer.row(now);
  }
}
