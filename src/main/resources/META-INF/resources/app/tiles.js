import { element, oneLine, setText } from './dom.js';
import { format, parts } from './format.js';
import { drawSparkline } from './sparkline.js';

/** A tile: a name, the number now, a line below it, and how it went. */
export class Tile {
  visible = true;

  /** @param {import('./panel.js').Panel} panel whose spec can `read` */
  constructor(panel) {
    this.panel = panel;
    this.number = element('span.tile-number');
    this.unit = element('span.tile-unit');
    this.note = element('p.tile-note');
    this.canvas = element('canvas.tile-line', { 'aria-hidden': true });
    this.root = element(
      'article.tile',
      { 'data-panel': panel.spec.id, hidden: true },
      element('h3.tile-title', {}, panel.spec.title),
      element('p.tile-value', {}, this.number, this.unit),
      this.note,
      this.canvas,
    );
  }

  draw(view) {
    const { spec, buffer, members } = this.panel;
    this.root.hidden = members.size === 0;
    if (members.size === 0) return;
    const { value, note = [] } = spec.read(buffer, members);
    const { number, unit } = parts(Number.isNaN(value) ? null : value, spec.unit);
    setText(this.number, number);
    setText(this.unit, unit);
    // A part is not broken over two lines.
    setText(this.note, note.map(each => noteText(each).replace(/ /g, '\u00a0')).filter(Boolean).join(' · '));
    const { start, end, x } = buffer.window(view.from, view.to);
    const columns = [...buffer.columns.keys()].map(id => buffer.column(id, start, end));
    const top = typeof spec.top === 'function' ? spec.top(members) : spec.top;
    drawSparkline(this.canvas, x, columns, { from: view.from / 1000, to: view.to / 1000, top });
  }

  reset() {}
}

/** `[words, value, unit]`, `[value, unit, words]` or `[words, words]`; empty where the value is missing. */
function noteText(note) {
  const [first, second, third] = note;
  if (typeof first === 'number') return Number.isNaN(first) ? '' : [format(first, second), third].filter(Boolean).join(' ');
  if (typeof second === 'number') return Number.isNaN(second) ? '' : `${first} ${format(second, third)}`;
  return oneLine(`${first} ${second}`, 60);
}
