import { rateUnit, unitOf } from './format.js';
import { queriesOf } from './history.js';
import { labeller } from './keys.js';
import { lately, observed, quantile } from './observations.js';
import { MAX_COLUMNS } from './panel.js';
import { namesOf, selector } from './selector.js';

/**
 * Charts that somebody described, in a board or in the page: which series (`query`), grouped by which labels, added up how, shown as what. The
 * description is the one of a board's YAML file, with `groupBy` for `group-by`.
 *
 * @typedef {object} ChartShape
 * @property {string[]} query selectors
 * @property {string} [title]
 * @property {string[]} [groupBy] labels: one line for each of their combinations
 * @property {'sum'|'avg'|'max'|'min'} [aggregate] how the series of a group become one line; `sum` where there is only `groupBy`
 * @property {number} [top] so many lines at most, the largest
 * @property {'value'|'rate'|'quantiles'|'heatmap'} [as] by default what the type asks for
 * @property {string} [unit]
 * @property {'s'|'m'|'l'} [size]
 * @property {'chart'|'tile'|'table'} [kind]
 * @property {boolean} [stacked]
 * @property {boolean} [legend]
 * @property {{warning?: number, critical?: number, when?: 'above'|'below'}} [thresholds]
 */

export const AGGREGATES = ['sum', 'avg', 'max', 'min'];
const QUANTILES = [0.5, 0.95, 0.99];
const RECHOOSE = 30;

const REDUCE = {
  sum: values => values.reduce((a, b) => a + b, 0),
  avg: values => values.reduce((a, b) => a + b, 0) / values.length,
  max: values => Math.max(...values),
  min: values => Math.min(...values),
};

/** Whether a shape asks for anything beside the series as they are. */
export function isShaped({ groupBy, aggregate, top, as, stacked, unit } = {}) {
  return Boolean(groupBy?.length || aggregate || top || as || stacked || unit);
}

/**
 * @param {ChartShape} shape
 * @param {string} id
 * @returns {import('./panel.js').PanelSpec}
 * @throws {SyntaxError} where a query is no selector
 */
export function specOf(shape, id) {
  const selectors = shape.query.map(selector);
  const spec = {
    id,
    shape,
    title: shape.title ?? shape.query.join(', '),
    queries: queriesOf(shape.query, selectors),
    stacked: shape.stacked ?? false,
    lines: shape.top,
    heatmap: false,
    unit: shape.unit ?? '',
    names: selectors.every(({ name }) => name !== null) ? selectors.flatMap(({ name }) => namesOf(name)) : null,
    match: series => selectors.some(each => each.test(series)),
    derive: (members, now, out) => derive(spec, members, now, out),
  };
  return spec;
}

function derive(spec, members, now, out) {
  const [first] = members;
  if (!first) return;
  const { shape } = spec;
  spec.unit = shape.unit ?? unitFor(shape, first);
  const compound = first.type === 'histogram' || first.type === 'summary';
  spec.heatmap = shape.as === 'heatmap' && first.type === 'histogram';
  spec.bucketUnit = unitOf(first.name, first.unit);
  if (spec.heatmap) heat(members, now, out);
  else if (compound) distributions(spec, members, now, out);
  else plain(spec, members, now, out);
}

function unitFor({ as }, series) {
  const unit = unitOf(series.name, series.unit);
  if (series.type === 'histogram' || series.type === 'summary') return as === 'rate' || as === 'heatmap' ? '/s' : unit;
  return series.counter && as !== 'value' ? rateUnit(unit) : unit;
}

/** The series of each group; without grouping or adding up, each series is one of its own. */
function groupsOf(spec, members) {
  const { groupBy = [], aggregate } = spec.shape;
  if (spec.groups?.size === members.size && spec.groups.last === last(members)) return spec.groups.list;
  const groups = new Map();
  const each = !aggregate && groupBy.length === 0;
  const label = each ? labeller(members) : null;
  for (const series of members) {
    const key = each ? series.key : groupBy.map(name => labelOf(series, name)).join('\u0000');
    if (!groups.has(key)) groups.set(key, { id: key || 'all', label: each ? label(series) : groupLabel(spec.shape, series), members: [] });
    groups.get(key).members.push(series);
  }
  spec.groups = { size: members.size, last: last(members), list: [...groups.values()] };
  return spec.groups.list;
}

