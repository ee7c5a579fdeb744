import { describe, table } from './table.js';
import { element, oneLine, setAttribute, setText } from './dom.js';
import { ago, format } from './format.js';
import { levelOf, limitsOf } from './thresholds.js';
import { makePlot, stack } from './plot.js';
import { MAX_LINES } from './panel.js';
import { clockText } from './time.js';

/**
 * A chart on the page: a figure with a name, the plot, and a legend with the newest values (or those under the cursor); a trend in words and a
 * table stand behind it. The plot is made when the figure is first seen and lives until it is dropped; drawing is one `setData`. Nothing here asks how large
 * an element is while drawing: the page would have to be laid out for each such answer.
 *
 * @typedef {object} ChartHost what the page does for its charts
 * @property {import('./marks.js').Marks} marks
 * @property {import('./settings.js').Settings} settings
 * @property {(from: number, to: number) => number} merged how many frames the server merged in this span
 * @property {(from: number, to: number) => void} zoom
 * @property {() => void} zoomOut
 * @property {(chart: Chart, button: HTMLElement) => void} openMenu
 * @property {() => void} changed what is shown of a chart has changed: it has to be drawn
 * @property {{from: number, to: number}} view the span that is drawn, Unix milliseconds
 */

const RANKED_ROWS = 60;
const RANK_AGAIN = 10_000;
const DESCRIBE_AGAIN = 10_000;
/** A mark under the cursor is named from this near, seconds over the width of the view. */
const NEAR_MARK = 0.012;
let ids = 0;

export class Chart {
  visible = false;
  lines = [];
  plot = null;
  shown = null;
  #width = 0;
  #height = 0;
  #at = null;
  #described = 0;

  /**
   * @param {import('./panel.js').Panel} panel
   * @param {{help?: string, code?: boolean, zero?: boolean, headline?: () => string|null, removable?: boolean, fixed?: boolean}} options `code`: the
   *     title is a metric's name; `zero`: the axis starts at zero; `headline`: what the legend ends with; `removable`: it stands on a board of one's
   *     own; `fixed`: it is put together as it is
   * @param {ChartHost} host
   */
  constructor(panel, { help = '', code = false, zero = false, headline = null, removable = false, fixed = false }, host) {
    Object.assign(this, { panel, zero, headline, host, removable, fixed });
    this.#build(help, code);
    this.arrange();
  }

  get id() {
    return this.panel.spec.id;
  }

  get title() {
    return oneLine(this.panel.spec.title);
  }

  /** What a person has set for it. @returns {import('./settings.js').ChartSettings} */
  get settings() {
    return this.host.settings.of(this.id);
  }

