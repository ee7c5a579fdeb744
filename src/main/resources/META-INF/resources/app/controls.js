import { element, oneLine, setAttribute, setText } from './dom.js';
import { ago, format } from './format.js';
import { copyText } from './menu.js';
import { store, stored } from './settings.js';
import { nextTheme, onTheme, setTheme, theme } from './theme.js';
import { MINUTE, RANGES, momentText, setZone, zoneName } from './time.js';

/**
 * The bar, the navigation and the keys: hands on to the page what a person does, and shows how the page stands.
 */

const RANGE_KEY = 'pulseboard.range';
const ZONE_KEY = 'pulseboard.zone';
const SEEN_KEY = 'pulseboard.notes-seen';
const ALL_RANGES = 'input[name=range]';

const $ = selector => document.querySelector(selector);
const $$ = selector => document.querySelectorAll(selector);

export class Controls {
  /** @param {object} page see main.js */
  constructor(page) {
    this.page = page;
    this.#search();
    this.#ranges();
    this.#zones();
    this.#themes();
    this.#buttons();
    commands();
    document.addEventListener('keydown', event => this.#key(event));
  }

  /** Puts the address's search into its field. */
  fill(text) {
    $('#search').value = text;
  }

  #search() {
    const search = $('#search');
    search.addEventListener('input', () => this.page.search(search.value));
    $('#clear-search').addEventListener('click', () => {
      search.value = '';
      this.page.search('');
      search.focus();
    });
  }

