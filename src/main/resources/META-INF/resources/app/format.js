/**
 * Numbers as people read them. A unit is one of `bytes`, `bytes/s`, `seconds`, `ratio`, `percent`, `/s`, `` (plain) or any other word, which is
 * shown as it is.
 */

const SUFFIX_UNITS = ['bytes', 'seconds', 'ratio', 'percent', 'celsius', 'volts', 'amperes', 'joules', 'grams', 'meters', 'hertz'];
const UNIT_WORDS = { By: 'bytes', byte: 'bytes', s: 'seconds', second: 'seconds', 1: 'ratio', '%': 'percent', ms: 'milliseconds' };
const SHORT = { celsius: '°C', volts: 'V', amperes: 'A', joules: 'J', grams: 'g', meters: 'm', hertz: 'Hz', milliseconds: 'ms' };
const IEC = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
const SI = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']];
const TIME = [[86_400, 'd'], [3_600, 'h'], [60, 'min'], [1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']];

/**
 * The unit of a metric: what it says of itself, or what its name ends with.
 *
 * @param {string} name
 * @param {string} declared the unit from its metadata, may be empty
 */
export function unitOf(name, declared) {
  if (declared) return UNIT_WORDS[declared] ?? declared;
  const stem = name.replace(/_(total|sum|count|bucket|created|max)$/, '');
  const last = stem.slice(stem.lastIndexOf('_') + 1);
  if (SUFFIX_UNITS.includes(last)) return last;
  return /(^|_)(cpu_usage|utilization|utilisation|usage_after_gc|gc_overhead)$/.test(stem) ? 'ratio' : '';
}

/** The unit of a counter's rate: seconds per second are a share of time. */
export function rateUnit(unit) {
  if (unit === 'bytes') return 'bytes/s';
  if (unit === 'seconds') return 'ratio';
  return unit ? `${unit}/s` : '/s';
}

/**
 * @param {number|null|undefined} value null where there is none
 * @param {string} unit
 * @returns {{number: string, unit: string}} both for typesetting; the unit may be empty
 */
export function parts(value, unit) {
  if (value == null) return { number: '–', unit: '' };
  if (Number.isNaN(value)) return { number: 'NaN', unit: '' };
  if (!Number.isFinite(value)) return { number: value > 0 ? '+Inf' : '−Inf', unit: '' };
  if (unit === 'seconds' && Math.abs(value) >= 120) return { number: longDuration(value), unit: '' };
  const [divisor, short] = scale(Math.abs(value), unit);
  return { number: digits(value / divisor), unit: short };
}

/** @returns {string} the value with its unit */
export function format(value, unit) {
  const { number, unit: short } = parts(value, unit);
  return number + (isClose(short) ? short : `\u202f${short}`);
}

/** Whether a unit stands beside its number without a space: `12%`, `3.2k/s`. */
function isClose(short) {
  return short === '' || short === '%' || /^[kMGT]?(\/s)?$/.test(short);
}

/** Labels for an axis: one unit and one number of decimals for all of them. A long unit does not fit, and is said beside the values. */
export function axisLabels(splits, unit) {
  const known = splits.filter(split => split != null);
  const largest = Math.max(...known.map(Math.abs), 0);
  const step = known.length > 1 ? Math.abs(known[1] - known[0]) : largest;
  if (unit === 'seconds' && largest >= 120) return splits.map(split => longDuration(split));
  const [divisor, short] = scale(largest, unit);
  const decimals = decimalsOf(step / divisor);
  return splits.map(split => {
    if (split == null) return '';
    const number = withDecimals(decimals).format(split / divisor);
    return number + (isClose(short) ? short : short.length <= LONGEST_ON_AXIS ? ` ${short}` : '');
  });
}

/** So many decimals that steps are what they are: with fewer, 2.5 and 5 would be 3 and 5. */
function decimalsOf(step) {
  let decimals = 0;
  while (decimals < 6 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals++;
  return decimals;
}

function scale(size, unit) {
  if (unit === 'ratio') return [0.01, '%'];
  if (unit === 'percent') return [1, '%'];
  if (unit === 'seconds') {
    const [divisor, short] = TIME.find(([from]) => size >= from * 0.9995) ?? (size === 0 ? [1, 's'] : TIME.at(-1));
    return divisor > 1 ? [1, 's'] : [divisor, short];
  }
  if (unit === 'bytes' || unit === 'bytes/s') {
    const power = size < 1 ? 0 : Math.min(IEC.length - 1, Math.floor(Math.log(size) / Math.log(1024) + 1e-3));
    return [1024 ** power, IEC[power] + unit.slice(5)];
  }
  const [divisor, prefix] = size >= 9999.5 ? SI.find(([from]) => size >= from * 0.9995) : [1, ''];
  if (unit === '' || unit === '/s') return [divisor, prefix + unit];
  const short = SHORT[unit] ?? unit;
  return [divisor, prefix ? `${prefix} ${short}` : short];
}

const LONGEST_ON_AXIS = 5;
const formats = new Map();

/** Three significant digits, as many decimals as that needs, grouped as the browser's language does. */
function digits(value) {
  const size = Math.abs(value);
  const decimals = size === 0 ? 0 : size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
  if (size > 0 && size < 0.001) return value.toPrecision(2);
  return withDecimals(decimals).format(value || 0);
}

/** To make one takes far longer than to use it. */
function withDecimals(decimals) {
  if (!formats.has(decimals)) {
    formats.set(decimals, new Intl.NumberFormat(undefined, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
  }
  return formats.get(decimals);
}

function longDuration(seconds) {
  let left = Math.abs(seconds);
  const words = [];
  for (const [size, short] of TIME.slice(0, 4)) {
    if (words.length === 2 || (short === 's' && words.length && left < 1)) break;
    const count = Math.floor(left / size);
    if (count === 0 && words.length === 0 && short !== 's') continue;
    left -= count * size;
    if (count > 0 || words.length === 0) words.push(`${count} ${short}`);
  }
  return (seconds < 0 ? '−' : '') + words.join(' ');
}

/** A moment as people say it: `3 h 20 min ago`. */
export function ago(milliseconds) {
  const seconds = Math.max(0, milliseconds / 1000);
  return `${seconds < 120 ? `${Math.round(seconds)} s` : longDuration(Math.floor(seconds))} ago`;
}
