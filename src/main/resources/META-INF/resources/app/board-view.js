import { Chart } from './chart.js';
import { copyText } from './menu.js';
import { element, oneLine, setText } from './dom.js';
import { pack } from './address.js';
import { Panel } from './panel.js';
import { specOf } from './shape.js';
import { Tile } from './tiles.js';
import { toYaml } from './yaml.js';

/**
 * The board that is looked at: its charts in its order, what is wrong with its file, and what can be done with it. Charts that are described as before
 * stay as they are when the board changes.
 */
export class BoardView {
  /** @type {(Chart|Tile)[]} */
  charts = [];
  #ref = null;

  /**
   * @param {HTMLElement} root
   * @param {import('./boards.js').Boards} boards
   * @param {object} host a {@link import('./chart.js').ChartHost} that can also `chartIn(chart)`, `chartOut(chart)` and `show(ref)`
   */
  constructor(root, boards, host) {
    Object.assign(this, { root, boards, host });
    this.title = element('h2.board-title');
    this.tools = element('div.board-tools');
    this.error = element('pre.board-error', { hidden: true, role: 'alert' });
    this.said = element('p.quiet', { role: 'status' });
    this.tiles = element('div.tiles');
    this.grid = element('div.grid.board-grid');
    root.append(element('div.board-head', {}, this.title, this.tools), this.error, this.said, this.tiles, this.grid);
    this.grid.addEventListener('dragover', event => event.preventDefault());
    this.grid.addEventListener('drop', event => this.#drop(event));
  }

  get ref() {
    return this.#ref;
  }

  /** Shows a board, null for none; also after it has changed. */
  show(ref) {
    this.#ref = ref;
    const found = ref === null ? null : this.boards.find(ref);
    this.root.hidden = ref === null;
    if (ref === null) {
      this.#replace([]);
      return;
    }
    const asking = !found && !ref.startsWith('own:') && ref !== 'view' && !this.boards.known;
    setText(this.title, found ? oneLine(found.title, 100) : asking ? '…' : 'No such board');
    this.#tell(found);
    if (asking) this.#say('');
    this.#tooling(found);
    this.#replace(found?.board ? this.#made(found) : []);
  }

  #tell(found) {
    const { error } = found ?? {};
    this.error.hidden = !error;
    const where = error ? [error.file, error.line, error.column].filter(each => each !== undefined && each !== null).join(':') : '';
    const still = error && found.board ? '\nWhat is shown is the last version that was right.' : '';
    setText(this.error, error ? `${where}: ${error.message}${still}` : '');
    const empty = found?.board && found.board.charts.length === 0;
    const gone = `There is no board “${oneLine(this.#ref.replace(/^own:/, ''), 80)}” here${this.#ref.startsWith('own:') ? ': a board of one’s own is kept in the browser that made it' : ''}.`;
    setText(this.said, found ? (empty ? 'Nothing is pinned yet: every chart’s ⋯ has “Pin to”.' : '') : gone);
  }

  #tooling(found) {
    const action = (text, run) => element('button.button', { type: 'button', onclick: run }, text);
    const tools = [];
    if (found?.board) {
      tools.push(action('Copy YAML', async () => this.#say((await copyText(toYaml(found.board))) ?? 'The YAML is copied: save it in the folder of pulseboard.dashboards.')));
      tools.push(action('Copy link', async () => this.#say((await copyText(await this.link())) ?? 'The link is copied.')));
    }
    if (found?.own) {
      tools.push(action('Rename', () => this.#rename()));
      tools.push(action('Delete', () => this.#delete()));
    }
    this.tools.replaceChildren(...tools);
  }

  #say(text) {
    setText(this.said, text);
  }

  /** A link that works in any browser: what only this one knows is in the link. */
  async link() {
    const { board, own, ref } = this.boards.find(this.#ref);
    const url = new URL(location.href);
    for (const name of ['board', 'view']) url.searchParams.delete(name);
    if (own || ref === 'view') url.searchParams.set('view', await pack(board));
    else url.searchParams.set('board', ref);
    url.hash = '';
    return url.href;
  }

  #rename() {
    const input = element('input', { type: 'text', value: this.boards.find(this.#ref).title, maxlength: 100, 'aria-label': 'Name of the board' });
    const done = event => {
      event.preventDefault();
      const title = input.value.trim();
      if (title) this.host.show(this.boards.rename(this.#ref, title));
    };
    this.tools.replaceChildren(element('form.board-rename', { onsubmit: done }, input, element('button.button', {}, 'Rename')));
    input.select();
  }

  #delete() {
    const ref = this.#ref;
    const sure = () => {
      this.boards.remove(ref);
      this.host.show(null);
    };
    this.tools.replaceChildren(
      element('span', {}, 'Delete this board?'),
      element('button.button', { type: 'button', onclick: sure }, 'Delete'),
      element('button.button', { type: 'button', onclick: () => this.show(ref) }, 'Keep'),
    );
  }

  // ---- charts

  #made({ ref, board, own }) {
    const held = new Map(this.charts.map(chart => [chart.key, chart]));
    const nth = new Map();
    return board.charts.map((shape, index) => {
      const words = JSON.stringify(shape);
      nth.set(words, (nth.get(words) ?? 0) + 1);
      const key = `${ref} ${nth.get(words)} ${words}`;
      const chart = held.get(key) ?? this.#chart(ref, shape, own, `board/${ref}/${nth.get(words)}/${hash(own ? shape.query.join() + (shape.title ?? '') : words)}`);
      return Object.assign(chart, { key, index });
    });
  }

  #chart(ref, shape, own, id) {
    const settings = own ? {} : this.host.settings.of(id);
    let spec;
    try {
      spec = specOf({ ...shape, ...settings.shape }, id);
    } catch (problem) {
      spec = { id, title: shape.title ?? shape.query.join(', '), unit: '', queries: [], match: () => false, derive: () => {}, problem: problem.message };
    }
    const panel = new Panel(spec, []);
    if (shape.kind === 'tile') return new Tile(panel, { thresholds: shape.thresholds, removable: own }, this.host);
    const chart = new Chart(panel, { removable: own, zero: spec.stacked, code: shape.title === undefined, help: spec.problem ?? '' }, this.host);
    if (own) this.#draggable(chart);
    return chart;
  }

  #replace(charts) {
    const keep = new Set(charts);
    for (const old of this.charts) if (!keep.has(old)) this.host.chartOut(old);
    const known = new Set(this.charts);
    this.charts = charts;
    const tiles = charts.filter(chart => chart instanceof Tile);
    this.tiles.hidden = tiles.length === 0;
    this.tiles.replaceChildren(...tiles.map(({ root }) => root));
    this.grid.replaceChildren(...charts.filter(chart => chart instanceof Chart).map(({ root }) => root));
    for (const chart of charts) if (!known.has(chart)) this.host.chartIn(chart);
  }

  #draggable(chart) {
    const head = chart.root.querySelector('.card-head');
    head.draggable = true;
    head.addEventListener('dragstart', event => event.dataTransfer.setData('text/x-pulseboard', String(chart.index)));
  }

  #drop(event) {
    const from = event.dataTransfer.getData('text/x-pulseboard');
    const onto = event.target.closest?.('figure')?.chart;
    if (from === '' || !onto) return;
    event.preventDefault();
    this.boards.moveChart(this.#ref, Number(from), onto.index);
  }
}

/** A short name for a text (FNV-1a). */
function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value.toString(36);
}
