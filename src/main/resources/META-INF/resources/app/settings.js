/** What a person has set, kept in this browser: for each chart its shape, size, thresholds and hidden lines, and a few words for the page. */

const CHARTS = 'pulseboard.charts';
const TABLES = 'pulseboard.tables';
const MOST = 500;
const NOTHING = Object.freeze({});

/** Reads what was stored; null where there is nothing, or no storage. */
export function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Stores text, or removes it (null); without storage it lasts as long as the page. */
export function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Private windows and full disks: the page works, and forgets.
  }
}

/** Reads stored JSON; `otherwise` where there is none, or none that can be read. */
export function storedJson(key, otherwise) {
  try {
    return JSON.parse(stored(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/**
 * @typedef {object} ChartSettings
 * @property {object} [shape] `groupBy`, `aggregate`, `top`, `as`, `stacked`, as in a board
 * @property {'s'|'m'|'l'} [size]
 * @property {boolean} [table] the table in place of the plot
 * @property {string[]} [hidden] lines
 * @property {object} [thresholds]
 */
export class Settings {
  #charts;
  #tables;

  constructor() {
    const kept = storedJson(CHARTS, {});
    this.#charts = new Map(Object.entries(typeof kept === 'object' ? kept : {}));
    this.#tables = stored(TABLES) === 'yes';
  }

  /** The settings of a chart, as they are now; not to be changed but by {@link set}. @returns {ChartSettings} */
  of(id) {
    return this.#charts.get(id) ?? NOTHING;
  }

  /** Whether charts are tables, where nobody has said otherwise of one. */
  get tables() {
    return this.#tables;
  }

  set tables(wish) {
    this.#tables = wish;
    store(TABLES, wish ? 'yes' : null);
  }

  /** Changes some of a chart's settings; `undefined` and empty lists are what nobody has set. */
  set(id, changes) {
    const settings = { ...this.of(id) };
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === null || value.length === 0) delete settings[name];
      else settings[name] = value;
    }
    // What was set last is last, and kept longest.
    this.#charts.delete(id);
    if (Object.keys(settings).length > 0) this.#charts.set(id, settings);
    store(CHARTS, JSON.stringify(Object.fromEntries([...this.#charts].slice(-MOST))));
  }

  /** All that has thresholds, by id. */
  get withThresholds() {
    return [...this.#charts].filter(([, each]) => each.thresholds).map(([id]) => id);
  }
}
