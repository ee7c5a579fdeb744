import { connect } from '../client.js';
import { BoardView } from './board-view.js';
import { Boards } from './boards.js';
import { familyCard } from './cards.js';
import { Chart } from './chart.js';
import { Completion } from './completion.js';
import { ConnectionBar, replayText } from './connection.js';
import { Controls } from './controls.js';
import { Catalog } from './families.js';
import { History } from './history.js';
import { Kiosk } from './kiosk.js';
import { Marks } from './marks.js';
import { ChartMenu } from './menu.js';
import { Navigation } from './navigation.js';
import { Notes } from './notes.js';
import { OVERVIEW_CHARTS, TILES } from './overview.js';
import { Painter } from './painter.js';
import { Panel } from './panel.js';
import { Sections } from './sections.js';
import { Settings } from './settings.js';
import { described, embedCode, linkToChart, linkToView } from './sharing.js';
import { Sight } from './sight.js';
import { Store } from './store.js';
import { openStream } from './stream.js';
import { onTheme } from './theme.js';
import { Alerts } from './thresholds.js';
import { Tile } from './tiles.js';
import { MINUTE, TimeAxis, momentText, usefulRanges } from './time.js';
import { Watch } from './watch.js';

/**
 * The page. A message goes into the store and into the panels that have been looked at, and what is in sight is drawn in the frames that follow. A
 * hidden tab gets no frames: it goes on filling, and draws when it is looked at again.
 */

const MERGES_KEPT = 500;
const LONGEST = 60 * MINUTE;

const $ = selector => document.querySelector(selector);

