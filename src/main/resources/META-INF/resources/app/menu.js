import { element, oneLine, setText } from './dom.js';
import { csv, png, save } from './exports.js';
import { AGGREGATES, groupable } from './shape.js';

/**
 * What can be done with a chart: how it is put together, how large it is, when it warns, where it goes. One popover for all charts, filled when it is
 * opened.
 *
 * @typedef {object} MenuHost what the page does
 * @property {(chart: object, changes: object) => void} change shape, size, table or thresholds are set
 * @property {() => {ref: string, title: string}[]} ownBoards
 * @property {(chart: object, ref: string|null) => void} pin to this board, or to a new one
 * @property {(chart: object) => void} unpin
 * @property {(chart: object, step: number) => void} move
 * @property {(chart: object) => Promise<string>} linkTo
 * @property {(chart: object) => Promise<string>} embed
 * @property {(chart: object) => void} expand
 */

const AS = { histogram: ['quantiles', 'heatmap', 'rate', 'value'], summary: ['quantiles', 'rate', 'value'], counter: ['rate', 'value'] };
const AS_WORDS = { quantiles: 'quantiles', heatmap: 'heat map', rate: 'rate', value: 'value' };
const MEAN_WORD = 'mean';
const MARGIN = 8;

export class ChartMenu {
  #chart = null;

  /**
   * @param {HTMLElement} root a popover
   * @param {MenuHost} host
   */
  constructor(root, host) {
    Object.assign(this, { root, host });
    this.said = element('p.menu-said', { role: 'status' });
    root.addEventListener('toggle', event => {
      if (event.newState === 'closed') this.#chart = null;
    });
  }

  open(chart, button) {
    this.#chart = chart;
    this.#fill();
    this.root.showPopover();
    this.#place(button);
    this.root.querySelector('select, input, button').focus();
  }