  #build(help, code) {
    const id = `chart-${++ids}`;
    const name = this.title;
    this.value = element('span.card-value');
    this.time = element('span.card-time');
    this.trend = element('p.unseen', { id: `${id}-trend` });
    this.place = element('div.plot', {
      tabindex: 0,
      role: 'slider',
      'aria-labelledby': id,
      'aria-describedby': `${id}-trend`,
      'aria-valuemin': 0,
      'aria-valuenow': 0,
      'aria-valuemax': 0,
      onkeydown: event => this.#key(event),
      onfocus: () => this.#describe(true),
      onblur: () => this.#point(null),
    });
    this.legend = element('ul.legend', { hidden: true, 'aria-label': `Series of ${name}`, onkeydown: event => this.#walkLegend(event) });
    this.extra = element('li.legend-extra');
    this.note = element('p.card-note', { hidden: true });
    this.alert = element('p.card-alert', { hidden: true });
    this.fresh = element('span.card-fresh');
    this.tablePlace = element('div.card-table', { hidden: true, tabindex: 0, role: 'region', 'aria-label': `Table of ${name}` });
    this.menu = element(
      'button.card-menu',
      { type: 'button', 'aria-haspopup': 'dialog', 'aria-label': `Options of ${name}`, onclick: () => this.host.openMenu(this, this.menu) },
      '⋯',
    );
    const head = element('div.card-head', {}, element(code ? 'h3.card-title.code' : 'h3.card-title', { id, title: name }, name), this.time, this.value, this.menu);
    this.root = element(
      'figure.card',
      { 'data-panel': this.id, 'aria-labelledby': id },
      element('figcaption', {}, head, help ? element('p.card-help', { title: oneLine(help, 1000) }, oneLine(help)) : null, this.alert, this.trend),
      this.place,
      this.tablePlace,
      this.legend,
      this.note,
      this.fresh,
    );
    this.root.chart = this;
  }

  /** Takes over what is set for this chart: size, and table or plot. */
  arrange() {
    const { size, table: asTable } = this.settings;
    setAttribute(this.root, 'data-size', size ?? this.panel.spec.shape?.size ?? null);
    this.asTable = asTable ?? (this.panel.spec.shape?.kind === 'table' || this.host.settings.tables);
    this.place.hidden = this.asTable;
    this.tablePlace.hidden = !this.asTable;
  }

  get thresholds() {
    return this.settings.thresholds ?? this.panel.spec.shape?.thresholds ?? null;
  }

  /** What the size of the plot is learnt from. */
  get surface() {
    return this.place;
  }

  /** Draws what the panel holds, and how it stands. */
  paint() {
    if (!this.visible) return;
    this.#draw(this.host.view);
    this.#warn();
  }

  #draw(view) {
    this.view = view;
    const { spec, buffer } = this.panel;
    const { start, end, x } = buffer.window(view.from, view.to);
    this.#choose();
    const raw = this.lines.map(line => buffer.column(line.id, start, end));
    this.shown = { x, raw };
    if (this.asTable) table(this.tablePlace, this);
    else this.#drawPlot(x, raw, spec);
    this.#caption(this.#cursor());
    this.#freshness();
    this.#describe(false);
  }

  #drawPlot(x, raw, spec) {
    // The width is known with the next frame.
    if (!this.#width) return;
    if (this.plot && this.drawnAs !== `${spec.unit} ${spec.heatmap}`) this.reset();
    this.drawnAs = `${spec.unit} ${spec.heatmap}`;
    this.plot ??= this.#plot();
    const seen = raw.map((column, i) => (this.lines[i].hidden ? column.map(() => null) : column));
    const drawn = spec.stacked && !spec.heatmap ? stack(seen) : [...seen];
    // Now, and not after this frame's time has been counted.
    this.plot.batch(() => this.plot.setData([x, ...drawn.reverse()]));
  }

  /** The plot is made anew at the next drawing: colours or lines have changed. */
  reset() {
    this.plot?.destroy();
    this.plot = null;
  }

  /** The plot has this size now, in CSS pixels; without a width it is not in the page. */
  resize(width, height) {
    this.#width = Math.floor(width);
    this.#height = Math.floor(height);
    if (this.plot && this.#width) this.plot.setSize({ width: this.#width, height: this.#height });
  }

  #plot() {
    const { unit, stacked = false, top, heatmap, bucketUnit } = this.panel.spec;
    return makePlot(this.place, {
      width: this.#width,
      height: this.#height,
      lines: this.lines,
      unit,
      stacked,
      zero: this.zero,
      buckets: heatmap ? this.lines.map(({ label }) => format(Number(label), bucketUnit)) : null,
      top: () => (typeof top === 'function' ? top(this.panel.members) : top),
      view: () => [this.view.from / 1000, this.view.to / 1000],
      marks: () => this.#marks(),
      limits: () => (heatmap ? [] : limitsOf(this.thresholds)),
      onCursor: index => this.#caption(index),
      onZoom: (from, to) => this.host.zoom(from * 1000, to * 1000),
      onZoomOut: () => this.host.zoomOut(),
    });
  }

