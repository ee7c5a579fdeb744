/** Light, dark, or as the system has it; kept in the browser. Charts are painted, so they ask here for colours. */

const KEY = 'pulseboard.theme';
const WISHES = ['system', 'light', 'dark'];
export const COLOURS = 8;

const root = document.documentElement;
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();
let palette = null;

export function theme() {
  return root.dataset.theme ?? 'system';
}

/** The wish after this one. */
export function nextTheme() {
  return WISHES[(WISHES.indexOf(theme()) + 1) % WISHES.length];
}

export function setTheme(wish) {
  if (wish === 'system') delete root.dataset.theme;
  else root.dataset.theme = wish;
  try {
    localStorage.setItem(KEY, wish);
  } catch {
    // A browser that keeps nothing has the theme until the page is closed.
  }
  changed();
}

/** Calls `listener` when colours have changed. */
export function onTheme(listener) {
  listeners.add(listener);
}

/**
 * @returns {{lines: string[], grid: string, text: string, strong: string, surface: string, accent: string, warning: string, critical: string}} colours
 *     as the canvas wants them
 */
export function colours() {
  palette ??= read();
  return palette;
}

function read() {
  // A custom property is read as it is written, light-dark() and all; a colour that uses it is read as computed.
  const probe = document.createElement('i');
  probe.hidden = true;
  document.body.append(probe);
  const resolve = name => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const lines = Array.from({ length: COLOURS }, (_, i) => resolve(`line-${i + 1}`));
  const found = {
    lines,
    grid: resolve('grid'),
    text: resolve('text-quiet'),
    strong: resolve('text'),
    surface: resolve('surface'),
    accent: resolve('accent'),
    warning: resolve('warn'),
    critical: resolve('bad'),
  };
  probe.remove();
  return found;
}

/** A computed colour, `rgb(r, g, b)`, with this opacity. */
export function faded(colour, opacity) {
  const [red, green, blue] = colour.match(/[\d.]+/g);
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

function changed() {
  palette = null;
  for (const listener of listeners) listener();
}

system.addEventListener('change', changed);
