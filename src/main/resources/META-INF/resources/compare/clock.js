/** Rules of measurement. All times are milliseconds. */

/**
 * How far the server's clock is ahead of ours (as in RFC 5905, section 8, of the exchange with the smallest round trip).
 *
 * @param {{sent: number, received: number, server: number}[]} pings
 * @returns {{offset: number, error: number, roundTrip: number}|null} `error`: the truth is within so much, half of that round trip and half of
 *     the millisecond that the server's clock is rounded down to
 */
export function clockOffset(pings) {
  let best = null;
  for (const ping of pings) {
    if (best === null || ping.received - ping.sent < best.received - best.sent) best = ping;
  }
  if (best === null) return null;
  const roundTrip = best.received - best.sent;
  return { offset: best.server + 0.5 - (best.sent + best.received) / 2, error: roundTrip / 2 + 0.5, roundTrip };
}

/**
 * The quantile by nearest rank.
 *
 * @param {number[]} samples in any order
 * @param {number} q from 0 to 1
 * @returns {number|null} null if there are none
 */
export function quantile(samples, q) {
  if (samples.length === 0) return null;
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

/** Whether a message is no sample: its tick was over when the connection opened, so that it is replayed, or the state as it was. */
export function isReplayed(ts, openedAt, clock) {
  return ts < openedAt + (clock?.offset ?? 0) + (clock?.error ?? 0);
}

/** A one-way latency in words; not where the clocks' error is larger. */
export function oneWay(value, clock) {
  if (value === null || clock === null) return 'no samples yet';
  return clock.error > value ? `hidden: less than the clocks' error of ±${clock.error.toFixed(1)} ms` : `${value.toFixed(1)} ms`;
}
