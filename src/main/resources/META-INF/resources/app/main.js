import { connect } from '../client.js';
import { addressWith, pack, readAddress, unpack } from './address.js';
import { BoardView } from './board-view.js';
import { Boards, isBoard } from './boards.js';
import { familyCard } from './cards.js';
import { Chart } from './chart.js';
import { Completion } from './completion.js';
import { ConnectionBar, replayText } from './connection.js';
import { Controls } from './controls.js';
import { setText } from './dom.js';
import { Catalog } from './families.js';
import { History } from './history.js';
import { Kiosk, milliseconds } from './kiosk.js';
import { Marks } from './marks.js';
import { ChartMenu } from './menu.js';
import { Notes } from './notes.js';
import { OVERVIEW_CHARTS, TILES } from './overview.js';
import { Panel } from './panel.js';
import { Sections } from './sections.js';
import { Settings } from './settings.js';
import { Store } from './store.js';
import { openStream } from './stream.js';
import { onTheme } from './theme.js';
import { Alerts } from './thresholds.js';
import { Tile } from './tiles.js';
import { MINUTE, TimeAxis, usefulRanges, zoneName } from './time.js';
import { Watch } from './watch.js';

/**
 * The page. A message goes into the store and into the panels that have been looked at, and asks for one frame; the frame draws what is in sight.
 * A hidden tab gets no frames: it goes on filling, and draws once when it is looked at again.
 */

/** So many charts keep their data; those that were out of sight longest give theirs up, and get it back from the history. */
const CHARTS_KEPT = 150;
/** Not more frames than the eye or a pixel can tell apart. */
const FRAME_GAP = 90;
const MERGES_KEPT = 500;
const LONGEST = 60 * MINUTE;

const $ = selector => document.querySelector(selector);

