/**
 * Whether a lane got everything, and nothing twice, told by `id` and `after` of its messages alone (docs/protocol.md): each update covers the
 * ticks after `after` up to `id`.
 */
export class Score {
  missed = 0;
  doubled = 0;
  merged = 0;
  #epoch = null;
  #seq = -1;

  /** The last position, null before the first. */
  get position() {
    return this.#seq < 0 ? null : `${this.#epoch}-${this.#seq}`;
  }

  /** @param {{type: string, id?: string, after?: string, from?: string, to?: string, merged?: number, part?: number, parts?: number}} message */
  take(message) {
    if (message.type === 'gap') this.#gap(message);
    else if (message.type === 'update') this.#update(message);
    else if (message.type === 'snapshot' && (message.part ?? 1) !== (message.parts ?? 1)) return;
    else if (message.type !== 'snapshot' && message.type !== 'heartbeat') return;
    if (message.id) [this.#epoch, this.#seq] = parse(message.id);
  }

  #update({ id, after, merged }) {
    const [epoch, seq] = parse(id);
    if (this.#seq >= 0 && epoch === this.#epoch) {
      if (seq <= this.#seq) this.doubled++;
      this.missed += Math.max(0, parse(after)[1] - this.#seq);
    }
    this.merged += merged ?? 0;
  }

  #gap({ from, to }) {
    const [epochBefore, before] = parse(from);
    const [epoch, seq] = parse(to);
    this.missed += epochBefore === epoch ? Math.max(1, seq - before) : 1;
  }
}

function parse(position) {
  const dash = position.lastIndexOf('-');
  return [position.slice(0, dash), Number(position.slice(dash + 1))];
}
