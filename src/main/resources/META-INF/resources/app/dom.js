/**
 * Builds elements. Text is always text: nothing that came over the wire is ever parsed as HTML.
 *
 * @param {string} tag with classes, such as `p.note.quiet`
 * @param {Object<string, unknown>} [attributes] `on...` functions are listeners, `null` and `false` are left out
 * @param {...(Node|string|null)} children
 */
export function element(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const made = document.createElement(name);
  if (classes.length) made.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children.filter(child => child !== null));
  return made;
}

/** Sets the text where it differs: most of what is shown each second is what was shown before. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets or removes an attribute where it differs. */
export function setAttribute(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

const TINY = { '\u202e': '', '\u202d': '', '\u2066': '', '\u2067': '', '\u2068': '', '\u2069': '', '\u200f': '', '\u200e': '' };

/** A name that came over the wire, on one line: control characters and marks that turn text around do not get out of it. */
export function oneLine(text, limit = 200) {
  const plain = text.replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g, c => TINY[c] ?? '').replace(/[\u0000-\u001f\u007f]+/g, ' ');
  return plain.length > limit ? `${plain.slice(0, limit)}…` : plain;
}
