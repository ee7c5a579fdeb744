/**
 * Series keys as they are on the wire: `name{a="b",c="d"}`, or `{"my.name",a="b"}` where the name is not a classic one. Labels are sorted;
 * values escape `\\`, `\"` and newline.
 */

const CLASSIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const CLASSIC_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * @param {string} key
 * @returns {{name: string, labels: Map<string, string>}}
 */
export function parseKey(key) {
  const brace = key.indexOf('{');
  if (brace < 0) return { name: key, labels: new Map() };
  let name = key.slice(0, brace);
  const labels = new Map();
  let at = brace + 1;
  while (at < key.length && key[at] !== '}') {
    let left;
    if (key[at] === '"') [left, at] = quoted(key, at);
    else {
      const equals = key.indexOf('=', at);
      left = key.slice(at, equals);
      at = equals;
    }
    if (key[at] === '=') {
      const [value, next] = quoted(key, at + 1);
      labels.set(left, value);
      at = next;
    } else {
      name = left;
    }
    if (key[at] === ',') at++;
  }
  return { name, labels };
}

/** Reads the quoted text that starts at `at`: the text, and the index behind it. */
export function quoted(text, at) {
  const mark = text[at];
  let end = at + 1;
  while (end < text.length && text[end] !== mark) end += text[end] === '\\' ? 2 : 1;
  const raw = text.slice(at + 1, end);
  const plain = raw.includes('\\') ? raw.replace(/\\(.)/gs, (_, c) => (c === 'n' ? '\n' : c)) : raw;
  return [plain, end + 1];
}

function quote(text) {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

/**
 * The key of a series, or (with some of its labels) a selector for it and its like.
 *
 * @param {string} name
 * @param {Iterable<[string, string]>} [labels] in the order they shall have
 */
export function writeKey(name, labels = []) {
  const parts = [...labels].map(([label, value]) => `${CLASSIC_LABEL.test(label) ? label : quote(label)}=${quote(value)}`);
  if (CLASSIC_NAME.test(name)) return parts.length ? `${name}{${parts.join(',')}}` : name;
  return `{${[quote(name), ...parts].join(',')}}`;
}

const labellers = new WeakMap();

/** Names series by the labels in which they differ. */
export function labeller(members) {
  const known = labellers.get(members);
  if (known?.size === members.size) return known.label;
  const values = new Map();
  for (const { labels } of members) {
    for (const [name, value] of labels) values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  const partial = name => [...members].some(({ labels }) => !labels.has(name));
  const differing = new Set([...values.keys()].filter(name => values.get(name).size > 1 || partial(name)));
  const label = series => {
    const own = [...series.labels].filter(([name]) => differing.has(name));
    if (own.length === 0) return members.size > 1 ? writeKey(series.name, series.labels) : series.name;
    return differing.size === 1 ? own[0][1] || '""' : own.map(([name, value]) => `${name}=${value}`).join(' ');
  };
  labellers.set(members, { size: members.size, label });
  return label;
}
