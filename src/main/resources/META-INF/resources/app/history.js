import { Panel } from './panel.js';
import { Store, origin } from './store.js';
import { parseKey, writeKey } from './keys.js';

/**
 * Fills panels with what the server holds of the past. The past is played through a store of its own, tick by tick, and through the same panels
 * as the live stream: so a rate or a quantile is computed in one place.
 *
 * Requests of one moment are put together, since a page that is scrolled asks for many families at once.
 */

/** The time at which the host's metrics were sampled, in Unix seconds. */
const HOST_CLOCK = 'node_time_seconds';
const FINE_RANGE = 5 * 60_000;
const QUERIES_AT_ONCE = 16;
const CHARACTERS_AT_ONCE = 1500;
const REQUESTS_AT_ONCE = 2;

export class History {
  #waiting = new Map();
  #running = 0;
  #timer = 0;
  #done;

  /** @param {(panel: Panel) => void} done called when a panel's past has come */
  constructor(done) {
    this.#done = done;
  }

  /** Asks for the past of a panel. */
  want(panel, range) {
    this.#waiting.set(panel, range);
    this.#timer ||= setTimeout(() => this.#next(), 30);
  }

  /** Forgets a panel that nobody looks at any more. */
  drop(panel) {
    this.#waiting.delete(panel);
  }

  #next() {
    this.#timer = 0;
    while (this.#waiting.size && this.#running < REQUESTS_AT_ONCE) {
      this.#running++;
      this.#load(this.#batch()).finally(() => {
        this.#running--;
        this.#next();
      });
    }
  }

  #batch() {
    const batch = [];
    let queries = 0;
    let characters = 0;
    let batchRange = 0;
    for (const [panel, range] of this.#waiting) {
      const length = panel.spec.queries.join('').length;
      const fits = queries + panel.spec.queries.length <= QUERIES_AT_ONCE && characters + length <= CHARACTERS_AT_ONCE;
      if (batch.length && (!fits || range !== batchRange)) continue;
      batchRange = range;
      queries += panel.spec.queries.length;
      characters += length;
      batch.push(panel);
      this.#waiting.delete(panel);
    }
    return { batch, range: batchRange };
  }

  async #load({ batch, range }) {
    const queries = [...new Set(batch.flatMap(panel => panel.spec.queries))];
    try {
      const fine = fetchHistory(queries, Math.min(range, FINE_RANGE));
      const coarse = range > FINE_RANGE ? fetchHistory(queries, range) : null;
      const answers = (await Promise.all([coarse, fine])).filter(Boolean);
      const { store, copies } = replay(answers, batch);
      batch.forEach((panel, i) => {
        panel.continue(copies[i], store);
        panel.loaded = range;
        this.#done(panel);
      });
    } catch (error) {
      // Without its past a chart still shows what comes: the connection's state says what is wrong, and a reconnect asks again.
      console.debug('history', error);
    }
  }
}

async function fetchHistory(queries, range) {
  const url = new URL('/metrics/history', location.href);
  for (const query of queries) url.searchParams.append('query', query);
  url.searchParams.set('range', `${range / 60_000}m`);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`/metrics/history answered ${response.status}`);
  return response.json();
}

/** Plays answers (the coarse one first) through a store, and into a copy of each panel. */
export function replay(answers, panels) {
  const store = new Store({ added: series => copies.forEach(copy => copy.add(series)) });
  const copies = panels.map(panel => new Panel(panel.spec, []));
  const last = new Map();
  answers.forEach((answer, i) => {
    const until = answers[i + 1]?.timestamps[0] ?? Infinity;
    const columns = answer.series.map(series => ({ ...series }));
    const wholes = wholesOf(columns);
    const plain = columns.filter(column => column.of === undefined);
    const numbered = [...plain, ...wholes];
    const define = numbered.map((column, n) => [n, column.key, column.type, column.unit ?? '', '']);
    numbered.forEach((column, n) => Object.assign(column, { n, ofHost: isHost(column) }));
    store.apply({ type: 'update', define });
    answer.timestamps.forEach((ts, row) => {
      if (ts < until) replayRow(store, copies, numbered, last, ts, row);
      if (i === 0 && row === 0) store.forgetTimes();
    });
  });
  return { store, copies };
}

