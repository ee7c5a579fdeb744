/**
 * A wall of screens: nothing but the charts, and one board after the other. The screen is kept awake where the browser lets a page ask for it.
 */

const EACH = 30_000;
const UNITS = { s: 1000, m: 60_000, h: 3_600_000 };

export class Kiosk {
  #timer = 0;
  #lock = null;

  /** @param {{boards: import('./boards.js').Boards, shown: () => string|null, show: (ref: string|null) => void, changed: (on: boolean) => void}} page */
  constructor(page) {
    this.page = page;
    this.on = false;
    // The browser takes the lock away with the page's last pixel, and does not give it back by itself.
    document.addEventListener('visibilitychange', () => this.on && document.visibilityState === 'visible' && this.#awake());
  }

  toggle(on = !this.on) {
    if (on === this.on) return;
    this.on = on;
    document.body.classList.toggle('kiosk', on);
    clearTimeout(this.#timer);
    if (on) {
      this.#awake();
      this.#turn();
    } else {
      this.#lock?.release().catch(() => {});
      this.#lock = null;
    }
    this.page.changed(on);
  }

  /** Waits for as long as the board wants, then shows the next; of a single one there is no next. */
  #turn() {
    const { boards, shown } = this.page;
    const now = shown();
    const rotate = now === null ? null : boards.find(now)?.board?.rotate;
    this.#timer = setTimeout(() => {
      const list = boards.list.filter(({ board }) => board).map(({ ref }) => ref);
      // Who begins on a board sees boards; who begins on everything sees that in turn with them.
      if (list.length > 1 || (list.length === 1 && shown() !== list[0])) this.page.show(list[(list.indexOf(shown()) + 1) % list.length]);
      this.#turn();
    }, milliseconds(rotate) ?? EACH);
  }

  async #awake() {
    try {
      this.#lock = (await navigator.wakeLock?.request('screen')) ?? null;
    } catch {
      // Not allowed here: the system decides when the screen sleeps.
    }
  }
}

/** `30s`, `5m` or `1h` in milliseconds, null if it is none of these. */
export function milliseconds(text) {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text ?? '');
  return match ? Number(match[1]) * UNITS[match[2]] : null;
}
