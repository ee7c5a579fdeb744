import { connect } from '../client.js';
import { Buffer } from './buffer.js';
import { familyCard } from './cards.js';
import { Chart } from './chart.js';
import { ConnectionBar } from './connection.js';
import { element, setAttribute, setText } from './dom.js';
import { Catalog } from './families.js';
import { History } from './history.js';
import { OVERVIEW_CHARTS, TILES } from './overview.js';
import { Panel } from './panel.js';
import { Sections } from './sections.js';
import { Store } from './store.js';
import { nextTheme, onTheme, setTheme, theme } from './theme.js';
import { Tile } from './tiles.js';

/**
 * The page. A message goes into the store and into the panels that have been looked at, and asks for one frame; the frame draws what is in sight.
 * A hidden tab gets no frames: it goes on filling, and draws once when it is looked at again.
 */

const MINUTE = 60_000;
const RANGES = [1, 5, 15, 60];
const RANGE_KEY = 'pulseboard.range';
/** So many charts keep their data; those that were out of sight longest give theirs up, and get it back from the history. */
const CHARTS_KEPT = 150;
/** Not more frames than the eye or a pixel can tell apart. */
const FRAME_GAP = 90;

const $ = selector => document.querySelector(selector);

class Page {
  range = 5 * MINUTE;
  pausedAt = null;
  lag = null;
  #dirty = false;
  #all = true;
  #drawnAt = 0;
  #rendered = -1;
  #snapshots = 0;
  #kept = new Set();
  #sight = new IntersectionObserver(entries => this.#sighted(entries), { rootMargin: '240px' });
  #sizes = new ResizeObserver(entries => this.#resized(entries));

