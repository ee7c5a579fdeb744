/**
 * Columns of numbers over one time axis: what a chart draws. Rows are appended in order of time. When the buffer is full, the newest
 * {@link FINE} rows are kept as they are, older ones one in ten seconds, none older than an hour: so a page that is open all day holds no
 * more than it did after an hour. NaN is "no value".
 */

const FIRST_CAPACITY = 512;
const CAPACITY = 2048;
const FINE = 1024;
const COARSE = 10_000;
const HELD = 3_600_000;

export class Buffer {
  length = 0;
  times = new Float64Array(FIRST_CAPACITY);
  /** @type {Map<string, {label: string, values: Float64Array}>} */
  columns = new Map();

  /** The time of the newest row, 0 if there is none. */
  get newest() {
    return this.length ? this.times[this.length - 1] : 0;
  }

  /** The time of the newest row that has a value, 0 if there is none. */
  get newestValue() {
    for (let i = this.length - 1; i >= 0; i--) for (const { values } of this.columns.values()) if (!Number.isNaN(values[i])) return this.times[i];
    return 0;
  }

  get oldest() {
    return this.length ? this.times[0] : Infinity;
  }

  /** Starts a row, all of it NaN, unless the newest row has this time already. Refuses to go back in time. */
  row(time) {
    if (time <= this.newest) return time === this.newest;
    if (this.length === this.times.length) this.#makeRoom();
    this.times[this.length] = time;
    for (const { values } of this.columns.values()) values[this.length] = NaN;
    this.length++;
    return true;
  }

  /** Sets a value in the newest row. */
  set(id, label, value) {
    let column = this.columns.get(id);
    if (!column) {
      column = { label, values: new Float64Array(this.times.length).fill(NaN) };
      this.columns.set(id, column);
    }
    column.values[this.length - 1] = value;
  }

  /** The newest value of a column, NaN if it has none. */
  last(id) {
    return this.length ? (this.columns.get(id)?.values[this.length - 1] ?? NaN) : NaN;
  }

  /** Takes over what another buffer holds of the past: in the span that it covers, its rows count. */
  splice(past) {
    if (!past.length) return;
    const merged = new Buffer();
    const before = [this, 0, this.#firstAfter(past.oldest - 1)];
    const after = [this, this.#firstAfter(past.newest), this.length];
    for (const [source, start, end] of [before, [past, 0, past.length], after]) {
      for (let i = start; i < end; i++) {
        if (!merged.row(source.times[i])) continue;
        for (const [id, { label, values }] of source.columns) merged.set(id, label, values[i]);
      }
    }
    Object.assign(this, { length: merged.length, times: merged.times, columns: merged.columns });
  }

  /** Forgets columns that have no value left. */
  prune() {
    for (const [id, { values }] of this.columns) {
      let some = false;
      for (let i = 0; i < this.length && !some; i++) some = !Number.isNaN(values[i]);
      if (!some) this.columns.delete(id);
    }
  }

  /**
   * What lies between two moments, and the row before, so that a line reaches the edge.
   *
   * @returns {{start: number, end: number, x: number[]}} the first row and the one behind the last, and times in seconds
   */
  window(from, to) {
    const start = Math.max(0, this.#firstAfter(from) - 1);
    const end = this.#firstAfter(to);
    const x = new Array(Math.max(0, end - start));
    for (let i = start; i < end; i++) x[i - start] = this.times[i] / 1000;
    return { start, end, x };
  }

  /** A column's rows from `start` to before `end`, null where there is no value. */
  column(id, start, end) {
    const values = this.columns.get(id)?.values;
    const y = new Array(Math.max(0, end - start));
    for (let i = start; i < end; i++) {
      const value = values ? values[i] : NaN;
      y[i - start] = Number.isFinite(value) ? value : null;
    }
    return y;
  }

  #firstAfter(time) {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle] > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #makeRoom() {
    if (this.times.length < CAPACITY) this.#resize(this.times.length * 2);
    else this.#thin();
  }

  #resize(capacity) {
    const grow = old => {
      const grown = new Float64Array(capacity).fill(NaN);
      grown.set(old);
      return grown;
    };
    this.times = grow(this.times);
    for (const column of this.columns.values()) column.values = grow(column.values);
  }

  #thin() {
    const keep = [];
    let last = -Infinity;
    for (let i = 0; i < this.length; i++) {
      const fine = i >= this.length - FINE;
      if (!fine && (this.times[i] < this.newest - HELD || this.times[i] - last < COARSE)) continue;
      last = this.times[i];
      keep.push(i);
    }
    for (const values of [this.times, ...[...this.columns.values()].map(column => column.values)]) {
      keep.forEach((from, to) => (values[to] = values[from]));
    }
    this.length = keep.length;
  }
}
