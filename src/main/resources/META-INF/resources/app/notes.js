import { element, oneLine, setText } from './dom.js';
import { momentText } from './time.js';

/**
 * Notes: what viewers write onto the time axis, for everyone, live. Where the server wants a token the page asks for it once; what the browser keeps is
 * a cookie that scripts cannot read.
 */

const LONGEST = 500;

export class Notes {
  #may = { annotations: 'token', mayAnnotate: false };

  /**
   * @param {HTMLElement} root a popover with `[data-notes-list]`, `[data-notes-form]`, `[data-notes-token]`, `[data-notes-say]`
   * @param {import('./marks.js').Marks} marks
   */
  constructor(root, marks) {
    Object.assign(this, { root, marks });
    this.list = root.querySelector('[data-notes-list]');
    this.form = root.querySelector('[data-notes-form]');
    this.token = root.querySelector('[data-notes-token]');
    this.said = root.querySelector('[data-notes-say]');
    this.form.addEventListener('submit', event => this.#submit(event));
    this.token.addEventListener('submit', event => this.#login(event));
    root.addEventListener('toggle', event => event.newState === 'open' && this.#opened());
  }

  async #opened() {
    this.render();
    await this.#ask();
    this.form.elements.text.focus();
  }

  async #ask() {
    try {
      const answer = await fetch('/session', { cache: 'no-store' });
      if (answer.ok) this.#may = await answer.json();
    } catch (error) {
      console.debug('session', error);
    }
    this.form.hidden = this.#may.annotations === 'off';
    this.#say(this.#may.annotations === 'off' ? 'Notes are switched off: pulseboard.annotations is off.' : '');
  }

  /** Shows what there is; only while it is looked at. */
  render() {
    if (!this.root.matches(':popover-open')) return;
    const marks = this.marks.shared.slice(0, 100);
    this.list.replaceChildren(
      ...marks.map(({ ts, text, tags = [], kind }) =>
        element(
          'li.note',
          { 'data-kind': kind },
          element('time.note-time', { datetime: new Date(ts).toISOString() }, momentText(ts)),
          element('span.note-text', {}, oneLine(text, LONGEST)),
          ...tags.map(tag => element('span.tag', {}, oneLine(tag, 50))),
        ),
      ),
    );
    if (marks.length === 0) this.list.append(element('li.quiet', {}, 'No notes in the last hour.'));
  }

  async #submit(event) {
    event.preventDefault();
    const { text, tags } = this.form.elements;
    const note = { text: text.value.trim(), tags: tags.value.split(/[\s,]+/).filter(Boolean) };
    if (note.text === '') return;
    const answer = await this.#send('/metrics/annotations', note);
    if (answer.status === 401) {
      this.token.hidden = false;
      this.token.elements.token.focus();
      this.#say('Writing needs the token of pulseboard.ingest.token, once.');
    } else if (!answer.ok) {
      this.#say(answer.body?.message ?? `The server answered ${answer.status}.`);
    } else {
      this.marks.addNote(answer.body);
      this.form.reset();
      this.#say('Noted, on every screen.');
      this.render();
    }
  }

  async #login(event) {
    event.preventDefault();
    const { token } = this.token.elements;
    const answer = await this.#send('/session', { token: token.value });
    token.value = '';
    if (!answer.ok) {
      this.#say(answer.status === 401 ? 'That is not the token.' : (answer.body?.message ?? `The server answered ${answer.status}.`));
      return;
    }
    this.token.hidden = true;
    this.#say('');
    this.form.requestSubmit();
  }

  async #send(path, body) {
    try {
      const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
      const text = await answer.text();
      return { ok: answer.ok, status: answer.status, body: text ? JSON.parse(text) : null };
    } catch {
      return { ok: false, status: 0, body: { message: 'The server cannot be reached.' } };
    }
  }

  #say(text) {
    setText(this.said, text);
  }
}
