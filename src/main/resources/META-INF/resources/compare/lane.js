import { element, setText } from '/app/dom.js';
import { isReplayed, quantile } from './clock.js';
import { Score } from './score.js';
import { drawTimeline } from './timeline.js';

const KEPT = 500;
/** Milliseconds since 1970, finer than `Date.now()` and never going back. */
export const now = () => performance.timeOrigin + performance.now();

/** One lane: what came over one transport, and how it looks. */
export class Lane {
  state = 'connecting';
  score = new Score();
  marks = [];
  events = [];
  latencies = [];
  last = null;
  connectedAt = 0;
  openedAt = 0;
  /** Milliseconds from the start of a connect to its first event; of the last that this page began, which was number `firstOf`. */
  firstAfter = null;
  firstOf = 0;
  /** Whether the connection of that connect had been there before; null if not known. */
  warm = null;
  computed = 0;
  opens = 0;
  replayed = 0;
  told = null;
  reconciled = null;
  held = false;
  #waiting = false;
  #resumesFrom = null;

  /** @param {string} transport @param {string} title @param {string} source where the code that runs in it is */
  constructor(transport, title, source) {
    this.transport = transport;
    this.lines = 0;
    this.stateText = element('span.state');
    this.canvas = element('canvas', { role: 'img', 'aria-label': `${title}: connections and events of the last minute` });
    this.values = element('dl');
    this.code = element('code');
    this.node = element(
      'article.lane',
      { id: transport, 'aria-labelledby': `${transport}-title` },
      element('h3', { id: `${transport}-title` }, title),
      this.stateText,
      this.canvas,
      this.values,
      element('p.quiet', {}, 'The code that runs in this lane:'),
      element('pre', { tabindex: '0', 'aria-label': `Client code of ${title}` }, this.code),
    );
    this.#load(source);
  }

  async #load(source) {
    const text = await (await fetch(source)).text();
    setText(this.code, text.trim());
    this.lines = text.split('\n').filter(line => line.trim() && !line.trim().startsWith('/*')).length;
  }

  /** What was measured under other settings says nothing of these. */
  forget() {
    this.latencies = [];
    Object.assign(this, { firstAfter: null, firstOf: 0, warm: null });
  }

  connecting() {
    this.connectedAt = now();
    this.#mark('connect');
    this.#become('connecting');
  }

  /** The transport is open. */
  opened() {
    this.openedAt = now();
    this.opens++;
    this.computed = 0;
    this.told = null;
    this.reconciled = null;
    this.replayed = 0;
    this.#waiting = true;
    this.#resumesFrom = this.score.position;
    this.#mark('open');
    this.#become('open');
  }

  lost(state) {
    this.#mark('lost');
    // When the next connect begins, nobody tells.
    this.connectedAt = 0;
    this.#become(state);
  }

  /** @param {object} message @param {{payload: number, framing: number}} bytes @param {object|null} clock */
  take(message, bytes, clock) {
    const at = now();
    this.computed += bytes.payload + bytes.framing;
    if (message.type === 'pong' || message.type === 'subscribed') return;
    const replayed = message.type === 'snapshot' || isReplayed(message.ts ?? 0, this.openedAt, clock);
    if (this.#waiting) {
      this.#waiting = false;
      if (this.connectedAt > 0) Object.assign(this, { firstAfter: at - this.connectedAt, firstOf: this.opens, warm: null });
      this.#mark('first');
    }
    if (replayed && message.type === 'update') this.replayed++;
    this.score.take(message);
    this.events.push({ at, id: message.id ?? null, replayed });
    if (this.events.length > KEPT) this.events.shift();
    if (message.type === 'update' && !replayed && !this.held) this.latencies.push(at - message.ts);
    if (this.latencies.length > KEPT) this.latencies.shift();
    this.last = bytes;
    this.#become('live');
  }

  /** Whether the connection that is open went on where the one before had ended. */
  get resumed() {
    return this.opens > 1 && this.#resumesFrom !== null;
  }

  /** One way, null without samples or before the clocks are compared. */
  percentile(q, clock) {
    const value = quantile(this.latencies, q);
    return value === null || clock === null ? null : value + clock.offset;
  }

  #mark(kind) {
    this.marks.push({ at: now(), kind });
    if (this.marks.length > KEPT) this.marks.shift();
  }

  #become(state) {
    this.state = state;
    this.stateText.dataset.state = state;
    setText(this.stateText, state.replace('-', ' '));
  }

  draw() {
    drawTimeline(this.canvas, this.marks, this.events, now());
    const { last, told, score } = this;
    this.#show('Position', score.position ?? 'none yet');
    this.#show('Last event', last ? `${last.payload} bytes, framing ${last.framing}${told ? `, headers of the response ${told.head} (once)` : ''}; reconstructed` : 'none yet');
    this.#show('Server counted', this.reconciled ?? 'not asked yet');
    this.#show('Score', `${score.missed} missed, ${score.doubled} doubled`);
  }

  #show(name, text) {
    let value = this.values.querySelector(`[data-name="${name}"]`);
    if (!value) {
      value = element('dd', { 'data-name': name });
      this.values.append(element('dt', {}, name), value);
    }
    setText(value, text);
  }
}
