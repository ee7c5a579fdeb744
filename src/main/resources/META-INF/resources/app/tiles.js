import { element, oneLine, setText } from './dom.js';
import { format, parts } from './format.js';
import { drawSparkline } from './sparkline.js';
import { levelOf } from './thresholds.js';

/** A tile: a name, the number now, a line below it, and how it went. */
export class Tile {
  visible = true;
  #size = { width: 0, height: 0 };

  /**
   * @param {import('./panel.js').Panel} panel whose spec can `read`; else its first column is the number
   * @param {{thresholds?: object, removable?: boolean}} options
   * @param {import('./chart.js').ChartHost} host
   */
  constructor(panel, { thresholds = null, removable = false }, host) {
    Object.assign(this, { panel, removable, host });
    this.given = thresholds;
    const open = () => host.openMenu(this, this.menu);
    this.menu = element('button.card-menu', { type: 'button', 'aria-haspopup': 'dialog', 'aria-label': `Options of ${this.title}`, onclick: open }, '⋯');
    this.alert = element('p.tile-alert', { hidden: true });
    this.number = element('span.tile-number');
    this.unit = element('span.tile-unit');
    this.note = element('p.tile-note');
    this.canvas = element('canvas.tile-line', { 'aria-hidden': true });
    this.root = element(
      'article.tile',
      { 'data-panel': panel.spec.id, hidden: true },
      element('h3.tile-title', {}, oneLine(panel.spec.title, 80)),
      element('p.tile-value', {}, this.number, this.unit),
      this.menu,
      this.alert,
      this.note,
      this.canvas,
    );
    this.root.chart = this;
  }

  get id() {
    return this.panel.spec.id;
  }

  get title() {
    return oneLine(this.panel.spec.title);
  }

  get settings() {
    return this.host.settings.of(this.id);
  }

  get thresholds() {
    return this.settings.thresholds ?? this.given;
  }

  arrange() {}

  /** What the size of the line is learnt from. */
  get surface() {
    return this.canvas;
  }

  /** Writes the number and draws the line, and says how it stands. */
  paint() {
    this.#draw(this.host.view);
    this.#warn();
  }

  #draw(view) {
    const { spec, buffer, members } = this.panel;
    const isFixed = spec.read !== undefined;
    this.root.hidden = isFixed && members.size === 0;
    if (this.root.hidden) return;
    const { value, note = [] } = isFixed ? spec.read(buffer, members) : first(buffer);
    this.root.classList.toggle('is-stale', this.panel.isStale);
    const { number, unit } = parts(Number.isNaN(value) ? null : value, spec.unit);
    setText(this.number, number);
    setText(this.unit, unit);
    // A part is not broken over two lines.
    setText(this.note, note.map(each => noteText(each).replace(/ /g, '\u00a0')).filter(Boolean).join(' · '));
    const { start, end, x } = buffer.window(view.from, view.to);
    const columns = [...buffer.columns.keys()].map(id => buffer.column(id, start, end));
    const top = typeof spec.top === 'function' ? spec.top(members) : spec.top;
    drawSparkline(this.canvas, this.#size, x, columns, { from: view.from / 1000, to: view.to / 1000, top });
  }

  /** Shows how a threshold stands: by colour, sign and word. */
  #warn() {
    const { level, text } = levelOf(this.thresholds, this.panel);
    this.root.dataset.level = level;
    this.alert.hidden = level === 'ok';
    setText(this.alert, text);
  }

  reset() {}

  /** The line has this size now, in CSS pixels. */
  resize(width, height) {
    this.#size = { width, height };
  }
}

/** The first column's value; of several, the others are named below it. */
function first(buffer) {
  const [one, ...others] = [...buffer.columns].map(([id, { label }]) => [label, buffer.last(id)]);
  return { value: one?.[1] ?? NaN, note: others.slice(0, 2).map(([label, value]) => [oneLine(label, 30), value, '']) };
}

/** `[words, value, unit]`, `[value, unit, words]` or `[words, words]`; empty where the value is missing. */
function noteText(note) {
  const [first, second, third] = note;
  if (typeof first === 'number') return Number.isNaN(first) ? '' : [format(first, second), third].filter(Boolean).join(' ');
  if (typeof second === 'number') return Number.isNaN(second) ? '' : `${first} ${format(second, third)}`;
  return oneLine(`${first} ${second}`, 60);
}
