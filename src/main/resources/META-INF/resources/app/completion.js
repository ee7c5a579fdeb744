import { element, oneLine } from './dom.js';

/**
 * Words to complete a search with: names first, then labels and their values. A combobox as the ARIA authoring practices have it: the focus stays in the
 * input, arrows choose, Enter takes.
 */

const SHOWN = 8;
const MOST_WORDS = 20_000;
/** So many families before looking at the clock, and so many milliseconds that have to be left to go on. */
const AT_ONCE = 20;
const LEAST_IDLE = 3;

export class Completion {
  #words = [];
  #version = -1;
  #collecting = null;
  #chosen = -1;

  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   * @param {{catalog: import('./families.js').Catalog, take: () => void}} source `take` is called when a word was put into the input
   */
  constructor(input, list, { catalog, take }) {
    Object.assign(this, { input, list, catalog, take });
    input.addEventListener('focus', () => this.#prepare());
    input.addEventListener('input', () => this.#offer());
    input.addEventListener('keydown', event => this.#key(event));
    input.addEventListener('blur', () => this.#close());
    // The input keeps the focus.
    list.addEventListener('pointerdown', event => event.preventDefault());
    list.addEventListener('click', event => this.#choose(event.target.closest('li')));
  }

  #offer() {
    const [, last] = split(this.input.value);
    const found = last === '' ? [] : this.#find(last.toLowerCase());
    this.#chosen = -1;
    this.list.replaceChildren(
      ...found.map((word, i) => element('li', { id: `completion-${i}`, role: 'option', 'aria-selected': 'false', 'data-word': word }, oneLine(word, 80))),
    );
    this.#open(found.length > 0);
  }

  /** Collects the words anew where there are others now, while there is nothing else to do: of many series that takes longer than a frame. */
  #prepare() {
    if (this.#version === this.catalog.version) return;
    this.#version = this.catalog.version;
    const collecting = (this.#collecting = collect(this.catalog));
    const go = idle => {
      if (this.#collecting !== collecting) return;
      for (;;) {
        const { done, value } = collecting.next();
        if (done) {
          this.#words = value;
          if (this.input.value !== '' && document.activeElement === this.input) this.#offer();
          return;
        }
        if (idle.timeRemaining() < LEAST_IDLE) break;
      }
      whenIdle(go);
    };
    whenIdle(go);
  }

  #find(last) {
    this.#prepare();
    const starting = [];
    const holding = [];
    for (const [word, lower] of this.#words) {
      const at = lower.indexOf(last);
      if (at === 0 && lower !== last) starting.push(word);
      else if (at > 0) holding.push(word);
      if (starting.length === SHOWN) break;
    }
    return [...starting, ...holding].slice(0, SHOWN);
  }

  #key(event) {
    const items = this.list.children;
    if (this.list.hidden) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.#mark((this.#chosen + step + items.length + (this.#chosen < 0 && step < 0 ? 1 : 0)) % items.length);
    } else if (event.key === 'Enter' && this.#chosen >= 0) {
      event.preventDefault();
      this.#choose(items[this.#chosen]);
    } else if (event.key === 'Escape') {
      // The first Escape closes the list, the next one the search.
      event.stopPropagation();
      this.#close();
    }
  }

  #mark(nth) {
    this.list.children[this.#chosen]?.setAttribute('aria-selected', 'false');
    this.#chosen = nth;
    const item = this.list.children[nth];
    item.setAttribute('aria-selected', 'true');
    item.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', item.id);
  }

  #choose(item) {
    if (!item) return;
    const [before] = split(this.input.value);
    this.input.value = `${before}${item.dataset.word} `;
    this.#close();
    this.take();
  }

  #open(open) {
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
    if (!open) this.input.removeAttribute('aria-activedescendant');
  }

  #close() {
    this.#open(false);
  }
}

/** What stands before the last word, and the last word. */
function split(text) {
  const at = text.lastIndexOf(' ') + 1;
  return [text.slice(0, at), text.slice(at)];
}

/** Words, and the same in lower case, a few families at a time. @returns {Generator<undefined, [string, string][]>} */
function* collect(catalog) {
  const names = new Set();
  const labels = new Set();
  let nth = 0;
  for (const family of catalog.families) {
    names.add(family.name);
    for (const series of family.members) {
      if (labels.size > MOST_WORDS) break;
      for (const [name, value] of series.labels) if (!value.includes(' ')) labels.add(`${name}=${value}`);
    }
    // The search will look through it, and does not have to put it together then.
    family.text;
    if (++nth % AT_ONCE === 0) yield;
  }
  return [...[...names].sort(), ...labels].map(word => [word, word.toLowerCase()]);
}

/** Safari has no idle time to tell of: a moment later, for a moment. */
function whenIdle(run) {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run);
  else setTimeout(() => run({ timeRemaining: () => 0 }), 20);
}
