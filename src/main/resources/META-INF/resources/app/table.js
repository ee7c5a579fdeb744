import { element, setText } from './dom.js';
import { format } from './format.js';
import { clockText } from './time.js';

/** What stands behind a chart for those who do not see it, and for those who want numbers: a table, and the trend in words. */

const ROWS = 40;
const WORDS = 4;
/** Less than this share of its own range is no movement. */
const STEADY = 0.1;

/** Writes the chart's points into `place`, newest first; of many, every nth. */
export function table(place, { shown: { x, raw }, lines, panel, title }) {
  const { unit } = panel.spec;
  const every = Math.max(1, Math.ceil(x.length / ROWS));
  const rows = [];
  for (let i = x.length - 1; i >= 0; i -= every) rows.push(i);
  const signature = `${lines.map(line => line.id).join('\n')} ${rows.length}`;
  if (place.signature !== signature) {
    place.signature = signature;
    place.replaceChildren(
      element(
        'table',
        {},
        element('caption.unseen', {}, title),
        element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Time'), ...lines.map(line => element('th', { scope: 'col' }, line.label)))),
        element('tbody', {}, ...rows.map(() => element('tr', {}, element('th', { scope: 'row' }), ...lines.map(() => element('td'))))),
      ),
    );
  }
  const body = place.querySelector('tbody');
  rows.forEach((i, nth) => {
    const cells = body.children[nth].children;
    setText(cells[0], clockText(x[i] * 1000));
    lines.forEach((_, line) => setText(cells[line + 1], format(raw[line][i] ?? null, unit)));
  });
}

/** How each line went, in a sentence; of many lines, the first few. */
export function describe({ shown: { x, raw }, lines, panel, view }) {
  const minutes = Math.max(1, Math.round((view.to - view.from) / 60_000));
  const sentences = lines.slice(0, WORDS).map((line, i) => `${line.label}: ${trend(x, raw[i], panel.spec.unit)}.`);
  const rest = lines.length > WORDS ? ` And ${lines.length - WORDS} more lines.` : '';
  return `Last ${minutes} min. ${sentences.join(' ')}${rest}`;
}

function trend(x, values, unit) {
  const known = [];
  values.forEach((value, i) => {
    if (value !== null) known.push(i);
  });
  if (known.length === 0) return 'no values';
  const at = pick => known.reduce((best, i) => (pick(values[i], values[best]) ? i : best), known[0]);
  const low = at((a, b) => a < b);
  const high = at((a, b) => a > b);
  const now = values[known.at(-1)];
  if (values[low] === values[high]) return `${format(now, unit)} all the time`;
  const span = values[high] - values[low];
  const third = Math.max(1, Math.floor(known.length / 3));
  const mean = part => part.reduce((sum, i) => sum + values[i], 0) / part.length;
  const change = mean(known.slice(-third)) - mean(known.slice(0, third));
  const word = Math.abs(change) < STEADY * span ? 'steady' : change > 0 ? 'rising' : 'falling';
  const when = i => `${format(values[i], unit)} at ${clockText(x[i] * 1000)}`;
  return `now ${format(now, unit)}, ${word}, lowest ${when(low)}, highest ${when(high)}`;
}
