import { element, oneLine, setAttribute, setText } from './dom.js';
import { format } from './format.js';
import { makePlot, stack, timeText } from './plot.js';
import { colours } from './theme.js';
import { MAX_LINES } from './families.js';

/**
 * A chart on the page: a figure with a name, the plot, and a legend with the newest values (or those under the cursor). The plot is made when
 * the figure is first seen and lives until it is dropped; drawing is one `setData`.
 */

const RANKED_ROWS = 60;
const RANK_AGAIN = 10_000;
let ids = 0;

export class Chart {
  /**
   * @param {import('./panel.js').Panel} panel
   * @param {{help?: string, code?: boolean, zero?: boolean, headline?: () => string|null}} options `code`: the title is a metric's name;
   *     `zero`: the axis starts at zero; `headline`: what the legend ends with
   */
  constructor(panel, { help = '', code = false, zero = false, headline = null } = {}) {
    Object.assign(this, { panel, zero, headline });
    this.visible = false;
    this.lines = [];
    this.plot = null;
    this.shown = null;
    this.#build(help, code);
  }

  #build(help, code) {
    const { title } = this.panel.spec;
    const id = `chart-${++ids}`;
    const name = oneLine(title);
    this.value = element('span.card-value');
    this.time = element('span.card-time');
    this.place = element('div.plot', { role: 'img', 'aria-labelledby': id });
    this.legend = element('ul.legend', { hidden: true });
    this.extra = element('li.legend-label');
    this.note = element('p.card-note', { hidden: true });
    this.root = element(
      'figure.card',
      { 'data-panel': this.panel.spec.id },
      element(
        'figcaption',
        {},
        element('div.card-head', {}, element(code ? 'h3.card-title.code' : 'h3.card-title', { id, title: name }, name), this.time, this.value),
        help ? element('p.card-help', { title: oneLine(help, 1000) }, oneLine(help)) : null,
      ),
      this.place,
      this.legend,
      this.note,
    );
    this.root.chart = this;
  }

  /**
   * Draws what the panel holds.
   *
   * @param {{from: number, to: number}} view Unix milliseconds
   */
  draw(view) {
    if (!this.place.clientWidth) return;
    this.view = view;
    const { start, end, x } = this.panel.buffer.window(view.from, view.to);
    this.#choose();
    const raw = this.lines.map(line => this.panel.buffer.column(line.id, start, end));
    this.shown = { x, raw };
    this.plot ??= this.#plot();
    const drawn = this.panel.spec.stacked ? stack(raw) : [...raw];
    this.plot.setData([x, ...drawn.reverse()]);
    this.#caption(this.plot.cursor.idx ?? null);
  }

  /** The plot is made anew at the next drawing: colours or lines have changed. */
  reset() {
    this.plot?.destroy();
    this.plot = null;
  }

  resize() {
    if (this.plot && this.place.clientWidth) this.plot.setSize({ width: this.place.clientWidth, height: this.place.clientHeight });
  }

  #plot() {
    const { unit, stacked = false, top } = this.panel.spec;
    return makePlot(this.place, {
      lines: this.lines,
      unit,
      stacked,
      zero: this.zero,
      top: () => (typeof top === 'function' ? top(this.panel.members) : top),
      view: () => [this.view.from / 1000, this.view.to / 1000],
      onCursor: index => this.#caption(index),
    });
  }

  /** Chooses the lines; those that stay keep their colour. */
  #choose() {
    const columns = this.panel.buffer.columns;
    const all = [...columns.keys()];
    const chosen = all.length > MAX_LINES ? this.#largest(all) : all;
    const same = chosen.length === this.lines.length && this.lines.every(line => chosen.includes(line.id));
    if (!same) {
      const kept = this.lines.filter(line => chosen.includes(line.id));
      const free = Array.from({ length: MAX_LINES }, (_, slot) => slot).filter(slot => kept.every(line => line.slot !== slot));
      const fresh = chosen.filter(id => kept.every(line => line.id !== id)).map(id => ({ id, slot: free.shift() ?? 0 }));
      this.lines = [...kept, ...fresh].map(line => ({ ...line, label: oneLine(columns.get(line.id).label) }));
      this.#legend();
      this.reset();
    }
    const total = Math.max(all.length, this.panel.members.size);
    this.#say(all.length > MAX_LINES ? `showing ${this.lines.length} of ${total}, by largest` : null);
  }

  #largest(all) {
    const { buffer } = this.panel;
    const known = this.ranked?.oldest === buffer.oldest && buffer.newest - this.ranked.at < RANK_AGAIN;
    if (known && this.lines.length) return this.lines.map(line => line.id);
    this.ranked = { at: buffer.newest, oldest: buffer.oldest };
    const from = Math.max(0, buffer.length - RANKED_ROWS);
    const mean = id => {
      const { values } = buffer.columns.get(id);
      let total = 0;
      let count = 0;
      for (let i = from; i < buffer.length; i++) {
        if (Number.isFinite(values[i])) {
          total += Math.abs(values[i]);
          count++;
        }
      }
      return count ? total / count : -1;
    };
    const means = new Map(all.map(id => [id, mean(id)]));
    return all.sort((a, b) => means.get(b) - means.get(a)).slice(0, MAX_LINES);
  }

  #legend() {
    this.legend.hidden = this.lines.length < 2;
    const listed = this.lines.length < 2 ? [] : this.lines;
    this.legend.replaceChildren(
      ...listed.map(line => {
        line.output = element('span.legend-value');
        const swatch = element('i.swatch', { 'data-slot': line.slot + 1 });
        return element('li', {}, swatch, element('span.legend-label', { title: line.label }, line.label), line.output);
      }),
      this.extra,
    );
  }

  #say(text) {
    this.note.hidden = text === null;
    setText(this.note, text ?? '');
  }

  /** Writes the values under the cursor, or the newest. */
  #caption(index) {
    if (!this.shown) return;
    const { x, raw } = this.shown;
    const at = index ?? x.length - 1;
    const { unit } = this.panel.spec;
    const text = i => (index === null ? this.#newest(i) : format(raw[i]?.[at] ?? null, unit));
    this.lines.forEach((line, i) => line.output && setText(line.output, text(i)));
    setText(this.time, index === null || x[at] === undefined ? '' : timeText(x[at]));
    setText(this.value, this.lines.length === 1 ? text(0) : '');
    if (this.headline) this.#addition((index === null && this.headline()) || '');
    setAttribute(this.place, 'data-points', String(x.length));
  }

  #addition(text) {
    setText(this.extra, text);
    this.legend.hidden = this.lines.length < 2 && text === '';
  }

  /** What is no number says what it is. */
  #newest(i) {
    const value = this.panel.buffer.last(this.lines[i].id);
    if (!Number.isNaN(value)) return format(value, this.panel.spec.unit);
    const state = [...this.panel.members].find(series => series.key === this.lines[i].id)?.state;
    return state === 'nan' ? 'NaN' : state === 'stale' ? 'stale' : '–';
  }
}

/** The colour of a slot, for what is drawn elsewhere. */
export function slotColour(slot) {
  return colours().lines[slot];
}
