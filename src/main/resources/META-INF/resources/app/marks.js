/**
 * Marks on the time axis: notes and deployments that everyone sees, and what happened on this page (a reconnect, a threshold crossed). Sorted by time,
 * bounded in number.
 *
 * @typedef {object} Mark
 * @property {number} ts Unix milliseconds
 * @property {string} text
 * @property {string[]} [tags]
 * @property {number} [id] of a note, given by the server
 * @property {'note'|'stream'|'threshold'} kind
 * @property {string} [chart] the only chart that it belongs to
 * @property {'warning'|'critical'} [level]
 */

const MOST = 1000;

export class Marks {
  /** @type {Mark[]} */
  #marks = [];
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** Adds a mark; a note that is here already is not added again. */
  add(mark) {
    const known = mark.id !== undefined && this.#marks.some(each => each.id === mark.id && each.ts === mark.ts);
    if (known) return;
    let at = this.#marks.length;
    while (at > 0 && this.#marks[at - 1].ts > mark.ts) at--;
    this.#marks.splice(at, 0, mark);
    if (this.#marks.length > MOST) this.#marks.shift();
    this.#changed();
  }

  /** Adds a note as the server tells of it. */
  addNote({ id, ts, text, tags }) {
    this.add({ id, ts, text, tags: tags ?? [], kind: 'note' });
  }

  /** Marks of all charts, and of this one. @returns {Mark[]} */
  between(from, to, chart) {
    return this.#marks.filter(({ ts, chart: only }) => ts >= from && ts <= to && (only === undefined || only === chart));
  }

  /** The newest first, without those of single charts. */
  get shared() {
    return this.#marks.filter(({ chart }) => chart === undefined).reverse();
  }

  /** Reads what was noted before this page came. */
  async load() {
    try {
      const answer = await fetch('/metrics/annotations?range=60m');
      if (!answer.ok) return;
      const { annotations } = await answer.json();
      for (const each of annotations) this.addNote(each);
    } catch (error) {
      console.debug('annotations', error);
    }
  }
}
