import { parseKey } from './keys.js';
import { Observations } from './observations.js';

/**
 * The newest state of every series, as compact messages bring it, and what follows from two states: the rate of a counter.
 *
 * Rates come from sample times. A series that is sampled and has not changed is not in a message, so "unchanged" has to be told from "not
 * sampled yet": series of one source (one scraped instance, the host, the process) are sampled together, and when any of them comes, all of them
 * were sampled. A pushed series is a source of its own; it counts as unchanged when it is overdue.
 */

const HOST = /^(node|host|container|cgroup|machine)_/;
/** The kernel's counters that are exported without a type. */
const UNTYPED_COUNTER = /_total$|^node_vmstat_(pg|psw|oom)|^node_netstat_(?!.*(CurrEstab|Rto|MaxConn))/;
const PROCESS =
  /^(jvm|process|system|http_server|http_client|websockets?|worker_pool|netty|vertx|pulseboard|executor|quarkus|arc|scheduler|scheduled|log|logback|smallrye|disk)_/;

/** Where series are sampled together; `sampled` is when that was last, `before` the time before that. */
class Source {
  sampled = 0;
  before = 0;
  coming = 0;

  constructor(id, shared) {
    this.id = id;
    this.shared = shared;
  }

  sample(time) {
    if (time <= this.sampled) return;
    this.before = this.sampled;
    this.sampled = time;
  }

  /** Whether `time` belongs to the sampling at `sampled`, or to an earlier one: a sampling takes its time. */
  isBefore(time, sampled) {
    return sampled - time > (this.before ? (this.sampled - this.before) / 2 : 0);
  }
}

/** One series. `value` is a number, NaN where there is none; `state` says why: `stale`, `nan`, or '' . */
export class Series {
  value = NaN;
  state = '';
  compound = null;
  time = 0;
  rate = NaN;
  interval = 0;
  gone = false;
  observations = null;

  constructor(key, type, unit, help, source) {
    const { name, labels } = parseKey(key);
    Object.assign(this, { key, name, labels, unit, help, source });
    this.type = type;
    this.counter = type === 'counter' || (type === 'unknown' && UNTYPED_COUNTER.test(name));
    if (type === 'histogram' || type === 'summary') this.observations = new Observations();
  }

  /** The value to draw at `now`: a counter's rate, else the value. */
  shown(now) {
    if (!this.counter) return this.value;
    if (Number.isNaN(this.value) || this.time === 0) return NaN;
    return this.unchangedSince(now) ? 0 : this.rate;
  }

  /** Whether the series has been sampled after `time` without having changed. */
  unchangedSince(now) {
    if (this.source.shared) return this.source.isBefore(this.time, this.source.sampled);
    return now - this.time > 1.5 * this.interval + 1000;
  }

  /** Until when the state is known to be what it is. */
  knownUntil(now) {
    if (!this.unchangedSince(now)) return this.time;
    return this.source.shared ? this.source.sampled : now;
  }

  set(value, time) {
    if (this.counter && typeof value === 'number') this.#count(value, time);
    this.value = value;
    this.time = time;
    this.state = '';
  }

  /** Takes over what a history of this series knows about the time before. */
  seed(past) {
    if (this.counter && Number.isNaN(this.rate) && past.time > 0) {
      const { value, time } = this;
      Object.assign(this, { rate: past.rate, interval: past.interval });
      if (value !== past.value && time > past.time) {
        Object.assign(this, { value: past.value, time: past.time });
        this.set(value, time);
      }
    }
    this.observations?.seed(past.observations);
  }

  setCompound(value, time) {
    this.compound = value;
    this.interval = time - this.time;
    this.time = time;
    this.value = value.count;
    this.state = '';
    this.observations?.add(value, time);
  }

  unset(state) {
    this.value = state === '+inf' ? Infinity : state === '-inf' ? -Infinity : NaN;
    this.rate = NaN;
    this.state = state;
    this.observations?.clear();
  }

  #count(value, time) {
    if (this.time === 0 || Number.isNaN(this.value)) return;
    const { shared, sampled } = this.source;
    const from = shared && sampled < time && this.source.isBefore(this.time, sampled) ? sampled : this.time;
    if (time <= from) return;
    // A counter that fell was restarted from zero.
    const growth = value >= this.value ? value - this.value : value;
    this.rate = (growth * 1000) / (time - from);
    this.interval = time - from;
  }
}