  constructor() {
    this.catalog = new Catalog();
    this.store = new Store({ added: series => this.#added(series), removed: series => this.#removed(series) });
    this.history = new History(panel => this.#filled(panel));
    this.overview = OVERVIEW_CHARTS.map(spec => new Chart(new Panel(spec, []), { zero: true }));
    this.tiles = TILES.map(spec => new Tile(new Panel(spec, [])));
    this.fixed = [...this.tiles, ...this.overview];
    this.sections = new Sections($('#sections'), $('#nav-sections'), {
      makeCard: family => familyCard(family, () => this.store.now),
      cardIn: card => this.#sight.observe(card.root),
      cardOut: card => this.#cardOut(card),
    });
    this.#controls();
    $('#tiles').append(...this.tiles.map(tile => tile.root));
    $('#overview-charts').append(...this.overview.map(chart => chart.root));
    for (const chart of this.overview) this.#sight.observe(chart.root);
  }

  start() {
    this.live = connect({
      format: 'compact',
      transport: new URLSearchParams(location.search).get('transport') ?? 'auto',
      onMessage: message => this.#take(message),
      onState: state => this.#state(state),
    });
    this.connection = new ConnectionBar($('#connection'), this.live);
    this.connection.show(this.live.state);
  }

  // ---- messages

  #take(message) {
    if (message.type === 'gap') this.#interrupt();
    if (!['snapshot', 'update', 'heartbeat'].includes(message.type)) return;
    this.store.apply(message);
    const complete = (message.part ?? 1) === (message.parts ?? 1);
    if (!complete) return;
    for (const panel of this.#panels()) panel.append(this.store.now);
    if (message.type === 'snapshot') this.#refill();
    this.#invalidate();
  }

  *#panels() {
    for (const { panel } of this.fixed) yield panel;
    for (const { panel } of this.#kept) if (panel) yield panel;
  }

  #interrupt() {
    for (const panel of this.#panels()) panel.interrupt(panel.buffer.newest + 1);
  }

  /** What was before a snapshot the server may know: all of it at first, and what was missed after a gap. */
  #refill() {
    this.#snapshots++;
    for (const panel of this.#panels()) this.history.want(panel, this.range);
  }

  #filled() {
    this.#invalidate(true);
  }

  #added(series) {
    const family = this.catalog.add(series);
    const card = this.sections.card(family.id);
    if (this.#kept.has(card)) card.panel?.add(series);
    for (const { panel } of this.fixed) panel.add(series);
  }

  #removed(series) {
    this.catalog.remove(series);
    for (const panel of this.#panels()) panel.remove(series);
  }

  #state(state) {
    this.connection?.show(state);
    document.body.classList.toggle('not-live', !['live', 'connecting'].includes(state.state));
  }

  // ---- frames

  #invalidate(all = false) {
    this.#all ||= all;
    if (this.#dirty) return;
    this.#dirty = true;
    requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#dirty = false;
    const now = performance.now();
    if (!this.#all && now - this.#drawnAt < FRAME_GAP) {
      this.#invalidate();
      return;
    }
    this.#drawnAt = now;
    const all = this.#all;
    this.#all = false;
    this.#renderSections();
    if (this.pausedAt === null || all) this.#draw();
    this.#tellPause();
    const lag = Date.now() - this.store.now;
    this.lag = lag >= 0 ? lag : null;
    this.connection.count(this.lag);
  }

  #draw() {
    const to = this.pausedAt ?? this.store.now;
    const view = { from: to - this.#span(to), to };
    for (const tile of this.tiles) if (this.pausedAt === null || !tile.drawn) tile.drawn = tile.draw(view) ?? true;
    for (const chart of this.overview) {
      chart.root.hidden = chart.panel.members.size === 0;
      if (chart.visible) chart.draw(view);
    }
    for (const card of this.#kept) if (card.visible) card.draw(view);
  }

  /** The range; of a server that started lately, only what it has seen, so that its first minutes are not a thin line at the edge. */
  #span(to) {
    const oldest = Math.min(...this.fixed.map(({ panel }) => panel.buffer.oldest));
    return Math.min(this.range, Math.max(to - oldest, MINUTE));
  }

  #renderSections() {
    if (this.#rendered === this.catalog.version) return;
    this.#rendered = this.catalog.version;
    const found = this.sections.render(this.catalog);
    const searching = this.sections.words.length > 0;
    $('#overview').hidden = searching || this.fixed.every(({ panel }) => panel.members.size === 0);
    $('#empty').hidden = searching || this.catalog.size > 0 || this.#snapshots === 0;
    $('#nothing').hidden = !searching || found > 0;
    setText($('#found'), searching ? `${found} of ${this.catalog.size} metrics` : '');
    $('#loading').hidden = this.catalog.size > 0 || this.#snapshots > 0;
  }

  // ---- what is in sight

  #sighted(entries) {
    for (const { target, isIntersecting } of entries) {
      const card = target.chart;
      card.visible = isIntersecting;
      if (isIntersecting && !this.overview.includes(card)) this.#keep(card);
    }
    this.#invalidate(true);
  }

  #keep(card) {
    const known = this.#kept.delete(card);
    this.#kept.add(card);
    if (card.place) this.#sizes.observe(card.place);
    if (known || !card.panel) return;
    const { panel } = card;
    for (const series of this.store.series.values()) panel.add(series);
    if (this.store.now) panel.append(this.store.now);
    this.history.want(panel, this.range);
    for (const old of this.#kept) {
      if (this.#kept.size <= CHARTS_KEPT) break;
      if (!old.visible) this.#drop(old);
    }
  }

