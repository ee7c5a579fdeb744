import { Panel } from './panel.js';

/** Families for which somebody has set thresholds: they are watched whether their chart is in sight or not. */
export class Watch {
  #watched = new Map();

  /** @param {import('./settings.js').Settings} settings */
  constructor(settings) {
    this.settings = settings;
  }

  /** `{id, title, thresholds, panel}`, as the alerts want them. */
  get list() {
    return this.#watched.values();
  }

  *panels() {
    for (const { panel } of this.#watched.values()) yield panel;
  }

  has(id) {
    return this.#watched.has(id);
  }

  /** A series has come; `begin` gives a new panel its data. */
  added(family, series, begin) {
    const known = this.#watched.get(family.id);
    if (known) known.panel.add(series);
    else if (this.settings.of(family.id).thresholds) this.#watch(family, begin);
  }

  /** Thresholds were set or taken away. */
  renew(catalog, begin) {
    this.#watched.clear();
    for (const family of catalog.families) if (this.settings.of(family.id).thresholds) this.#watch(family, begin);
  }

  #watch(family, begin) {
    const { shape, thresholds } = this.settings.of(family.id);
    const panel = new Panel(family.spec(shape), []);
    this.#watched.set(family.id, { id: family.id, title: family.name, thresholds, panel });
    begin(panel);
  }
}
