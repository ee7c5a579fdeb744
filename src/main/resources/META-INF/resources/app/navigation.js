import { addressWith, readAddress, unpack } from './address.js';
import { isBoard } from './boards.js';
import { oneLine, setText } from './dom.js';
import { milliseconds } from './kiosk.js';
import { MINUTE } from './time.js';

/**
 * What is looked at: everything, what a search finds, a board, or one chart over the whole page. Says so in the address, and goes to what that says.
 */

const $ = selector => document.querySelector(selector);

export class Navigation {
  address = readAddress();
  #expanded = null;
  #ranged = null;

  /** @param {object} page see main.js */
  constructor(page) {
    this.page = page;
    addEventListener('popstate', () => this.arrive());
  }

  /** Goes to what the address says. */
  async arrive() {
    this.address = readAddress();
    const { board, view, zoom, search } = this.address;
    const { page } = this;
    if (zoom) page.axis.zoomTo(zoom.from, zoom.to);
    if (view !== null) {
      const viewed = await unpack(view).catch(() => null);
      page.boards.viewed = isBoard(viewed) ? viewed : null;
    }
    page.controls.fill(search);
    this.search(search);
    this.#show(view !== null ? 'view' : board);
  }

  search(text) {
    this.page.sections.words = text.toLowerCase().split(/\s+/).filter(Boolean);
    $('#clear-search').hidden = text === '';
    this.page.rerender();
  }

  get searching() {
    return this.page.sections.words.length > 0;
  }

  /** Shows a board, null for everything, and says so in the address. */
  show(ref) {
    const url = addressWith({ board: ref === 'view' ? null : ref, view: null, chart: null, from: null, to: null, q: null });
    url.hash = '';
    history.pushState(null, '', url);
    this.address = readAddress();
    this.tellGone('');
    this.page.controls.fill('');
    this.search('');
    this.#show(ref);
    scrollTo(0, 0);
  }

  #show(ref) {
    const { board, boards, controls } = this.page;
    board.show(ref);
    this.#ranged = null;
    this.#chooseRange();
    controls.tellBoards(boards, ref);
    this.page.rerender();
  }

  /** A board may say how far back one looks, once each time that it is gone to. */
  #chooseRange() {
    const { boards, controls } = this.page;
    const { ref } = this.page.board;
    const board = ref === null || ref === this.#ranged ? null : boards.find(ref)?.board;
    if (!board) return;
    this.#ranged = ref;
    const range = milliseconds(board.range);
    if (range !== null && this.address.range === null) controls.chooseRange(range / MINUTE);
  }

  /** A board has changed, or one more is known. */
  boardsChanged() {
    const { board, boards, controls } = this.page;
    if (board.ref) board.show(board.ref);
    this.#chooseRange();
    controls.tellBoards(boards, board.ref);
    this.page.rerender();
  }

  /** Shows the parts of the page that belong to what is looked at. @param {number} found by the search */
  arrange(found) {
    const { page, searching } = this;
    const boarded = page.board.ref !== null && !searching;
    const { size } = page.catalog;
    const waiting = size === 0 && !page.informed;
    $('#overview').hidden = searching || boarded || page.fixed.every(({ panel }) => panel.members.size === 0);
    $('#board').hidden = !boarded;
    $('#sections').hidden = $('#add').hidden = boarded;
    $('#empty').hidden = searching || boarded || size > 0 || waiting;
    $('#nothing').hidden = !searching || waiting || found > 0;
    $('#loading').hidden = boarded || !waiting;
    setText($('#found'), searching && !waiting ? `${found} of ${size} metrics` : '');
    if (this.address.chart) this.#goTo(this.address.chart);
  }

  /** A chart that the address names is shown large, once it is there; where there is none, the page says so. */
  #goTo(id) {
    const { page } = this;
    const chart = document.querySelector(`figure[data-panel="${CSS.escape(id)}"]`)?.chart;
    if (chart) {
      this.address.chart = null;
      this.tellGone('');
      this.expand(chart);
      return;
    }
    if (!page.informed) return;
    const family = page.catalog.family(id);
    this.tellGone(family ? '' : `There is no chart “${oneLine(id, 100)}” here now.`);
    // It may be in a section that is closed, or beyond the first charts of one.
    if (family && !this.searching) {
      page.controls.fill(family.name);
      this.search(family.name);
    }
  }

  /** Says what of the address is not there; nothing if it is empty. */
  tellGone(text) {
    $('#gone').hidden = text === '';
    setText($('#gone'), text);
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
    this.page.changed();
  }

  /** The chart that is shown over the whole page, null if none is. */
  get expanded() {
    return this.#expanded;
  }
}