  #ranges() {
    const wish = this.page.address.range ?? Number(stored(RANGE_KEY));
    if (RANGES.includes(wish)) this.page.axis.range = wish * MINUTE;
    for (const radio of $$(ALL_RANGES)) {
      radio.checked = Number(radio.value) * MINUTE === this.page.axis.range;
      radio.addEventListener('change', () => {
        store(RANGE_KEY, radio.value);
        this.page.setRange(Number(radio.value));
      });
    }
  }

  /** Shows a range that a board wants; what the person chose is remembered all the same. */
  chooseRange(minutes) {
    if (!RANGES.includes(minutes)) return;
    for (const radio of $$(ALL_RANGES)) radio.checked = Number(radio.value) === minutes;
    this.page.setRange(minutes);
  }

  #zones() {
    const { utc } = this.page.address;
    setZone((utc === null ? stored(ZONE_KEY) : utc ? 'utc' : 'local') ?? 'local');
    for (const radio of $$('input[name=zone]')) {
      radio.checked = radio.value === zoneName();
      radio.addEventListener('change', () => {
        setZone(radio.value);
        store(ZONE_KEY, radio.value === 'utc' ? 'utc' : null);
        this.page.repaint();
      });
    }
  }

  #themes() {
    $('#theme').addEventListener('click', () => setTheme(nextTheme()));
    onTheme(() => this.#nameTheme());
    this.#nameTheme();
  }

  #nameTheme() {
    const words = { system: 'as the system', light: 'light', dark: 'dark' };
    const button = $('#theme');
    setAttribute(button, 'aria-label', `Theme: ${words[theme()]}. Switch to ${words[nextTheme()]}`);
    setAttribute(button, 'title', `Theme: ${words[theme()]}`);
    setAttribute(button, 'data-wish', theme());
  }

  #buttons() {
    $('#pause').addEventListener('click', () => this.page.togglePause());
    $('#to-help').addEventListener('click', () => this.#help());
    $('#to-tables').addEventListener('click', () => this.page.toggleTables());
    this.tellTables(this.page.settings.tables);
    $('#to-kiosk').addEventListener('click', () => {
      $('#more').hidePopover();
      this.page.kiosk.toggle();
    });
    $('#copy-link').addEventListener('click', async () => setText($('#more-said'), (await copyText(await this.page.link())) ?? 'The link is copied.'));
    $('#new-board').addEventListener('click', () => this.page.show(this.page.boards.create({ title: 'My board', charts: [] })));
    document.addEventListener('click', event => this.#follow(event));
  }

  /** Links to boards are followed within the page. */
  #follow(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest?.('.side a');
    const toSection = link?.getAttribute('href').startsWith('#') && this.page.board.ref !== null;
    if (!toSection && link?.dataset.board === undefined) return;
    event.preventDefault();
    this.page.show(link.dataset.board || null);
    // Sections are in the page again with the next frame.
    if (toSection) requestAnimationFrame(() => requestAnimationFrame(() => (location.hash = link.hash)));
  }

  #help() {
    $('#help').showModal();
  }

  // ---- keys

  #key(event) {
    const typing = event.target.closest?.('input:not([type=radio]), textarea, select, [contenteditable]');
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') this.#escape(typing);
    else if (!typing && !$('dialog[open]')) this.#command(event);
  }

  #escape(typing) {
    const { page } = this;
    // What is open on top of the page is what Escape closes, and the browser does that.
    if ($(':popover-open, dialog[open]')) return;
    if (typing === $('#search')) {
      $('#clear-search').click();
      typing.blur();
    } else if (page.expanded) page.expand(page.expanded);
    else if (page.axis.zoom) page.zoomOut();
    else if (page.kiosk.on) page.kiosk.toggle(false);
  }

  #command(event) {
    const { page } = this;
    const commands = {
      '/': () => $('#search').focus(),
      ' ': () => page.togglePause(),
      f: () => this.#large(),
      k: () => page.kiosk.toggle(),
      n: () => $('#notes').togglePopover(),
      t: () => page.toggleTables(),
      u: () => $(`input[name=zone][value=${zoneName() === 'utc' ? 'local' : 'utc'}]`).click(),
      '?': () => this.#help(),
    };
    const command = commands[event.key];
    const onButton = event.key === ' ' && event.target.closest?.('button, a, input, summary');
    if (!command || onButton) return;
    event.preventDefault();
    command();
  }

  /** The chart that has the focus or the pointer, else the whole page. */
  #large() {
    const { page } = this;
    const figure = document.activeElement?.closest('figure.card') ?? $('figure.card:hover');
    if (page.expanded) page.expand(page.expanded);
    else if (figure?.chart?.place) page.expand(figure.chart);
    else if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  // ---- how the page stands

  tellTime(axis, now) {
    const { still, zoom } = axis;
    $('#pause').classList.toggle('paused', still);
    const seconds = Math.round(axis.behind(now) / 1000);
    setText($('#pause-text'), zoom ? 'Back to live' : still ? 'Resume' : 'Pause');
    setText($('#behind'), still ? `${seconds} s behind` : '');
  }

  /** Ranges beyond what is held cannot be chosen, and say why. */
  tellRanges(useful, held) {
    for (const radio of $$(ALL_RANGES)) {
      const known = useful.includes(Number(radio.value)) || radio.checked;
      radio.disabled = !known;
      setAttribute(radio.parentNode, 'title', known ? null : `Only the last ${format(Math.round(held / 1000), 'seconds')} are held`);
    }
  }

  tellTables(tables) {
    setAttribute($('#to-tables'), 'aria-pressed', String(tables));
  }

  tellNotes(marks) {
    const newest = marks.find(({ kind }) => kind === 'note')?.ts ?? 0;
    const open = $('#notes').matches(':popover-open');
    if (open) store(SEEN_KEY, String(newest));
    $('#to-notes').classList.toggle('has-news', !open && newest > Number(stored(SEEN_KEY)));
  }

  /** What stands badly, in one place while it lasts; what has changed is spoken. */
  tellAlerts(list, spoken) {
    const button = $('#to-alerts');
    button.hidden = list.length === 0;
    setAttribute(button, 'data-level', list[0]?.level ?? null);
    setText($('#alerts-count'), list.length === 1 ? '1 alert' : `${list.length} alerts`);
    if (list.length === 0 && $('#alerts').matches(':popover-open')) $('#alerts').hidePopover();
    $('#alerts-list').replaceChildren(
      ...list.map(({ id, title, level, text, since }) =>
        element(
          'li',
          { 'data-level': level },
          element('button', { type: 'button', onclick: () => this.#goTo(id) }, element('strong', {}, oneLine(title, 80)), element('span', {}, oneLine(text))),
          element('span.quiet', {}, `since ${momentText(since)} (${ago(Date.now() - since)})`),
        ),
      ),
    );
    if (spoken) setText($('#alerts-live'), oneLine(spoken));
  }

  #goTo(id) {
    $('#alerts').hidePopover();
    const found = $(`[data-panel="${CSS.escape(id)}"]`);
    if (!found) {
      this.fill(id.slice(id.lastIndexOf('/') + 1));
      this.page.search($('#search').value);
      return;
    }
    found.scrollIntoView({ block: 'center' });
    found.querySelector('.plot, button')?.focus({ preventScroll: true });
  }

  tellBoards(boards, shown) {
    const link = ({ ref, title, error }) =>
      element(
        'li',
        {},
        element(
          'a',
          { href: `/?board=${encodeURIComponent(ref)}`, 'data-board': ref, 'aria-current': ref === shown ? 'page' : null },
          element('span', {}, oneLine(title, 60)),
          error ? element('span.nav-error', { title: 'Its file has a mistake' }, '!') : null,
        ),
      );
    $('#nav-boards').replaceChildren(...boards.list.map(link));
    setAttribute($('#nav-everything'), 'aria-current', shown === null ? 'page' : null);
    $('#folder-error').hidden = !boards.folderError;
    setText($('#folder-error'), boards.folderError ? oneLine(boards.folderError.message ?? String(boards.folderError), 300) : '');
  }
}

/** Commands with this page's own address, to be copied. */
function commands() {
  for (const code of document.querySelectorAll('[data-command]')) {
    code.textContent = code.dataset.command.replaceAll('ORIGIN', location.origin);
    const button = element('button.copy', { type: 'button', 'aria-label': 'Copy the command' }, 'Copy');
    button.addEventListener('click', async () => {
      const copied = (await copyText(code.textContent)) === undefined;
      // Browsers copy only on secure pages and localhost; elsewhere the text is selected, to be copied by hand.
      if (!copied) getSelection().selectAllChildren(code);
      setText(button, copied ? 'Copied' : 'Selected');
      setTimeout(() => setText(button, 'Copy'), 1500);
    });
    code.after(button);
  }
}
