import { element, oneLine, setText } from './dom.js';
import { format } from './format.js';

/**
 * The state of the connection, told as it is: what it does, over which transport, and what was missed. The live region speaks when the state
 * changes, not at each second of a countdown.
 */
export class ConnectionBar {
  #announced = '';

  /**
   * @param {HTMLElement} root holds `[data-state-text]`, `[data-state-live]`, `[data-stats]` and the transport's radio buttons
   * @param {import('../client.js').Live} live
   */
  constructor(root, live) {
    Object.assign(this, { root, live });
    this.text = root.querySelector('[data-state-text]');
    this.region = root.querySelector('[data-state-live]');
    this.stats = root.querySelector('[data-stats]');
    this.radios = root.querySelectorAll('input[name=transport]');
    for (const radio of this.radios) radio.addEventListener('change', () => live.setTransport(radio.value));
    this.choose(live.wish);
  }

  /** Shows which transport is wished for, by this tab or another. @param {string} [wish] undefined where nobody can choose */
  choose(wish) {
    for (const radio of this.radios) radio.checked = radio.value === wish;
  }

  /** @param {import('../client.js').StreamState} state */
  show(state) {
    const words = { live: 'Live', connecting: 'Connecting', paused: 'Parked', closed: 'Closed' };
    const text = words[state.state] ?? state.text[0].toUpperCase() + state.text.slice(1);
    this.root.dataset.state = state.state;
    this.replayed = state.replayed ?? this.replayed;
    setText(this.text, state.state === 'live' ? `Live · ${transportName(state.transport)}` : text);
    const spoken = state.state === 'reconnecting' ? 'Connection lost, reconnecting' : text;
    if (state.state !== this.#announced) {
      this.#announced = state.state;
      this.region.textContent = spoken;
    }
  }

  /** What the popover says; only while it is open. */
  count(lag) {
    if (!this.stats.checkVisibility?.()) return;
    const { stats, position, state } = this.live;
    const rows = [
      ['Transport', transportName(state.transport)],
      ['Position', position ?? '–'],
      ['Frames', format(stats.frames, '')],
      ['Received', format(stats.bytes, 'bytes')],
      ['Tick to screen', lag === null ? '–' : format(lag / 1000, 'seconds')],
      ['Holes', String(stats.holes)],
      ['Gaps told', String(stats.gaps)],
      ['Merged', String(stats.merged)],
      ['Reconnects', String(stats.reconnects)],
      ...(this.replayed ? [['Last one', replayText(this.replayed)]] : []),
      ['Shared by tabs', this.live.shared ? 'yes' : 'no'],
    ];
    this.stats.replaceChildren(...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
  }
}

/** What a reconnect brought, in words. @param {import('../client.js').Replayed} replayed */
export function replayText({ frames, seconds, gap }) {
  if (gap) return 'reconnected: some of the stream was lost';
  const updates = frames === 1 ? '1 update' : `${frames} updates`;
  return frames === 0 ? 'reconnected: nothing was missed' : `reconnected: ${updates} replayed over ${format(Math.round(seconds * 10) / 10, 'seconds')}`;
}

export function transportName(transport) {
  return { sse: 'SSE', websocket: 'WebSocket' }[transport] ?? oneLine(String(transport ?? ''), 20);
}