class Page {
  axis = new TimeAxis();
  settings = new Settings();
  catalog = new Catalog();
  marks = new Marks(() => this.#marked());
  /** Whether there was a snapshot: what is not there now is not there. */
  informed = false;
  /** The span that is drawn, Unix milliseconds. */
  view = { from: 0, to: 0 };
  #rendered = -1;
  #merges = [];
  #heldSince = null;
  #painter = new Painter(() => this.#begin());
  #rendering = { paint: until => this.#renderSections(until) };
  #sight = new Sight({
    shown: chart => this.#painter.want(chart),
    begin: chart => chart.panel && this.#fill(chart.panel),
    end: chart => chart.panel && this.#empty(chart.panel),
    later: what => this.#painter.want(what),
  });

  constructor() {
    this.navigation = new Navigation(this);
    document.body.classList.toggle('embed', this.address.embed);
    this.store = new Store({ added: series => this.#added(series), removed: series => this.#removed(series) });
    this.history = new History(() => this.changed());
    this.alerts = new Alerts(change => this.#crossed(change));
    this.watch = new Watch(this.settings);
    this.overview = OVERVIEW_CHARTS.map(spec => new Chart(new Panel(spec, []), { zero: true, fixed: true }, this));
    this.tiles = TILES.map(spec => new Tile(new Panel(spec, []), { thresholds: spec.thresholds }, this));
    this.fixed = [...this.tiles, ...this.overview];
    this.sections = new Sections($('#sections'), $('#nav-sections'), {
      makeCard: family => familyCard(family, () => this.store.now, this),
      cardIn: card => this.#sight.add(card),
      cardOut: card => this.#sight.remove(card),
    });
    this.boards = new Boards(() => this.navigation.boardsChanged());
    this.board = new BoardView($('#board'), this.boards, this);
    this.menu = new ChartMenu($('#chart-menu'), this);
    this.notes = new Notes($('#notes'), this.marks);
    this.kiosk = new Kiosk({ boards: this.boards, shown: () => this.board.ref, show: ref => this.show(ref), changed: () => this.changed() });
    this.controls = new Controls(this);
    new Completion($('#search'), $('#completion'), { catalog: this.catalog, take: () => this.search($('#search').value) });
    $('#tiles').append(...this.tiles.map(tile => tile.root));
    $('#overview-charts').append(...this.overview.map(chart => chart.root));
    for (const each of this.fixed) this.#sight.add(each, true);
    $('#sections').addEventListener('change', () => this.rerender());
    addEventListener('resize', () => this.changed());
    onTheme(() => this.repaint());
  }

  async start() {
    const arrived = this.navigation.arrive();
    if (this.address.embed) await arrived;
    const options = {
      transport: this.address.transport ?? 'auto',
      onMessage: message => this.#take(message),
      onState: state => this.#stateChanged(state),
      onWish: wish => this.connection?.choose(wish),
    };
    // One chart in somebody's page needs its own series, not all that there are.
    const queries = this.address.embed ? this.board.charts.flatMap(({ panel }) => panel.spec.queries) : [];
    this.live = queries.length ? connect({ ...options, format: 'compact', baseUrl: location.origin, query: queries }) : openStream(options);
    this.connection = new ConnectionBar($('#connection'), this.live);
    this.connection.show(this.live.state);
    await arrived;
    if (this.address.kiosk) this.kiosk.toggle(true);
    this.marks.load();
    this.boards.watch();
  }

  get address() {
    return this.navigation.address;
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
    this.#moved();
  }

  *#panels() {
    for (const { panel } of this.fixed) yield panel;
    for (const { panel } of this.board.charts) yield panel;
    for (const { panel } of this.#sight.kept) if (panel) yield panel;
    yield* this.watch.panels();
  }

  #interrupt() {
    for (const panel of this.#panels()) panel.interrupt(panel.buffer.newest + 1);
    this.marks.add({ ts: this.store.now, text: 'some of the stream was lost', kind: 'stream' });
  }

  /** What was before a snapshot the server may know: all of it at first, and what was missed after a gap. */
  #refill() {
    if (!this.informed) {
      this.informed = true;
      this.#rendered = -1;
      if (!this.navigation.searching) this.navigation.arrange(0);
    }
    for (const panel of this.#panels()) this.history.want(panel, this.axis.range);
    this.#learnHeld();
  }

  #added(series) {
    const family = this.catalog.add(series);
    const card = this.sections.card(family.id);
    if (this.#sight.kept.has(card)) card.panel?.add(series);
    for (const { panel } of this.fixed) panel.add(series);
    for (const { panel } of this.board.charts) panel.add(series);
    this.watch.added(family, series, panel => this.#fill(panel));
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

  /** Gives a panel its series, the newest values, and later the past. */
  #fill(panel) {
    for (const series of this.store.named(panel.spec.names ?? null)) panel.add(series);
    if (this.store.now) panel.append(this.store.now);
    this.history.want(panel, this.axis.range);
  }

  #empty(panel) {
    this.history.drop(panel);
    panel.forget();
  }

  // ---- thresholds

  *#judged() {
    yield* this.fixed;
    yield* this.board.charts;
    yield* this.watch.list;
  }

  #judge() {
    for (const each of this.#judged()) this.alerts.look(each, this.store.now);
  }

  #crossed({ id, title, level, text, ts }) {
    const words = level === 'ok' ? `${title}: back to normal` : `${title}: ${text}`;
    this.marks.add({ ts, text: words, kind: 'threshold', chart: id, level: level === 'ok' ? undefined : level });
    this.controls.tellAlerts(this.alerts.list, words);
  }

  // ---- frames

  *#drawn() {
    yield* this.fixed;
    yield* this.board.charts;
    yield* this.#sight.kept;
  }

  /** Something that is shown has changed: all that is in sight is drawn again, also while time stands still. */
  changed() {
    for (const each of this.#drawn()) if (each.visible) this.#painter.want(each);
    this.#painter.ask();
  }

  /** The newest tick is another one. */
  #moved() {
    if (!this.axis.still) this.changed();
    if (this.#rendered !== this.catalog.version) this.#painter.want(this.#rendering);
    this.#painter.ask();
  }

  #begin() {
    const { axis, store } = this;
    axis.oldest = Math.min(...this.fixed.map(({ panel }) => panel.buffer.oldest), ...this.board.charts.map(({ panel }) => panel.buffer.oldest));
    this.view = axis.view(store.now);
    for (const chart of this.overview) chart.root.hidden = chart.panel.members.size === 0;
    this.controls.tellTime(axis, store.now);
    const lag = Date.now() - store.now;
    this.connection?.count(lag >= 0 ? lag : null);
  }

  #renderSections(until) {
    const { version } = this.catalog;
    const { found, complete } = this.sections.render(this.catalog, until);
    if (complete) this.#rendered = version;
    this.navigation.arrange(found);
    return complete;
  }

  /** What is in the page may have to be something else: this goes before all drawing, since somebody has asked for it. */
  rerender() {
    this.#rendered = -1;
    this.changed();
    this.#painter.hurry(this.#rendering);
  }

  #marked() {
    this.notes?.render();
    this.controls?.tellNotes(this.marks.shared);
    this.changed();
  }

  /** A chart of a board comes. */
  chartIn(chart) {
    this.#fill(chart.panel);
    this.#sight.add(chart, true);
    this.changed();
  }

  /** A chart of a board goes. */
  chartOut(chart) {
    this.#sight.remove(chart);
    this.#painter.drop(chart);
    this.history.drop(chart.panel);
    this.alerts.forget(chart.id);
    this.controls.tellAlerts(this.alerts.list, '');
  }

  /** Colours, or how times are written, have changed. */
  repaint() {
    for (const each of this.#drawn()) each.reset();
    this.changed();
  }

  /** Charts are tables, or plots again, but for those of which somebody has said otherwise. */
  toggleTables() {
    this.settings.tables = !this.settings.tables;
    for (const chart of [...this.overview, ...this.board.charts, ...this.sections.cards]) chart.arrange?.();
    this.controls.tellTables(this.settings.tables);
    this.changed();
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
    this.navigation.tellGone('');
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
    const { zoom } = this.axis;
    if (this.#heldSince === null || zoom === null || zoom.to >= this.#heldSince) return;
    this.navigation.tellGone(`What happened until ${momentText(zoom.to)} is not held any more: the oldest values are of ${momentText(this.#heldSince)}.`);
  }

  tellRanges() {
    const held = this.#heldSince === null ? LONGEST : this.store.now - this.#heldSince;
    this.controls.tellRanges(usefulRanges(held), held);
  }

  // ---- what is looked at

  search(text) {
    this.navigation.search(text);
  }

  show(ref) {
    this.navigation.show(ref);
  }

  link() {
    return linkToView(this.axis, this.store.now, this.board, $('#search').value.trim());
  }

  expand(chart) {
    this.navigation.expand(chart);
  }

  get expanded() {
    return this.navigation.expanded;
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
    this.#sight.forget(chart);
    this.sections.remake(chart.id);
    // The menu that is open goes on with the chart that is there then.
    this.#renderSections(Infinity);
  }

  #watchAgain() {
    this.watch.renew(this.catalog, panel => this.#fill(panel));
    const judged = new Set([...this.#judged()].map(({ id }) => id));
    for (const id of [...this.alerts.standing.keys()]) if (!judged.has(id)) this.alerts.forget(id);
    this.#judge();
    this.controls.tellAlerts(this.alerts.list, '');
  }

  /** Puts a chart on a board of one's own; without a reference, on a new one. */
  pin(chart, ref) {
    const shape = described(chart);
    this.boards.pin(ref ?? this.boards.create({ title: 'My board', charts: [] }), shape);
  }

  unpin(chart) {
    this.boards.removeChart(this.board.ref, chart.index);
  }

  move(chart, step) {
    this.boards.moveChart(this.board.ref, chart.index, chart.index + step);
  }

  linkTo(chart) {
    return linkToChart(chart, this.axis);
  }

  embed(chart) {
    return embedCode(chart, this.axis);
  }
}

new Page().start();
