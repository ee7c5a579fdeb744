import { store, storedJson } from './settings.js';

/**
 * Boards: those of the server's folder, which everybody sees and nobody changes here, and one's own, kept in this browser. A board is what its YAML file
 * says: `{title, range?, rotate?, charts: ChartShape[]}`. A reference names one: `shop` the server's, `own:Name` one's own, `view` the one that
 * the address holds.
 */

const KEY = 'pulseboard.boards';
const OWN = 'own:';
const LOOK_AGAIN = 5_000;
const MOST_CHARTS = 100;

export class Boards {
  /** What the server has: `{name, file, title, board, error}`. */
  served = [];
  /** Whether the server was asked. */
  known = false;
  /** What is wrong with the folder, null if nothing is. */
  folderError = null;
  /** The board that the address holds. */
  viewed = null;
  #own;
  #tag = null;
  #changed;

  /** @param {() => void} changed called when any board has changed */
  constructor(changed) {
    this.#changed = changed;
    const kept = storedJson(KEY, {});
    this.#own = new Map(Object.entries(kept).filter(([, board]) => isBoard(board)));
  }

  /** Looks at the server's boards now and from time to time. */
  async watch() {
    for (;;) {
      if (document.visibilityState !== 'hidden') {
        await this.look();
        if (!this.known) {
          this.known = true;
          this.#changed();
        }
      }
      await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN));
    }
  }

  async look() {
    try {
      const answer = await fetch('/dashboards', { headers: this.#tag ? { 'If-None-Match': this.#tag } : {} });
      if (!answer.ok || (this.#tag !== null && answer.headers.get('ETag') === this.#tag)) return;
      this.#tag = answer.headers.get('ETag');
      const { dashboards, error } = await answer.json();
      this.served = dashboards;
      this.folderError = error;
      this.#changed();
    } catch (failure) {
      console.debug('dashboards', failure);
    }
  }

  /** @returns {{ref: string, title: string, board: object|null, error: object|null, own: boolean}|null} null if there is none */
  find(ref) {
    if (ref === 'view') return this.viewed && { ref, title: this.viewed.title, board: this.viewed, error: null, own: false };
    if (ref.startsWith(OWN)) {
      const board = this.#own.get(ref.slice(OWN.length));
      return board ? { ref, title: board.title, board, error: null, own: true } : null;
    }
    const served = this.served.find(({ name }) => name === ref);
    return served ? { ref, title: served.title ?? served.name, board: served.board, error: served.error, own: false } : null;
  }

  /** All there are, the server's first. */
  get list() {
    return [...this.served.map(({ name }) => name), ...[...this.#own.keys()].map(name => OWN + name)].map(ref => this.find(ref));
  }

  get own() {
    return [...this.#own.keys()].map(name => this.find(OWN + name));
  }

  /** Makes a board of one's own. @returns {string} its reference */
  create(board) {
    const names = new Set(this.#own.keys());
    let name = board.title;
    for (let n = 2; names.has(name); n++) name = `${board.title} ${n}`;
    this.#put(name, { ...board, title: name });
    return OWN + name;
  }

  /** @throws {Error} where a board is full */
  pin(ref, shape) {
    const { board } = this.find(ref);
    if (board.charts.length >= MOST_CHARTS) throw new Error(`A board has at most ${MOST_CHARTS} charts.`);
    this.change(ref, { charts: [...board.charts, shape] });
  }

  /** Changes a board of one's own. */
  change(ref, changes) {
    const name = ref.slice(OWN.length);
    this.#put(name, { ...this.#own.get(name), ...changes });
  }

  changeChart(ref, index, changes) {
    const { board } = this.find(ref);
    this.change(ref, { charts: board.charts.map((shape, i) => (i === index ? trimmed({ ...shape, ...changes }) : shape)) });
  }

  removeChart(ref, index) {
    this.change(ref, { charts: this.find(ref).board.charts.filter((_, i) => i !== index) });
  }

  moveChart(ref, from, to) {
    const charts = [...this.find(ref).board.charts];
    if (to < 0 || to >= charts.length) return;
    charts.splice(to, 0, ...charts.splice(from, 1));
    this.change(ref, { charts });
  }

  /** @returns {string} the new reference */
  rename(ref, title) {
    const name = ref.slice(OWN.length);
    const board = this.#own.get(name);
    if (title === name) return ref;
    this.#own.delete(name);
    return this.create({ ...board, title });
  }

  remove(ref) {
    this.#own.delete(ref.slice(OWN.length));
    this.#keep();
  }

  #put(name, board) {
    this.#own.set(name, board);
    this.#keep();
  }

  #keep() {
    store(KEY, this.#own.size ? JSON.stringify(Object.fromEntries(this.#own)) : null);
    this.#changed();
  }
}

function trimmed(shape) {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined && value !== null));
}

/** Whether something that was stored, or came in an address, can be shown as a board. */
export function isBoard(board) {
  const texts = list => Array.isArray(list) && list.length > 0 && list.every(each => typeof each === 'string');
  return (
    typeof board?.title === 'string' && Array.isArray(board.charts) && board.charts.length <= MOST_CHARTS && board.charts.every(shape => texts(shape?.query))
  );
}
