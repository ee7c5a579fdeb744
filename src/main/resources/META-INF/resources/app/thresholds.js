import { oneLine } from './dom.js';
import { format } from './format.js';

/**
 * Thresholds: a warning and a critical value for a chart or tile. How it stands is told by colour, sign and word; what stands badly is listed in one
 * place while it lasts, and each crossing is a mark on the time axis.
 */

export const LEVELS = ['ok', 'warning', 'critical'];
const SIGNS = { warning: '▲', critical: '■' };

/**
 * How the worst line of a panel stands.
 *
 * @param {{warning?: number, critical?: number, when?: 'above'|'below'}|null} thresholds
 * @param {import('./panel.js').Panel} panel
 * @returns {{level: 'ok'|'warning'|'critical', text: string, label: string, value: number}}
 */
export function levelOf(thresholds, { buffer, spec }) {
  const worst = { level: 'ok', text: '', label: '', value: NaN };
  if (!thresholds || spec.heatmap) return worst;
  for (const [id, { label }] of buffer.columns) {
    const value = buffer.last(id);
    const level = levelAt(thresholds, value);
    const worse = LEVELS.indexOf(level) - LEVELS.indexOf(worst.level);
    if (level !== 'ok' && (worse > 0 || (worse === 0 && isWorse(thresholds, value, worst.value)))) Object.assign(worst, { level, label, value });
  }
  if (worst.level !== 'ok') worst.text = inWords(thresholds, worst, buffer.columns.size > 1, spec.unit);
  return worst;
}

/** @returns {'ok'|'warning'|'critical'} no value is no reason to worry: what is missing says so itself */
export function levelAt({ warning, critical, when = 'above' }, value) {
  const beyond = limit => limit !== undefined && limit !== null && (when === 'above' ? value >= limit : value <= limit);
  return beyond(critical) ? 'critical' : beyond(warning) ? 'warning' : 'ok';
}

function isWorse({ when = 'above' }, a, b) {
  return when === 'above' ? a > b : a < b;
}

function inWords({ when = 'above', ...limits }, { level, label, value }, many, unit) {
  const name = many ? `${oneLine(label, 60)} ` : '';
  return `${SIGNS[level]} ${level === 'critical' ? 'Critical' : 'Warning'}: ${name}${format(value, unit)}, ${when} ${format(limits[level], unit)}`;
}

/** The lines that show the limits. @returns {{value: number, level: 'warning'|'critical'}[]} */
export function limitsOf(thresholds) {
  if (!thresholds) return [];
  return ['warning', 'critical'].filter(level => Number.isFinite(thresholds[level])).map(level => ({ value: thresholds[level], level }));
}

/** What stands badly now. */
export class Alerts {
  /** @type {Map<string, {id: string, title: string, level: string, text: string, since: number}>} */
  standing = new Map();
  #changed;

  /** @param {(change: {id: string, title: string, level: string, text: string, before: string, ts: number}) => void} changed at each crossing */
  constructor(changed) {
    this.#changed = changed;
  }

  /** Looks at a chart or tile once more. */
  look({ id, title, thresholds, panel }, now) {
    const { level, text } = levelOf(thresholds, panel);
    const known = this.standing.get(id);
    const before = known?.level ?? 'ok';
    if (level === 'ok') this.standing.delete(id);
    else this.standing.set(id, { id, title, level, text, since: level === before ? known.since : now });
    if (level !== before) this.#changed({ id, title, level, text, before, ts: now });
  }

  /** Nobody looks at it any more. */
  forget(id) {
    this.standing.delete(id);
  }

  /** The worst first. */
  get list() {
    return [...this.standing.values()].sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) || a.since - b.since);
  }
}