class Page {
  axis = new TimeAxis();
  settings = new Settings();
  catalog = new Catalog();
  marks = new Marks(() => this.#marked());
  #dirty = false;
  #all = true;
  #drawnAt = 0;
  #rendered = -1;
  #snapshots = 0;
  #merges = [];
  #heldSince = null;
  #ranged = null;
  #expanded = null;
  #kept = new Set();
  #sight = new IntersectionObserver(entries => this.#sighted(entries), { rootMargin: '240px' });
  #sizes = new ResizeObserver(entries => this.#resized(entries));

  constructor() {
    this.address = readAddress();
    document.body.classList.toggle('embed', this.address.embed);
    this.store = new Store({ added: series => this.#added(series), removed: series => this.#removed(series) });
    this.history = new History(() => this.changed());
    this.alerts = new Alerts(change => this.#crossed(change));
    this.watch = new Watch(this.settings);
    this.overview = OVERVIEW_CHARTS.map(spec => new Chart(new Panel(spec, []), { zero: true, fixed: true }, this));
    this.tiles = TILES.map(spec => new Tile(new Panel(spec, []), {}, this));
    this.fixed = [...this.tiles, ...this.overview];
    this.sections = new Sections($('#sections'), $('#nav-sections'), {
      makeCard: family => familyCard(family, () => this.store.now, this),
      cardIn: card => this.#sight.observe(card.root),
      cardOut: card => this.#cardOut(card),
    });
    this.boards = new Boards(() => this.#boardsChanged());
    this.board = new BoardView($('#board'), this.boards, this);
    this.menu = new ChartMenu($('#chart-menu'), this);
    this.notes = new Notes($('#notes'), this.marks);
    this.kiosk = new Kiosk({ boards: this.boards, shown: () => this.board.ref, show: ref => this.show(ref), changed: () => this.changed() });
    this.controls = new Controls(this);
    new Completion($('#search'), $('#completion'), { catalog: this.catalog, take: () => this.search($('#search').value) });
    $('#tiles').append(...this.tiles.map(tile => tile.root));
    $('#overview-charts').append(...this.overview.map(chart => chart.root));
    for (const chart of this.overview) {
      this.#sight.observe(chart.root);
      this.#sizes.observe(chart.place);
    }
    $('#sections').addEventListener('change', () => this.#rerender());
    addEventListener('resize', () => this.changed());
    addEventListener('popstate', () => this.#arrive());
    onTheme(() => this.repaint());
  }

  async start() {
    await this.#arrive();
    const options = {
      transport: this.address.transport ?? 'auto',
      onMessage: message => this.#take(message),
      onState: state => this.#stateChanged(state),
    };
    // One chart in somebody's page needs its own series, not all that there are.
    const charts = this.address.embed ? this.board.charts : [];
    this.live = charts.length ? connect({ ...options, format: 'compact', query: charts.flatMap(({ panel }) => panel.spec.queries) }) : openStream(options);
    this.connection = new ConnectionBar($('#connection'), this.live);
    this.connection.show(this.live.state);
    if (this.address.kiosk) this.kiosk.toggle(true);
    this.marks.load();
    this.boards.watch();
  }

  /** Goes to what the address says. */
  async #arrive() {
    this.address = readAddress();
    const { board, view, zoom, search } = this.address;
    if (zoom) this.axis.zoomTo(zoom.from, zoom.to);
    if (view !== null) {
      const viewed = await unpack(view).catch(() => null);
      this.boards.viewed = isBoard(viewed) ? viewed : null;
    }
    this.controls.fill(search);
    this.search(search);
    this.#show(view !== null ? 'view' : board);
  }

  // ---- messages

  #take(message) {
    if (message.type === 'gap') this.#interrupt();
    if (message.type === 'annotation') this.marks.addNote(message);
    if (message.merged) this.#merges = [...this.#merges.slice(1 - MERGES_KEPT), { ts: message.ts, merged: message.merged }];
    if (!['snapshot', 'update', 'heartbeat'].includes(message.type)) return;
    this.store.apply(message);
    const complete = (message.part ?? 1) === (message.parts ?? 1);
    if (!complete) return;
    for (const panel of this.#panels()) panel.append(this.store.now);
    if (message.type === 'snapshot') this.#refill();
    this.#judge();
    this.#invalidate();
  }

  *#panels() {
    for (const { panel } of this.fixed) yield panel;
    for (const { panel } of this.board.charts) yield panel;
    for (const { panel } of this.#kept) if (panel) yield panel;
    yield* this.watch.panels();
  }

  #interrupt() {
    for (const panel of this.#panels()) panel.interrupt(panel.buffer.newest + 1);
    this.marks.add({ ts: this.store.now, text: 'some of the stream was lost', kind: 'stream' });
  }

  /** What was before a snapshot the server may know: all of it at first, and what was missed after a gap. */
  #refill() {
    this.#snapshots++;
    for (const panel of this.#panels()) this.history.want(panel, this.axis.range);
    this.#learnHeld();
  }

  #added(series) {
    const family = this.catalog.add(series);
    const card = this.sections.card(family.id);
    if (this.#kept.has(card)) card.panel?.add(series);
    for (const { panel } of this.fixed) panel.add(series);
    for (const { panel } of this.board.charts) panel.add(series);
    this.watch.added(family, series, panel => this.#begin(panel));
  }

  #removed(series) {
    this.catalog.remove(series);
    for (const panel of this.#panels()) panel.remove(series);
  }

  #stateChanged(state) {
    this.connection?.show(state);
    document.body.classList.toggle('not-live', !['live', 'connecting'].includes(state.state));
    if (state.replayed) this.marks.add({ ts: this.store.now, text: replayText(state.replayed), kind: 'stream' });
  }

  // ---- thresholds

  #judge() {
    const now = this.store.now;
    for (const chart of this.fixed) this.alerts.look(chart, now);
    for (const chart of this.board.charts) this.alerts.look(chart, now);
    for (const watched of this.watch.list) this.alerts.look(watched, now);
  }

  #crossed({ id, title, level, text, ts }) {
    const words = level === 'ok' ? `${title}: back to normal` : `${title}: ${text}`;
    this.marks.add({ ts, text: words, kind: 'threshold', chart: id, level: level === 'ok' ? undefined : level });
    this.controls.tellAlerts(this.alerts.list, words);
  }

  // ---- frames

  /** Something that is shown has changed: all of it is drawn again, also while time stands still. */
  changed() {
    for (const tile of this.tiles) tile.drawn = false;
    this.#invalidate(true);
  }

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
    if (!this.axis.still || all) this.#draw();
    this.controls.tellTime(this.axis, this.store.now);
    const lag = Date.now() - this.store.now;
    this.connection?.count(lag >= 0 ? lag : null);
  }

  #draw() {
    this.axis.oldest = Math.min(...this.fixed.map(({ panel }) => panel.buffer.oldest), ...this.board.charts.map(({ panel }) => panel.buffer.oldest));
    const view = this.axis.view(this.store.now);
    const tiles = [...this.tiles, ...this.board.charts.filter(chart => chart instanceof Tile)];
    for (const tile of tiles) {
      tile.draw(view);
      tile.warn();
    }
    for (const chart of this.overview) chart.root.hidden = chart.panel.members.size === 0;
    const charts = [...this.overview, ...this.board.charts.filter(chart => chart instanceof Chart), ...this.#kept];
    for (const chart of charts) {
      if (!chart.visible) continue;
      chart.draw(view);
      chart.warn();
    }
  }

  #renderSections() {
    if (this.#rendered === this.catalog.version) return;
    this.#rendered = this.catalog.version;
    const found = this.sections.render(this.catalog);
    const searching = this.sections.words.length > 0;
    const boarded = this.board.ref !== null && !searching;
    $('#overview').hidden = searching || boarded || this.fixed.every(({ panel }) => panel.members.size === 0);
    $('#board').hidden = !boarded;
    $('#sections').hidden = $('#add').hidden = boarded;
    $('#empty').hidden = searching || boarded || this.catalog.size > 0 || this.#snapshots === 0;
    $('#nothing').hidden = !searching || found > 0;
    setText($('#found'), searching ? `${found} of ${this.catalog.size} metrics` : '');
    $('#loading').hidden = boarded || this.catalog.size > 0 || this.#snapshots > 0;
    if (this.address.chart) this.#goTo(this.address.chart);
  }

  /** A chart that the address names is shown large, once it is there. */
  #goTo(id) {
    const chart = document.querySelector(`figure[data-panel="${CSS.escape(id)}"]`)?.chart;
    if (!chart) return;
    this.address.chart = null;
    this.expand(chart);
  }

  #rerender() {
    this.#rendered = -1;
    this.changed();
  }

  #marked() {
    this.notes?.render();
    this.controls?.tellNotes(this.marks.shared);
    this.#invalidate(true);
  }

