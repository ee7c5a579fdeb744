import { addressWith, pack } from './address.js';
import { MINUTE, zoneName } from './time.js';

/** Takes what is seen elsewhere: onto a board, into a link, into another page. */

const NOTHING_ELSE = { view: null, board: null, q: null, chart: null };

/** A chart as a board would describe it. @returns {import('./shape.js').ChartShape} */
export function described(chart) {
  const { size, table, thresholds } = chart.settings;
  const { id, ...shape } = chart.panel.spec.shape;
  return { ...shape, ...(size && { size }), ...(table && { kind: 'table' }), ...(thresholds && { thresholds }) };
}

/**
 * A link that leads to what is seen now.
 *
 * @param {import('./time.js').TimeAxis} axis
 * @param {number} now the newest tick
 * @param {import('./board-view.js').BoardView} board
 * @param {string} search
 * @returns {Promise<string>}
 */
export async function linkToView(axis, now, board, search) {
  const { from, to } = axis.view(now);
  const still = axis.still ? { from: Math.round(from), to: Math.round(to) } : { from: null, to: null };
  const common = { range: axis.range / MINUTE, tz: zoneName() === 'utc' ? 'utc' : null, q: search, ...still };
  return addressWith(common, board.ref === null ? location.href : await board.link()).href;
}

/** A link that leads to one chart. @returns {Promise<string>} */
export async function linkToChart(chart, axis) {
  const range = { range: axis.range / MINUTE };
  if (chart.fixed) return addressWith({ ...NOTHING_ELSE, ...range, chart: chart.id }).href;
  return addressWith({ ...NOTHING_ELSE, ...range, view: await alone(chart) }).href;
}

/** What shows one chart in somebody's page. @returns {Promise<string>} HTML */
export async function embedCode(chart, axis) {
  const url = addressWith({ ...NOTHING_ELSE, view: await alone(chart), embed: 1, range: axis.range / MINUTE });
  return `<iframe src="${url.href.replaceAll('&', '&amp;')}" title="${chart.title.replace(/[&"<>]/g, '')}" width="640" height="280"></iframe>`;
}

function alone(chart) {
  return pack({ title: chart.title, charts: [described(chart)] });
}