function labelOf(series, name) {
  return name === '__name__' ? series.name : (series.labels.get(name) ?? '');
}

function last(members) {
  let newest;
  for (const series of members) newest = series;
  return newest;
}

function groupLabel({ groupBy = [], aggregate = 'sum' }, series) {
  if (groupBy.length === 0) return `${aggregate} of all`;
  const values = groupBy.map(name => labelOf(series, name));
  return groupBy.length === 1 ? values[0] || `no ${groupBy[0]}` : groupBy.map((name, i) => `${name}=${values[i]}`).join(' ');
}

function plain(spec, members, now, out) {
  const { aggregate = 'sum', as } = spec.shape;
  const shown = series => (as === 'value' ? series.value : series.shown(now));
  const groups = groupsOf(spec, members);
  const value = group => {
    if (group.members.length === 1) return shown(group.members[0]);
    const known = group.members.map(shown).filter(Number.isFinite);
    return known.length ? REDUCE[aggregate](known) : NaN;
  };
  for (const group of chosen(spec, groups, value)) out(group.id, group.label, value(group));
}

/** Of very many only the largest, chosen anew from time to time: a chart cannot show more, and each costs memory. */
function chosen(spec, groups, value) {
  if (groups.length <= MAX_COLUMNS) return groups;
  const age = (spec.age = (spec.age ?? RECHOOSE) + 1);
  if (age > RECHOOSE || spec.chosen === undefined) {
    spec.age = 0;
    const size = new Map(groups.map(group => [group, Math.abs(value(group)) || 0]));
    spec.chosen = [...groups].sort((a, b) => size.get(b) - size.get(a)).slice(0, MAX_COLUMNS);
  }
  return spec.chosen;
}

function distributions(spec, members, now, out) {
  const { as } = spec.shape;
  const groups = groupsOf(spec, members);
  const merged = groups.length > 1 && !spec.shape.groupBy?.length && !spec.shape.aggregate;
  // Without a wish, all of them together: a quantile of several histograms is that of their sum.
  const list = merged && members.values().next().value.type === 'histogram' && as !== 'rate' ? [{ id: '', label: '', members: [...members] }] : groups;
  for (const group of list.slice(0, MAX_COLUMNS)) {
    const prefix = list.length > 1 ? `${group.label} ` : '';
    if (as === 'rate') out(group.id, list.length > 1 ? group.label : 'rate', observed(group.members, now)?.rate ?? NaN);
    else if (as === 'value') out(group.id, `${prefix}mean`, observed(group.members, now)?.mean ?? NaN);
    else quantiles(group, prefix, list.length > 1, now, out);
  }
}

function quantiles(group, prefix, many, now, out) {
  const [first] = group.members;
  if (first.type === 'summary') {
    if (group.members.length > 1 || !first.compound?.quantiles?.length) {
      out(`${group.id} mean`, `${prefix}mean`, observed(group.members, now)?.mean ?? NaN);
      return;
    }
    for (const [q, value] of first.compound.quantiles) {
      out(`${group.id} ${q}`, `${prefix}p${+(q * 100).toFixed(4)}`, Number.isNaN(first.value) ? NaN : (value ?? NaN));
    }
    return;
  }
  const seen = lately(group.members, now);
  for (const q of many ? [0.95] : QUANTILES) out(`${group.id} ${q}`, `${prefix}p${q * 100}`, seen ? quantile(q, seen) : NaN);
}

/** A column per bucket, the smallest first: how many observations per second fell into it. */
function heat(members, now, out) {
  const seen = lately(members, now);
  if (!seen) return;
  seen.bounds.forEach((bound, i) => {
    const within = seen.counts[i] - (i > 0 ? seen.counts[i - 1] : 0);
    out(`${bound}`, `${bound}`, seen.seconds > 0 ? within / seen.seconds : NaN);
  });
}

/** The labels by which the series of a chart can be grouped, those with few values first. */
export function groupable(members) {
  const values = new Map();
  for (const { labels } of members) {
    for (const [name, value] of labels) values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return [...values].filter(([, all]) => all.size > 1).sort((a, b) => a[1].size - b[1].size).map(([name, all]) => ({ name, count: all.size }));
}
