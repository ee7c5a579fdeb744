/**
 * The one time axis of the page: how far back it reaches, whether it stands still, which part of it is looked at closely, and in which zone its
 * times are written.
 */

export const MINUTE = 60_000;
/** The ranges to choose from, in minutes. */
export const RANGES = [1, 5, 15, 60];
/** Not closer than this: what lies between two ticks is not known. */
const CLOSEST = 5_000;

export class TimeAxis {
  range = 5 * MINUTE;
  /** Where the axis stands still, Unix milliseconds; null while it moves. */
  pausedAt = null;
  /** What was dragged over: `{from, to}`; null if it is the whole range. */
  zoom = null;
  /** The time of the oldest point that is held anywhere, Infinity while nobody knows. */
  oldest = Infinity;

  get still() {
    return this.pausedAt !== null || this.zoom !== null;
  }

  pause(now) {
    this.pausedAt ??= now;
  }

  /** Moves again, over the whole range. */
  resume() {
    this.pausedAt = null;
    this.zoom = null;
  }

  /** Looks at a part closely, and stands still for it. @returns {boolean} whether that is a part one can look at */
  zoomTo(from, to) {
    if (!(to - from >= CLOSEST)) return false;
    this.zoom = { from, to };
    return true;
  }

  /** The whole range again; what stood still before goes on doing so. */
  zoomOut() {
    this.zoom = null;
  }

  /**
   * What is looked at: the range, but not more than there is. A server that started lately would be a thin line at the edge.
   *
   * @param {number} now the newest tick
   * @returns {{from: number, to: number}}
   */
  view(now) {
    if (this.zoom) return this.zoom;
    const to = this.pausedAt ?? now;
    const span = Math.min(this.range, Math.max(to - this.oldest, MINUTE));
    return { from: to - span, to };
  }

  /** How far the view is behind what comes in, milliseconds. */
  behind(now) {
    return this.still ? Math.max(0, now - this.view(now).to) : 0;
  }
}

/**
 * Which ranges show something that the one before does not.
 *
 * @param {number} held milliseconds that the server holds
 * @returns {number[]} of {@link RANGES}
 */
export function usefulRanges(held) {
  return RANGES.filter((_, i) => i === 0 || RANGES[i - 1] * MINUTE < held);
}

// ---- zone

let zone = undefined;
let formats = new Map();

/** @param {'utc'|'local'} wish */
export function setZone(wish) {
  zone = wish === 'utc' ? 'UTC' : undefined;
  formats = new Map();
}

export function zoneName() {
  return zone === 'UTC' ? 'utc' : 'local';
}

function write(name, options, milliseconds) {
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat(undefined, { ...options, timeZone: zone }));
  return formats.get(name).format(milliseconds);
}

const TWO = '2-digit';

/** Hours, minutes and seconds. */
export function clockText(milliseconds) {
  return write('clock', { hour: TWO, minute: TWO, second: TWO }, milliseconds);
}

/** Hours and minutes. */
export function minuteText(milliseconds) {
  return write('minute', { hour: TWO, minute: TWO }, milliseconds);
}

/** Date and time, with the zone where it is not the reader's own. */
export function momentText(milliseconds) {
  return write('moment', { dateStyle: 'medium', timeStyle: 'medium' }, milliseconds) + (zone ? ' UTC' : '');
}