export class Store {
  /** @type {Map<string, Series>} */
  series = new Map();
  /** The newest tick's time, Unix milliseconds. */
  now = 0;
  /** @type {Map<string, Set<Series>>} */
  #named = new Map();
  #numbers = new Map();
  #sources = new Map();
  #listener;

  /** @param {{added?(series: Series), removed?(series: Series), cleared?()}} [listener] */
  constructor(listener = {}) {
    this.#listener = listener;
  }

  /** Takes a snapshot, update or heartbeat in the compact format. */
  apply(message) {
    this.now = message.ts ?? this.now;
    const first = message.type === 'snapshot' && (message.part ?? 1) === 1;
    const last = message.type === 'snapshot' && (message.part ?? 1) === (message.parts ?? 1);
    if (first) this.#numbers.clear();
    for (const [number, key, type, unit, help] of message.define ?? []) this.#define(number, key, type, unit, help);
    this.#values(message);
    for (const number in message.states ?? {}) this.#state(Number(number), message.states[number]);
    if (last) this.#dropOthers();
  }

  /** The series of these names; of all where they are not known (null). @param {string[]|null} names @returns {Iterable<Series>} */
  *named(names) {
    if (names === null) yield* this.series.values();
    else for (const name of new Set(names)) yield* this.#named.get(name) ?? [];
  }

  /** Says that nobody knows when the values that are held were sampled: the first rate of those not sampled at each tick has to wait. */
  forgetTimes() {
    for (const series of this.series.values()) if (!this.#isOfTick(series)) series.time = 0;
  }

  #isOfTick({ source }) {
    return source === this.#sources.get('host') || source === this.#sources.get('process');
  }

  /** Says that a source was sampled, whether anything changed or not. */
  sampled(id, time) {
    this.#source(id, true).sample(time);
  }

  #define(number, key, type, unit, help) {
    let series = this.series.get(key);
    if (!series || series.type !== type) {
      if (series) this.#remove(series);
      series = new Series(key, type, unit ?? '', help ?? '', null);
      series.source = this.#sourceOf(series);
      this.series.set(key, series);
      if (!this.#named.has(series.name)) this.#named.set(series.name, new Set());
      this.#named.get(series.name).add(series);
      this.#numbers.set(number, series);
      this.#listener.added?.(series);
    } else {
      this.#numbers.set(number, series);
    }
    series.number = number;
  }

  #values({ ts, n = [], v = [], t }) {
    const sources = new Set();
    for (let i = 0; i < n.length; i++) {
      const series = this.#numbers.get(n[i]);
      const value = v[i];
      if (!series || value === null) continue;
      const time = t ? ts + t[i] : ts;
      if (typeof value === 'number') series.set(value, time);
      else series.setCompound(value, time);
      series.source.coming = Math.max(series.source.coming, time);
      sources.add(series.source);
    }
    for (const source of sources) source.sample(source.coming);
  }

  #state(number, state) {
    const series = this.#numbers.get(number);
    if (!series) return;
    if (state !== 'gone') {
      series.unset(state);
      return;
    }
    this.#numbers.delete(number);
    if (series.number === number) this.#remove(series);
  }

  #remove(series) {
    series.gone = true;
    series.unset('gone');
    this.series.delete(series.key);
    const named = this.#named.get(series.name);
    named.delete(series);
    if (named.size === 0) this.#named.delete(series.name);
    this.#listener.removed?.(series);
  }

  #dropOthers() {
    const held = new Set(this.#numbers.values());
    for (const series of [...this.series.values()]) if (!held.has(series)) this.#remove(series);
  }

  #source(id, shared) {
    let source = this.#sources.get(id);
    if (!source) this.#sources.set(id, (source = new Source(id, shared)));
    return source;
  }

  #sourceOf(series) {
    const job = series.labels.get('job');
    const instance = series.labels.get('instance');
    if (job !== undefined && instance !== undefined) return this.#source(`${job}\n${instance}`, true);
    const own = job === undefined ? origin(series.name) : 'pushed';
    return own === 'pushed' ? new Source(series.key, false) : this.#source(own, true);
  }
}

/** Where a series without a job comes from: `host`, `process` or `pushed`. */
export function origin(name) {
  return HOST.test(name) ? 'host' : PROCESS.test(name) ? 'process' : 'pushed';
}
