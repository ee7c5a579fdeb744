import { quoted } from './keys.js';

/**
 * PromQL vector selectors, for what the page itself has to choose: `name{label="v",other=~"re"}`. The server's parser is the judge of what is
 * right; this one reads what the server has accepted.
 */

const CACHE = new Map();
const PARTS = ['_bucket', '_sum', '_count'];

/**
 * @param {string} text
 * @returns {{name: string|null, matchers: {label: string, operator: string, value: string}[], test: (series: {name: string, labels: Map<string, string>})
 *     => boolean}}
 * @throws {SyntaxError} where the text is no selector, with the position
 */
export function selector(text) {
  if (!CACHE.has(text)) {
    if (CACHE.size > 500) CACHE.clear();
    CACHE.set(text, parse(text));
  }
  return CACHE.get(text);
}

function parse(text) {
  const brace = text.indexOf('{');
  let name = (brace < 0 ? text : text.slice(0, brace)).trim() || null;
  const matchers = [];
  let at = brace < 0 ? text.length : brace + 1;
  const skip = () => {
    while (/\s/.test(text[at] ?? '')) at++;
  };
  if (name !== null && !/^[a-zA-Z_:][\w:]*$/.test(name)) fail(text, 0);
  let open = brace >= 0;
  while (open) {
    skip();
    if (text[at] === '}') break;
    let label;
    if (text[at] === '"' || text[at] === "'") [label, at] = quoted(text, at);
    else {
      const word = /^[a-zA-Z_][\w.]*/.exec(text.slice(at));
      if (!word) fail(text, at);
      label = word[0];
      at += label.length;
    }
    skip();
    const operator = /^(=~|!~|!=|=)/.exec(text.slice(at))?.[0];
    if (operator) {
      at += operator.length;
      skip();
      if (text[at] !== '"' && text[at] !== "'") fail(text, at);
      let value;
      [value, at] = quoted(text, at);
      matchers.push(matcher(label, operator, value, text));
    } else if (name === null) name = label;
    else fail(text, at);
    skip();
    if (text[at] === ',') at++;
    else if (text[at] !== '}') fail(text, at);
  }
  if (open && text.slice(at + 1).trim() !== '') fail(text, at + 1);
  if (name === null && matchers.length === 0) fail(text, 0);
  const test = series => (name === null || holds(series, name)) && matchers.every(each => isOfPart(each, series) || each.test(series));
  return { name, matchers, test };
}

/** A histogram is one series here, whichever of its parts was asked for. */
function holds(series, name) {
  if (series.name === name) return true;
  if (series.type !== 'histogram' && series.type !== 'summary') return false;
  return name.startsWith(series.name) && PARTS.includes(name.slice(series.name.length));
}

/** The names that series can have which a selector of this name chooses: its own, and that of the whole of which it is a part. */
export function namesOf(name) {
  const part = PARTS.find(each => name.endsWith(each));
  return part ? [name, name.slice(0, -part.length)] : [name];
}

/** A bound or a quantile is a part of what is one series here. */
function isOfPart({ label }, { type }) {
  return (label === 'le' && type === 'histogram') || (label === 'quantile' && type === 'summary');
}

function matcher(label, operator, value, text) {
  const get = label === '__name__' ? series => series.name : series => series.labels.get(label) ?? '';
  const positive = operator === '=' || operator === '=~';
  if (operator === '=' || operator === '!=') return { label, operator, value, test: series => (get(series) === value) === positive };
  let pattern;
  try {
    pattern = new RegExp(`^(?:${value})$`, 's');
  } catch {
    throw new SyntaxError(`${text}: "${value}" is not a regular expression`);
  }
  return { label, operator, value, test: series => pattern.test(get(series)) === positive };
}

function fail(text, at) {
  throw new SyntaxError(`${text}: not a selector, at position ${at}`);
}