  #marks() {
    return this.host.marks.between(this.view.from, this.view.to, this.id).map(({ ts, level }) => ({ time: ts / 1000, level }));
  }

  // ---- lines

  /** Chooses the lines; those that stay keep their colour. */
  #choose() {
    const { buffer, spec, members } = this.panel;
    const { columns } = buffer;
    const all = [...columns.keys()];
    const most = spec.heatmap ? all.length : (spec.lines ?? MAX_LINES);
    const chosen = all.length > most ? this.#largest(all, most) : all;
    const same = chosen.length === this.lines.length && this.lines.every(line => chosen.includes(line.id));
    if (!same || this.heat !== spec.heatmap) {
      this.heat = spec.heatmap;
      const kept = this.lines.filter(line => chosen.includes(line.id));
      const free = Array.from({ length: most }, (_, slot) => slot).filter(slot => kept.every(line => line.slot !== slot));
      const fresh = chosen.filter(id => kept.every(line => line.id !== id)).map(id => ({ id, slot: free.shift() ?? 0 }));
      const hidden = new Set(this.settings.hidden);
      const lines = spec.heatmap ? chosen.map((id, slot) => ({ id, slot })) : [...kept, ...fresh];
      this.lines = lines.map(line => ({ ...line, label: oneLine(columns.get(line.id).label), hidden: hidden.has(line.id) }));
      this.#legend();
      this.reset();
    }
    const total = spec.shape?.groupBy || spec.shape?.aggregate ? all.length : Math.max(all.length, members.size);
    this.#say(all.length > most ? `showing ${this.lines.length} of ${total}, by largest` : null);
  }

  #largest(all, most) {
    const { buffer } = this.panel;
    const known = this.ranked?.oldest === buffer.oldest && buffer.newest - this.ranked.at < RANK_AGAIN;
    if (known && this.lines.length === most) return this.lines.map(line => line.id);
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
    return all.sort((a, b) => means.get(b) - means.get(a)).slice(0, most);
  }

  #legend() {
    const listed = this.lines.length < 2 || this.heat || this.panel.spec.shape?.legend === false ? [] : this.lines;
    this.legend.hidden = listed.length === 0;
    this.legend.replaceChildren(...listed.map((line, nth) => this.#legendItem(line, nth)), this.extra);
  }

  #legendItem(line, nth) {
    line.output = element('span.legend-value');
    line.button = element(
      'button.legend-item',
      {
        type: 'button',
        'aria-pressed': String(!line.hidden),
        tabindex: nth === 0 ? 0 : -1,
        title: `${line.label}: click to hide or show, with Ctrl to show it alone`,
        onclick: event => this.toggle(line, event.ctrlKey || event.metaKey || event.shiftKey),
      },
      element('i.swatch', { 'data-slot': (line.slot % 8) + 1 }),
      element('span.legend-label', {}, line.label),
      line.output,
    );
    return element('li', {}, line.button);
  }

  /** Hides or shows a line, or shows it alone, and all of them where it was alone. */
  toggle(line, alone) {
    if (alone) {
      const others = this.lines.filter(each => each !== line);
      const wasAlone = !line.hidden && others.every(each => each.hidden);
      for (const each of this.lines) each.hidden = !wasAlone && each !== line;
    } else line.hidden = !line.hidden;
    for (const each of this.lines) if (each.button) setAttribute(each.button, 'aria-pressed', String(!each.hidden));
    this.host.settings.set(this.id, { hidden: this.lines.filter(each => each.hidden).map(each => each.id) });
    this.host.changed();
  }

  /** One stop for Tab, arrows within. */
  #walkLegend(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const buttons = [...this.legend.querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement);
    const next = buttons[at + step];
    if (!step || !next) return;
    event.preventDefault();
    buttons[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  #say(text) {
    this.note.hidden = text === null;
    setText(this.note, text ?? '');
  }

  // ---- the cursor

  #cursor() {
    if (this.#at !== null) return this.#index(this.#at);
    return this.plot?.cursor.idx ?? null;
  }

  #index(time) {
    const { x } = this.shown;
    const after = x.findIndex(each => each >= time);
    return x.length === 0 ? null : after < 0 ? x.length - 1 : after;
  }

  #key(event) {
    const { x } = this.shown ?? { x: [] };
    if (x.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.#cursor() ?? x.length - 1;
    const page = Math.max(1, Math.round(x.length / 10));
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: page, PageDown: -page, Home: -Infinity, End: Infinity };
    if (event.key === 'Escape' && this.#at !== null) this.#point(null);
    else if (event.key === 'Enter') this.host.openMenu(this, this.menu);
    else if (event.key in steps) this.#point(x[Math.max(0, Math.min(x.length - 1, at + steps[event.key]))]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Puts the crosshair at a time, seconds, and says what is there; null takes it away. */
  #point(time) {
    this.#at = time;
    if (!this.plot) return;
    const left = time === null ? -10 : this.plot.valToPos(time, 'x');
    this.plot.setCursor({ left, top: time === null ? -10 : 10 }, true, true);
    if (time === null) return;
    const index = this.#index(time);
    const values = this.lines.filter(line => !line.hidden).map(line => `${line.label} ${this.#text(this.lines.indexOf(line), index)}`);
    setAttribute(this.place, 'aria-valuemax', String(this.shown.x.length - 1));
    setAttribute(this.place, 'aria-valuenow', String(index));
    setAttribute(this.place, 'aria-valuetext', [clockText(time * 1000), ...values].join(', '));
  }

  #text(i, index) {
    return format(this.shown.raw[i]?.[index] ?? null, this.panel.spec.unit);
  }

  /** Writes the values under the cursor, or the newest. */
  #caption(index) {
    if (!this.shown) return;
    const { x } = this.shown;
    const text = i => (index === null ? this.#newest(i) : this.#text(i, index));
    this.lines.forEach((line, i) => line.output && setText(line.output, text(i)));
    setText(this.time, index === null || x[index] === undefined ? '' : [clockText(x[index] * 1000), ...this.#markAt(x[index])].join(' · '));
    setText(this.value, this.lines.length === 1 ? text(0) : '');
    if (this.headline) this.#addition((index === null && this.headline()) || '');
    setAttribute(this.place, 'data-points', String(x.length));
  }

  #markAt(time) {
    const near = (this.view.to - this.view.from) * NEAR_MARK;
    return this.host.marks.between(time * 1000 - near, time * 1000 + near, this.id).map(({ text }) => oneLine(text, 80));
  }

  #addition(text) {
    setText(this.extra, text);
    this.legend.hidden = this.legend.childElementCount < 2 && text === '';
  }

  /** What is no number says what it is. */
  #newest(i) {
    const value = this.panel.buffer.last(this.lines[i].id);
    if (!Number.isNaN(value)) return format(value, this.panel.spec.unit);
    const state = [...this.panel.members].find(series => series.key === this.lines[i].id)?.state;
    return state === 'nan' ? 'NaN' : state === 'stale' || this.panel.isStale ? 'stale' : '–';
  }

  // ---- the truth about it

  /** How old what is seen is. */
  #freshness() {
    const { panel, view, host } = this;
    const { sampledAt, isStale } = panel;
    const age = Date.now() - sampledAt;
    this.root.classList.toggle('is-stale', isStale);
    const merged = host.merged(view.from, view.to);
    const words = [
      sampledAt === 0 ? '' : isStale ? `last value ${ago(age)}` : age >= 0 ? `${format(Math.round(age) / 1000, 'seconds')} from sample to screen` : '',
      merged > 0 ? `${merged} merged` : '',
    ];
    setText(this.fresh, words.filter(Boolean).join(' · '));
  }

  /** Shows how a threshold stands: by colour, sign and word. */
  #warn() {
    const { level, text } = levelOf(this.thresholds, this.panel);
    setAttribute(this.root, 'data-level', level === 'ok' ? null : level);
    this.alert.hidden = level === 'ok';
    setText(this.alert, text);
  }

  #describe(now) {
    const time = performance.now();
    if (!now && time - this.#described < DESCRIBE_AGAIN) return;
    this.#described = time;
    if (this.shown) setText(this.trend, describe(this));
  }
}