  #place(button) {
    const at = button.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.root;
    this.root.style.left = `${Math.max(MARGIN, Math.min(at.right - offsetWidth, innerWidth - offsetWidth - MARGIN))}px`;
    this.root.style.top = `${Math.max(MARGIN, Math.min(at.bottom + 4, innerHeight - offsetHeight - MARGIN))}px`;
  }

  #fill() {
    const chart = this.#chart;
    setText(this.said, '');
    this.root.setAttribute('aria-label', `Options of ${chart.title}`);
    this.root.replaceChildren(
      element('h2.menu-title', {}, chart.title),
      ...(this.#isChart && chart.panel.spec.shape && !chart.fixed ? this.#shaping() : []),
      ...(this.#isChart ? [this.#sizes()] : []),
      ...this.#thresholds(),
      this.#actions(),
      this.said,
    );
  }

  get #isChart() {
    return this.#chart.lines !== undefined;
  }

  // ---- what it shows

  get #shape() {
    return { ...this.#chart.panel.spec.shape, ...this.#chart.settings.shape };
  }

  #shaping() {
    const [first] = this.#chart.panel.members;
    const shape = this.#shape;
    const kinds = AS[first?.counter ? 'counter' : first?.type];
    const rows = [];
    if (kinds) {
      const words = kind => (kind === 'value' && first.type !== 'counter' ? MEAN_WORD : AS_WORDS[kind]);
      rows.push(this.#select('Show as', 'as', [['', 'as it is'], ...kinds.map(kind => [kind, words(kind)])], shape.as ?? ''));
    }
    const labels = groupable(this.#chart.panel.members).slice(0, 12);
    if (labels.length) {
      const chosen = shape.groupBy?.[0] ?? '';
      const options = labels.map(({ name, count }) => [name, `${oneLine(name, 30)} (${count})`]);
      rows.push(this.#select('Group by', 'groupBy', [['', 'nothing'], ...options], chosen));
      rows.push(this.#select('Add up', 'aggregate', [['', 'each series'], ...AGGREGATES.map(each => [each, each])], shape.aggregate ?? ''));
    }
    if (this.#chart.panel.members.size > 2) rows.push(this.#number('Largest', 'top', shape.top ?? '', { min: 1, max: 50, step: 1, placeholder: '8' }));
    return rows.length ? [element('div.menu-rows', {}, ...rows)] : [];
  }

  #select(label, name, options, chosen) {
    const select = element('select', { name, onchange: () => this.#set(name, select.value) }, ...options.map(([value, text]) => element('option', { value }, text)));
    select.value = chosen;
    return element('label.menu-row', {}, element('span', {}, label), select);
  }

  #number(label, name, value, attributes) {
    const input = element('input', { type: 'number', name, value, ...attributes, onchange: () => input.checkValidity() && this.#set(name, input.value) });
    return element('label.menu-row', {}, element('span', {}, label), input);
  }

  #set(name, text) {
    const value = text === '' ? undefined : name === 'groupBy' ? [text] : name === 'top' ? Number(text) : text;
    const { id, removable, settings } = this.#chart;
    const shape = { ...settings.shape, [name]: value };
    const set = Object.values(shape).some(each => each !== undefined);
    // On a board of one's own the board is changed; elsewhere what is set for the chart.
    this.host.change(this.#chart, { shape: removable || set ? shape : undefined });
    this.#follow(id);
  }

  /** A chart that was made anew is the one that is spoken of. */
  #follow(id) {
    const root = document.querySelector(`figure[data-panel="${CSS.escape(id)}"]`);
    if (root?.chart) this.#chart = root.chart;
  }

  // ---- how large, and when it warns

  #sizes() {
    const { settings, panel } = this.#chart;
    const now = settings.size ?? panel.spec.shape?.size ?? 's';
    const radios = [['s', 'Small'], ['m', 'Wide'], ['l', 'Full']].map(([value, text]) =>
      element(
        'label',
        {},
        element('input', { type: 'radio', name: 'size', value, checked: value === now, onchange: () => this.host.change(this.#chart, { size: value }) }),
        element('span', {}, text),
      ),
    );
    return element('fieldset.segments.menu-sizes', {}, element('legend', {}, 'Size'), ...radios);
  }

  #thresholds() {
    const now = this.#chart.thresholds ?? {};
    const form = element('form.menu-rows', {
      onsubmit: event => event.preventDefault(),
      onchange: () => {
        const { warning, critical, when } = form.elements;
        const limits = { warning: numberOf(warning), critical: numberOf(critical) };
        const set = Number.isFinite(limits.warning) || Number.isFinite(limits.critical);
        this.host.change(this.#chart, { thresholds: set ? { ...limits, when: when.value } : undefined });
      },
    });
    const unit = this.#chart.panel.spec.unit;
    const field = (label, name) =>
      element('label.menu-row', {}, element('span', {}, label), element('input', { type: 'number', step: 'any', name, value: now[name] ?? '', placeholder: unit || 'none' }));
    const when = element('select', { name: 'when' }, element('option', { value: 'above' }, 'above'), element('option', { value: 'below' }, 'below'));
    when.value = now.when ?? 'above';
    form.append(element('label.menu-row', {}, element('span', {}, 'Warns when'), when), field('Warning', 'warning'), field('Critical', 'critical'));
    return [form];
  }

  // ---- where it goes

  #actions() {
    const { asTable, removable, plot, panel } = this.#chart;
    const { host } = this;
    const list = element('div.menu-actions');
    // The chart may have been made anew since the menu was filled: each action takes the one there is.
    const action = (text, run, words) => list.append(element('button', { type: 'button', onclick: () => this.#run(() => run(this.#chart), words) }, text));
    if (this.#isChart) {
      action(asTable ? 'Show the plot' : 'Show as table', chart => host.change(chart, { table: !asTable }), null);
      action('Expand', chart => host.expand(chart), null);
    }
    if (panel.spec.shape && !removable) {
      for (const { ref, title } of host.ownBoards()) action(`Pin to ${title}`, chart => host.pin(chart, ref), `Pinned to ${title}.`);
      action('Pin to a new board', chart => host.pin(chart, null), 'Pinned.');
    }
    if (removable) {
      action('Move earlier', chart => host.move(chart, -1), null);
      action('Move later', chart => host.move(chart, 1), null);
      action('Remove from the board', chart => host.unpin(chart), null);
    }
    if (!this.#isChart) return list;
    action('Save as CSV', chart => save(new Blob([csv(chart)], { type: 'text/csv' }), `${chart.title}.csv`), 'Saved.');
    if (plot) action('Save as PNG', async chart => save(await png(chart), `${chart.title}.png`), 'Saved.');
    action('Copy link', async chart => copyText(await host.linkTo(chart)), 'Link copied.');
    if (panel.spec.shape) action('Copy embed code', async chart => copyText(await host.embed(chart)), 'Embed code copied.');
    return list;
  }

  /** Closes; the focus goes back to where it was, or to the chart's button where that is gone. */
  #leave() {
    const chart = this.#chart;
    this.root.hidePopover();
    if (document.activeElement === document.body) chart?.menu.focus();
  }

  async #run(run, words) {
    try {
      const result = await run();
      if (words === null) this.#leave();
      else setText(this.said, typeof result === 'string' ? result : words);
    } catch (failure) {
      setText(this.said, failure.message);
    }
  }
}

function numberOf(input) {
  return input.value === '' ? undefined : Number(input.value);
}

/** Copies text; where the browser does not let the page, the text itself is what there is to say. @returns {Promise<string|undefined>} */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return undefined;
  } catch {
    return text;
  }
}