  #drop(card) {
    this.#kept.delete(card);
    card.reset();
    if (!card.panel) return;
    this.history.drop(card.panel);
    card.panel.members.clear();
    card.panel.buffer = new Buffer();
    card.panel.loaded = 0;
  }

  #cardOut(card) {
    this.#sight.unobserve(card.root);
    if (card.place) this.#sizes.unobserve(card.place);
    card.visible = false;
    card.reset();
  }

  #resized(entries) {
    for (const { target } of entries) target.closest('figure').chart.resize();
    this.#invalidate(true);
  }

  // ---- controls

  #controls() {
    this.#rangeControl();
    $('#pause').addEventListener('click', () => this.togglePause());
    $('#theme').addEventListener('click', () => setTheme(nextTheme()));
    onTheme(() => this.#repaint());
    this.#nameTheme();
    const search = $('#search');
    search.addEventListener('input', () => this.#search(search.value));
    $('#clear-search').addEventListener('click', () => {
      search.value = '';
      this.#search('');
      search.focus();
    });
    $('#sections').addEventListener('change', () => this.#rerender());
    for (const chart of this.overview) this.#sizes.observe(chart.place);
    addEventListener('resize', () => this.#invalidate(true));
    document.addEventListener('keydown', event => this.#key(event));
  }

  #rangeControl() {
    const kept = Number(stored(RANGE_KEY));
    if (RANGES.includes(kept)) this.range = kept * MINUTE;
    for (const radio of document.querySelectorAll('input[name=range]')) {
      radio.checked = Number(radio.value) * MINUTE === this.range;
      radio.addEventListener('change', () => this.#setRange(Number(radio.value)));
    }
  }

  #setRange(minutes) {
    this.range = minutes * MINUTE;
    store(RANGE_KEY, String(minutes));
    for (const panel of this.#panels()) if (panel.loaded < this.range) this.history.want(panel, this.range);
    this.#redrawTiles();
  }

  togglePause() {
    this.pausedAt = this.pausedAt === null ? this.store.now : null;
    this.#redrawTiles();
  }

  #tellPause() {
    const paused = this.pausedAt !== null;
    const button = $('#pause');
    button.classList.toggle('paused', paused);
    const behind = paused ? Math.round((this.store.now - this.pausedAt) / 1000) : 0;
    setText($('#pause-text'), paused ? 'Resume' : 'Pause');
    setText($('#behind'), paused ? `${behind} s behind` : '');
  }

  #search(text) {
    this.sections.words = text.toLowerCase().split(/\s+/).filter(Boolean);
    $('#clear-search').hidden = text === '';
    this.#rerender();
  }

  #rerender() {
    this.#rendered = -1;
    this.#invalidate(true);
  }

  #redrawTiles() {
    for (const tile of this.tiles) tile.drawn = false;
    this.#invalidate(true);
  }

  #repaint() {
    this.#nameTheme();
    for (const card of [...this.overview, ...this.#kept]) card.reset();
    this.#redrawTiles();
  }

  #nameTheme() {
    const words = { system: 'as the system', light: 'light', dark: 'dark' };
    const button = $('#theme');
    setAttribute(button, 'aria-label', `Theme: ${words[theme()]}. Switch to ${words[nextTheme()]}`);
    setAttribute(button, 'title', `Theme: ${words[theme()]}`);
    setAttribute(button, 'data-wish', theme());
  }

  #key(event) {
    const typing = event.target.closest?.('input[type=search], textarea, select, [contenteditable]');
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && typing) {
      $('#clear-search').click();
      typing.blur();
    } else if (!typing && event.key === '/') {
      event.preventDefault();
      $('#search').focus();
    } else if (event.key === ' ' && event.target === document.body) {
      event.preventDefault();
      this.togglePause();
    }
  }
}

function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Kept until the page is closed.
  }
}

/** Commands with this page's own address, to be copied. */
function commands() {
  for (const code of document.querySelectorAll('[data-command]')) {
    code.textContent = code.dataset.command.replaceAll('ORIGIN', location.origin);
    const button = element('button.copy', { type: 'button', 'aria-label': 'Copy the command' }, 'Copy');
    button.addEventListener('click', async () => {
      setText(button, (await copy(code)) ? 'Copied' : 'Selected');
      setTimeout(() => setText(button, 'Copy'), 1500);
    });
    code.after(button);
  }
}

/** Browsers copy only on secure pages and localhost; elsewhere the text is selected, to be copied by hand. */
async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return false;
  }
}

commands();
new Page().start();
