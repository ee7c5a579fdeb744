/**
 * The newest state of every series as compact messages bring it, and a snapshot made of it: the one that the server would send to who comes now.
 * Numbers, values and times are kept as they came, so a snapshot is right for whatever the server will say a value is.
 */
export class Keeper {
  #rows = new Map();
  #id = null;
  #ts = 0;
  #complete = false;

  /** Whether there is a state: not before the first snapshot, nor between the parts of one. */
  get complete() {
    return this.#complete;
  }

  /** Takes any message in the compact format. @param {object} message */
  apply(message) {
    const { type, part = 1, parts = 1 } = message;
    if (!['snapshot', 'update', 'heartbeat'].includes(type)) return;
    if (type === 'snapshot') {
      if (part === 1) this.#rows.clear();
      this.#complete = part === parts;
    }
    this.#id = message.id;
    this.#ts = message.ts;
    for (const definition of message.define ?? []) this.#define(definition);
    this.#set(message);
  }

  #define(definition) {
    const row = this.#rows.get(definition[0]);
    if (row) row.definition = definition;
    else this.#rows.set(definition[0], { definition, value: undefined, time: 0, state: undefined });
  }

  #set({ ts, n = [], v = [], t, states }) {
    for (let i = 0; i < n.length; i++) {
      const row = this.#rows.get(n[i]);
      if (!row) continue;
      row.value = v[i];
      row.time = t ? ts + t[i] : ts;
      row.state = states?.[n[i]];
    }
    for (const number in states) if (states[number] === 'gone') this.#rows.delete(Number(number));
  }

  /** The state as one `snapshot` message, series by number. @returns {object} */
  snapshot() {
    const message = { type: 'snapshot', id: this.#id, ts: this.#ts, define: [], n: [], v: [], t: [], states: {} };
    for (const number of [...this.#rows.keys()].sort((a, b) => a - b)) {
      const { definition, value, time, state } = this.#rows.get(number);
      message.define.push(definition);
      if (value === undefined) continue;
      message.n.push(number);
      message.v.push(value);
      message.t.push(time - this.#ts);
      if (state) message.states[number] = state;
    }
    // As the server leaves them out.
    if (!message.define.length) delete message.define;
    if (message.t.every(offset => offset === 0)) delete message.t;
    if (!Object.keys(message.states).length) delete message.states;
    return message;
  }
}