  // ---- what is in sight

  #sighted(entries) {
    for (const { target, isIntersecting } of entries) {
      const card = target.chart;
      card.visible = isIntersecting;
      if (isIntersecting && !this.#isHeld(card)) this.#keep(card);
    }
    this.#invalidate(true);
  }

  #isHeld(card) {
    return this.overview.includes(card) || this.board.charts.includes(card);
  }

  #keep(card) {
    const known = this.#kept.delete(card);
    this.#kept.add(card);
    if (card.place) this.#sizes.observe(card.place);
    if (known || !card.panel) return;
    this.#begin(card.panel);
    for (const old of this.#kept) {
      if (this.#kept.size <= CHARTS_KEPT) break;
      if (!old.visible) this.#drop(old);
    }
  }

  /** Gives a panel its series, the newest values, and later the past. */
  #begin(panel) {
    for (const series of this.store.series.values()) panel.add(series);
    if (this.store.now) panel.append(this.store.now);
    this.history.want(panel, this.axis.range);
  }

  #drop(card) {
    this.#kept.delete(card);
    card.reset();
    if (!card.panel) return;
    this.history.drop(card.panel);
    card.panel.forget();
  }

  #cardOut(card) {
    this.#sight.unobserve(card.root);
    if (card.place) this.#sizes.unobserve(card.place);
    card.visible = false;
    card.reset();
  }

  /** A chart of a board comes. */
  chartIn(chart) {
    this.#begin(chart.panel);
    if (chart instanceof Tile) return;
    this.#sight.observe(chart.root);
    this.#sizes.observe(chart.place);
  }

  /** A chart of a board goes. */
  chartOut(chart) {
    if (chart instanceof Chart) this.#cardOut(chart);
    this.history.drop(chart.panel);
    this.alerts.forget(chart.id);
    this.controls.tellAlerts(this.alerts.list, '');
  }

  #resized(entries) {
    for (const { target } of entries) target.closest('figure').chart.resize();
    this.#invalidate(true);
  }

  // ---- time

  setRange(minutes) {
    this.axis.range = minutes * MINUTE;
    this.axis.zoomOut();
    for (const panel of this.#panels()) if (panel.loaded < this.axis.range) this.history.want(panel, this.axis.range);
    this.changed();
  }

  togglePause() {
    if (this.axis.still) this.axis.resume();
    else this.axis.pause(this.store.now);
    this.changed();
  }

  zoom(from, to) {
    if (this.axis.zoomTo(from, to)) this.changed();
  }

  zoomOut() {
    this.axis.zoomOut();
    this.changed();
  }

  merged(from, to) {
    return this.#merges.reduce((sum, { ts, merged }) => (ts >= from && ts <= to ? sum + merged : sum), 0);
  }

  /** Asks how far back the server's history reaches: what is beyond it cannot be looked at. */
  async #learnHeld() {
    try {
      const answer = await fetch('/metrics/history?query=pulseboard_held&range=60m');
      if (answer.ok) this.#heldSince = (await answer.json()).timestamps[0] ?? null;
    } catch (error) {
      console.debug('history', error);
    }
    this.tellRanges();
  }

  tellRanges() {
    const held = this.#heldSince === null ? LONGEST : this.store.now - this.#heldSince;
    this.controls.tellRanges(usefulRanges(held), held);
  }

  // ---- what is looked at

  search(text) {
    this.sections.words = text.toLowerCase().split(/\s+/).filter(Boolean);
    $('#clear-search').hidden = text === '';
    this.#rerender();
  }

  /** Shows a board, null for everything, and says so in the address. */
  show(ref) {
    const url = addressWith({ board: ref === 'view' ? null : ref, view: null, chart: null, from: null, to: null, q: null });
    url.hash = '';
    history.pushState(null, '', url);
    this.controls.fill('');
    this.search('');
    this.#show(ref);
    scrollTo(0, 0);
  }

  #show(ref) {
    this.board.show(ref);
    this.#ranged = null;
    this.#chooseRange();
    this.controls.tellBoards(this.boards, ref);
    this.#rerender();
  }

  /** A board may say how far back one looks, once each time that it is gone to. */
  #chooseRange() {
    const { ref } = this.board;
    const board = ref === null || ref === this.#ranged ? null : this.boards.find(ref)?.board;
    if (!board) return;
    this.#ranged = ref;
    const range = milliseconds(board.range);
    if (range !== null && this.address.range === null) this.controls.chooseRange(range / MINUTE);
  }

  #boardsChanged() {
    if (this.board?.ref) this.board.show(this.board.ref);
    this.#chooseRange();
    this.controls?.tellBoards(this.boards, this.board.ref);
    this.#rerender();
  }

  /** A link that leads to what is seen now. */
  async link() {
    const { from, to } = this.axis.view(this.store.now);
    const still = this.axis.still ? { from: Math.round(from), to: Math.round(to) } : { from: null, to: null };
    const common = { range: this.axis.range / MINUTE, tz: zoneName() === 'utc' ? 'utc' : null, q: $('#search').value.trim(), ...still };
    return addressWith(common, this.board.ref === null ? location.href : await this.board.link()).href;
  }

  // ---- what charts ask for

  openMenu(chart, button) {
    this.menu.open(chart, button);
  }

  ownBoards() {
    return this.boards.own;
  }

  change(chart, changes) {
    if (chart.removable) {
      const { shape, table, ...rest } = changes;
      if ('table' in changes) rest.kind = table ? 'table' : 'chart';
      this.boards.changeChart(this.board.ref, chart.index, { ...rest, ...shape });
    } else {
      this.settings.set(chart.id, changes);
      if ('shape' in changes) this.#remake(chart);
      else chart.arrange();
    }
    if ('thresholds' in changes) this.#watchAgain();
    this.changed();
  }

  #remake(chart) {
    if (this.board.charts.includes(chart)) {
      chart.key = null;
      this.board.show(this.board.ref);
      return;
    }
    this.#drop(chart);
    this.sections.remake(chart.id);
    this.#rendered = -1;
    this.#renderSections();
  }

  #watchAgain() {
    this.watch.renew(this.catalog, panel => this.#begin(panel));
    const judged = new Set([...this.fixed, ...this.board.charts, ...this.watch.list].map(({ id }) => id));
    for (const id of [...this.alerts.standing.keys()]) if (!judged.has(id)) this.alerts.forget(id);
    this.#judge();
    this.controls.tellAlerts(this.alerts.list, '');
  }

  /** Puts a chart on a board of one's own; without a reference, on a new one. */
  pin(chart, ref) {
    const shape = this.#described(chart);
    const board = ref ?? this.boards.create({ title: 'My board', charts: [] });
    this.boards.pin(board, shape);
  }

  unpin(chart) {
    this.boards.removeChart(this.board.ref, chart.index);
  }

  move(chart, step) {
    this.boards.moveChart(this.board.ref, chart.index, chart.index + step);
  }

  /** A chart as a board would describe it. */
  #described(chart) {
    const { size, table, thresholds } = chart.settings;
    const { id, ...shape } = chart.panel.spec.shape;
    return { ...shape, ...(size && { size }), ...(table && { kind: 'table' }), ...(thresholds && { thresholds }) };
  }

  async linkTo(chart) {
    const cleared = { view: null, board: null, q: null, chart: null };
    const range = { range: this.axis.range / MINUTE };
    if (chart.fixed) return addressWith({ ...cleared, ...range, chart: chart.id }).href;
    const view = await pack({ title: chart.title, charts: [this.#described(chart)] });
    return addressWith({ ...cleared, ...range, view }).href;
  }

  async embed(chart) {
    const view = await pack({ title: chart.title, charts: [this.#described(chart)] });
    const url = addressWith({ view, embed: 1, range: this.axis.range / MINUTE, board: null, q: null, chart: null });
    return `<iframe src="${url.href.replaceAll('&', '&amp;')}" title="${chart.title.replace(/[&"<>]/g, '')}" width="640" height="280"></iframe>`;
  }

  /** Shows a chart over the whole page, or as it was. */
  expand(chart) {
    const before = this.#expanded;
    this.#expanded = before === chart ? null : chart;
    before?.root.classList.remove('is-expanded');
    this.#expanded?.root.classList.add('is-expanded');
    document.body.classList.toggle('has-expanded', this.#expanded !== null);
    if (this.#expanded) this.#expanded.place.focus();
    else before?.place.focus();
    this.changed();
  }

  get expanded() {
    return this.#expanded;
  }

  repaint() {
    for (const chart of [...this.overview, ...this.board.charts, ...this.#kept]) chart.reset();
    this.changed();
  }
}

new Page().start();