function replayRow(store, copies, columns, last, ts, row) {
  const n = [];
  const v = [];
  const t = [];
  const states = {};
  const clock = hostClock(columns, last, ts, row);
  for (const column of columns) {
    const value = column.at ? column.at(row) : column.values[row];
    const before = last.get(column.key) ?? null;
    last.set(column.key, value);
    if (value === null && before !== null) states[column.n] = 'stale';
    if (value === null || same(value, before)) continue;
    n.push(column.n);
    v.push(value);
    t.push(column.ofHost ? clock.time - ts : 0);
  }
  if (clock.sampled) store.sampled('host', clock.time);
  store.sampled('process', ts);
  store.apply({ type: 'update', ts, n, v, t, states });
  for (const copy of copies) copy.append(ts);
}

/** When the host was sampled for this row: its own clock is one of its metrics. */
function hostClock(columns, last, ts, row) {
  const clock = columns.find(column => column.key === HOST_CLOCK);
  const seconds = clock?.values[row] ?? null;
  if (seconds === null) return { time: ts, sampled: clock === undefined };
  const time = Math.round(seconds * 1000);
  // A clock that is wrong still says that it moved.
  return { time: Math.abs(time - ts) < 60_000 ? time : ts, sampled: seconds !== last.get(HOST_CLOCK) };
}

function same(a, b) {
  if (typeof a === 'number' || b === null) return a === b;
  const values = ({ buckets, quantiles }) => (buckets ?? quantiles).map(([, value]) => value);
  return a.count === b.count && a.sum === b.sum && values(a).every((value, i) => value === values(b)[i]);
}

/** Histograms and summaries come as their components: puts each of them together again. */
function wholesOf(columns) {
  const wholes = new Map();
  for (const column of columns) {
    if (column.of === undefined) continue;
    if (!wholes.has(column.of)) wholes.set(column.of, new Whole(column.of, column));
    wholes.get(column.of).add(column);
  }
  return [...wholes.values()];
}

class Whole {
  #buckets = [];
  #quantiles = [];
  #sum = null;
  #count = null;

  constructor(key, { type, unit }) {
    this.key = key;
    this.name = parseKey(key).name;
    this.type = type;
    this.unit = unit;
  }

  add(column) {
    const { name, labels } = parseKey(column.key);
    const bound = labels.get('le');
    if (name === `${this.name}_sum` || name === `${this.name}_gsum`) this.#sum = column.values;
    else if (name === `${this.name}_count` || name === `${this.name}_gcount`) this.#count = column.values;
    else if (bound !== undefined) this.#buckets.push([bound === '+Inf' ? Infinity : Number(bound), column.values]);
    else this.#quantiles.push([Number(labels.get('quantile')), column.values]);
    // What a component says of itself (a bucket is a counter) is not what the whole is.
    this.type = this.#buckets.length ? 'histogram' : 'summary';
  }

  at(row) {
    const pick = list => list.sort((a, b) => a[0] - b[0]).map(([bound, values]) => [bound, values[row]]);
    const buckets = pick(this.#buckets);
    const count = this.#count?.[row] ?? buckets.at(-1)?.[1] ?? null;
    if (count === null || buckets.some(([, each]) => each === null)) return null;
    const base = { sum: this.#sum?.[row] ?? undefined, count };
    return buckets.length ? { buckets, ...base } : { quantiles: pick(this.#quantiles), ...base };
  }
}

function isHost(column) {
  const { name, labels } = parseKey(column.key);
  return !labels.has('job') && origin(name) === 'host';
}

/** The queries for the series that selectors choose, with what says when those were sampled. */
export function queriesOf(queries, selectors) {
  const marks = new Set();
  for (const { name, matchers } of selectors) {
    const source = matchers.filter(({ label, operator }) => operator === '=' && (label === 'job' || label === 'instance'));
    const labels = source.map(({ label, value }) => [label, value]).sort(([a], [b]) => (a < b ? -1 : 1));
    if (labels.some(([label, value]) => label === 'job' && value === '') || labels.length === 0) {
      if (name === null || origin(name) === 'host') marks.add(writeKey(HOST_CLOCK, [['job', '']]));
    }
    if (!labels.some(([label, value]) => label === 'job' && value === '')) marks.add(writeKey('scrape_duration_seconds', labels));
  }
  return [...queries, ...marks];
}

/** The queries for the series of these names that belong to no job, and what says when they were sampled. */
export function queriesFor(names) {
  const marks = names.some(name => origin(name) === 'host') ? [HOST_CLOCK] : [];
  return [...names, ...marks].map(name => writeKey(name, [['job', '']]));
}
