import { element, oneLine, setAttribute, setText } from './dom.js';

/**
 * The sections below the overview, and their names in the navigation. Follows the catalog: what comes appears, what goes disappears, all else keeps
 * its element. Only some cards of each group are in the page until one asks for more; a search shows what it finds, wherever that is.
 */

const SHOWN_AT_FIRST = { host: 6, process: 6, pushed: 24 };
const SHOWN_OF_JOB = 12;
const MORE = 24;
const FOUND_PER_GROUP = 24;
/** Beyond so many, sections are closed until one opens them. */
const OPEN_AT_FIRST = 8;
/** So many cards enter the page in one frame: each has to be laid out. */
const ENTERING_AT_ONCE = 5;
const FIRST =
  /^(host_cpu|node_(cpu_seconds|load1$|procs_running|context_switches|memory_(MemAvailable|Cached|SwapFree|Dirty|MemFree|Active_bytes|Committed)|disk_(read_bytes|written_bytes|io_time|reads_completed|writes_completed)|filesystem_avail|network_(receive|transmit)_(bytes|packets|errs|drop))|jvm_(memory_used|gc_pause|threads_live)|process_cpu|up$)/;

export class Sections {
  /** What the search asks for, in lower case words; none shows everything. */
  words = [];
  #views = new Map();
  #cards = new Map();
  #makeCard;
  #cardIn;
  #cardOut;

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} nav a list
   * @param {{makeCard: Function, cardIn: Function, cardOut: Function}} life `makeCard(family)` is called once; `cardIn` and `cardOut` when
   *     its element enters and leaves the page
   */
  constructor(root, nav, { makeCard, cardIn, cardOut }) {
    Object.assign(this, { root, nav });
    this.#makeCard = makeCard;
    this.#cardIn = cardIn;
    this.#cardOut = cardOut;
  }

  /** Makes a card anew at the next rendering: it is put together differently now. */
  remake(id) {
    const card = this.#cards.get(id);
    if (!card) return;
    this.#cardOut(card);
    card.root.remove();
    this.#cards.delete(id);
  }

  /** The card of a family, if it has been made. */
  card(id) {
    return this.#cards.get(id);
  }

  get cards() {
    return this.#cards.values();
  }

  /**
   * Puts the cards into the page, as many of them as there is time for.
   *
   * @param {import('./families.js').Catalog} catalog
   * @param {number} [until] a time of `performance.now()`
   * @returns {{found: number, complete: boolean}} how many families the search has found, and whether all cards are there
   */
  render(catalog, until = Infinity) {
    const pass = { until, entered: 0, complete: true };
    let found = 0;
    let nth = 0;
    const views = [];
    for (const section of catalog.sections.values()) {
      const view = this.#view(section, nth++);
      const matching = this.#renderSection(view, section, pass);
      found += matching;
      view.root.hidden = view.link.hidden = matching === 0;
      setText(view.count, String(matching));
      views.push(view);
    }
    for (const [id, view] of this.#views) if (!catalog.sections.has(id)) this.#dropView(id, view);
    place(this.root, views.map(view => view.root));
    place(this.nav, views.map(view => view.link));
    if (pass.complete) this.#dropCards(catalog);
    return { found, complete: pass.complete };
  }

  #view(section, nth) {
    let view = this.#views.get(section.id);
    if (!view) {
      view = { groups: new Map(), open: nth < OPEN_AT_FIRST };
      const id = `section-${this.#views.size}-${section.id.replace(/[^\w-]/g, '')}`;
      const title = oneLine(section.title, 60);
      view.count = element('span.count');
      view.link = element('li', {}, element('a', { href: `#${id}` }, element('span', {}, title), view.count));
      view.body = element('div.section-body', { id: `${id}-body` });
      view.button = element('button.section-toggle', { type: 'button', 'aria-controls': `${id}-body`, onclick: () => this.#toggle(view) }, title);
      const kind = section.id.startsWith('job-') ? element('span.section-kind', {}, 'job') : null;
      view.root = element('section.section', { id, 'aria-label': title }, element('h2', {}, view.button, kind), view.body);
      this.#views.set(section.id, view);
    }
    return view;
  }

  #toggle(view) {
    view.open = !view.open;
    this.root.dispatchEvent(new Event('change'));
  }

  #renderSection(view, section, pass) {
    const searching = this.words.length > 0;
    const open = view.open || searching;
    setAttribute(view.button, 'aria-expanded', String(open));
    view.body.hidden = !open;
    let matching = 0;
    const groups = [];
    for (const [title, families] of [...section.groups].sort(byTitle)) {
      const chosen = searching ? families.filter(family => this.words.every(word => family.text.includes(word))) : families;
      matching += chosen.length;
      const group = this.#group(view, section, title);
      this.#renderGroup(group, open ? chosen : [], searching, pass);
      group.root.hidden = chosen.length === 0;
      groups.push(group);
    }
    for (const [title, group] of view.groups) {
      if (section.groups.has(title)) continue;
      this.#renderGroup(group, [], false);
      view.groups.delete(title);
    }
    place(view.body, groups.map(group => group.root));
    return matching;
  }

  #group(view, section, title) {
    let group = view.groups.get(title);
    if (!group) {
      group = { limit: SHOWN_AT_FIRST[section.id] ?? SHOWN_OF_JOB };
      group.grid = element('div.grid');
      const more = () => {
        group.limit += MORE;
        this.root.dispatchEvent(new Event('change'));
      };
      group.more = element('button.more', { type: 'button', onclick: more });
      group.root = element('div.group', {}, title ? element('h3.group-title', {}, title) : null, group.grid, group.more);
      view.groups.set(title, group);
    }
    return group;
  }

  #renderGroup(group, families, searching, pass) {
    const sorted = [...families].sort((a, b) => rank(a) - rank(b));
    const shown = sorted.slice(0, searching ? Math.max(group.limit, FOUND_PER_GROUP) : group.limit);
    const cards = shown.map(family => this.#cardInTime(family, group, pass)).filter(Boolean);
    const roots = new Set(cards.map(card => card.root));
    for (const old of [...group.grid.children]) if (!roots.has(old)) this.#cardOut(old.chart);
    for (const card of cards) if (card.root.parentNode !== group.grid) this.#cardIn(card);
    place(group.grid, cards.map(card => card.root));
    const left = families.length - shown.length;
    group.more.hidden = left <= 0;
    setText(group.more, `Show ${Math.min(left, MORE)} more of ${families.length}`);
  }

  /** The card of a family, null where it would have to enter the page and there is no time for that now. */
  #cardInTime(family, group, pass) {
    if (this.#cards.get(family.id)?.root.parentNode !== group.grid) {
      const late = pass.entered > 0 && (performance.now() > pass.until || pass.entered >= ENTERING_AT_ONCE);
      if (late && pass.until !== Infinity) {
        pass.complete = false;
        return null;
      }
      pass.entered++;
    }
    return this.#card(family);
  }

  #card(family) {
    let card = this.#cards.get(family.id);
    if (!card || card.kind !== family.kind) {
      if (card) this.#cardOut(card);
      card = this.#makeCard(family);
      card.kind = family.kind;
      this.#cards.set(family.id, card);
    }
    return card;
  }

  #dropView(id, view) {
    for (const group of view.groups.values()) this.#renderGroup(group, [], false);
    this.#views.delete(id);
  }

  #dropCards(catalog) {
    const held = new Set([...catalog.families].map(family => family.id));
    for (const id of [...this.#cards.keys()]) if (!held.has(id)) this.#cards.delete(id);
  }
}

const ranks = new WeakMap();

function rank(family) {
  if (!ranks.has(family)) ranks.set(family, FIRST.test(family.name) ? 0 : 1);
  return ranks.get(family);
}

function byTitle([a], [b]) {
  const order = ['CPU', 'Memory', 'Disk', 'Network', 'Pressure', 'Container', 'Pulseboard', 'HTTP', 'JVM', '', 'System', 'Collection', 'Other'];
  return order.indexOf(a) - order.indexOf(b);
}

/** Makes `wanted` the children, touching only what differs: an element that moves loses its place in the page. */
function place(parent, wanted) {
  let at = parent.firstElementChild;
  for (const child of wanted) {
    if (child === at) at = at.nextElementSibling;
    else parent.insertBefore(child, at);
  }
  while (at) {
    const next = at.nextElementSibling;
    at.remove();
    at = next;
  }
}
