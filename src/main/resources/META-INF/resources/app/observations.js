/**
 * What a histogram observed lately: the difference between its newest state and one about ten seconds older. Quantiles are interpolated
 * within the bucket, as PromQL's histogram_quantile does.
 */

const WINDOW = 10_000;
const SPACING = 500;

export class Observations {
  #states = [];

  /** @param {{buckets?: [number|string, number][], sum?: number, count: number}} value without buckets only its rate and mean are known */
  add(value, time) {
    const states = this.#states;
    if (states.length && value.count < states.at(-1).value.count) states.length = 0;
    if (states.length > 1 && time - states.at(-2).time < SPACING) states.pop();
    states.push({ value, time });
    while (states.length > 2 && states[1].time <= time - WINDOW) states.shift();
  }

  /** Takes over what came before the first state here. */
  seed(past) {
    const [first] = this.#states;
    if (!past || !first) return;
    const before = past.#states.filter(({ value, time }) => time < first.time && value.count <= first.value.count);
    this.#states.unshift(...before);
  }

  clear() {
    this.#states.length = 0;
  }

  /**
   * What came in within the window that ends at `until`.
   *
   * @returns {{bounds: number[], counts: number[], count: number, sum: number, seconds: number}|null} cumulative counts; null if not known
   */
  since(until) {
    const states = this.#states;
    const newest = states.at(-1);
    if (states.length < 2 && !(newest && until > newest.time)) return null;
    let base = states[0];
    for (const state of states) if (state !== newest && state.time <= until - WINDOW) base = state;
    if (newest.time <= until - WINDOW) base = newest;
    const buckets = newest.value.buckets ?? [];
    const bounds = buckets.map(([bound]) => (bound === '+Inf' ? Infinity : Number(bound)));
    const counts = buckets.map(([, count], i) => count - base.value.buckets[i][1]);
    const seconds = Math.max(until, newest.time) - base.time;
    const sum = (newest.value.sum ?? NaN) - (base.value.sum ?? NaN);
    return { bounds, counts, count: newest.value.count - base.value.count, sum, seconds: seconds / 1000 };
  }
}

/** Adds up observations of several series, where their buckets are the same; the first one decides which. */
export function together(all) {
  const [first, ...rest] = all;
  if (!first) return null;
  const total = { ...first, counts: [...first.counts] };
  let rate = first.seconds > 0 ? first.count / first.seconds : 0;
  for (const each of rest) {
    if (each.bounds.length !== first.bounds.length || each.bounds.some((bound, i) => bound !== first.bounds[i])) continue;
    each.counts.forEach((count, i) => (total.counts[i] += count));
    total.count += each.count;
    total.sum += each.sum;
    if (each.seconds > 0) rate += each.count / each.seconds;
  }
  return { ...total, rate };
}

/** How often, and how much on average, the members of a histogram or summary were observed lately; null if that is not known. */
export function observed(members, now) {
  const seen = lately(members, now);
  return seen && { rate: seen.rate, mean: seen.count > 0 ? seen.sum / seen.count : NaN };
}

/** What series have observed together within the window that ends now; null if that is not known. */
export function lately(members, now) {
  return together([...members].map(series => series.observations?.since(series.knownUntil(now))).filter(Boolean));
}

/** The value below which the share `q` of the observations lies; NaN if there were none. */
export function quantile(q, { bounds, counts }) {
  const total = counts.at(-1);
  if (!(total > 0)) return NaN;
  const rank = q * total;
  const i = counts.findIndex(count => count >= rank);
  if (bounds[i] === Infinity) return i > 0 ? bounds[i - 1] : NaN;
  const low = i > 0 ? bounds[i - 1] : Math.min(0, bounds[0]);
  const below = i > 0 ? counts[i - 1] : 0;
  const within = counts[i] - below;
  return within > 0 ? low + ((bounds[i] - low) * (rank - below)) / within : bounds[i];
}
