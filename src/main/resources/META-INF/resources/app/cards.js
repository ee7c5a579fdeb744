import { Chart } from './chart.js';
import { element, oneLine, setText } from './dom.js';
import { ago, format, unitOf } from './format.js';
import { labeller } from './keys.js';
import { observed } from './observations.js';
import { Panel } from './panel.js';
import { isShaped } from './shape.js';
import { momentText } from './time.js';

/** A card of one family: a chart, or text where a line would say nothing (facts, and moments in time). */
export function familyCard(family, now, host) {
  if (family.kind === 'info') return new TextCard(family, facts);
  if (family.kind === 'moment') return new TextCard(family, () => moments(family, now()));
  const wish = host.settings.of(family.id).shape;
  const named = { help: family.help, code: true };
  if (isShaped(wish)) return new Chart(new Panel(family.spec(wish), []), named, host);
  const options = {
    ...named,
    zero: family.kind === 'counter' || family.unit === 'ratio',
    headline: { histogram: () => rateAndMean(family, now()), summary: () => rateAndMean(family, now()), counter: () => total(family) }[family.kind] ?? null,
  };
  return new Chart(new Panel(family.spec(), []), options, host);
}

function rateAndMean(family, now) {
  const seen = observed(family.members, now);
  if (!seen) return null;
  const mean = Number.isNaN(seen.mean) ? '' : ` · mean ${format(seen.mean, family.unit)}`;
  return format(seen.rate, '/s') + mean;
}

/** A single counter is also a number, not only a rate. */
function total(family) {
  const [only] = family.members;
  return family.members.size === 1 && !Number.isNaN(only.value) ? `${format(only.value, unitOf(family.name, family.declaredUnit))} in total` : null;
}

function facts(family) {
  return [...family.members].slice(0, 20).flatMap(series => [...series.labels].filter(([name]) => name !== 'job' && name !== 'instance'));
}

function moments(family, now) {
  const label = labeller(family.members);
  const named = family.members.size > 1;
  return [...family.members].slice(0, 20).map(series => {
    const moment = series.value * 1000;
    const text = moment === 0 ? 'never' : Number.isFinite(moment) ? `${momentText(moment)} (${ago(now - moment)})` : '–';
    return [named ? label(series) : 'at', text];
  });
}

/** Names and values as text. */
class TextCard {
  visible = false;
  panel = null;

  constructor(family, rows) {
    Object.assign(this, { family, rows });
    this.list = element('dl.facts');
    this.root = element(
      'figure.card.text-card',
      { 'data-panel': family.id },
      element(
        'figcaption',
        {},
        element('div.card-head', {}, element('h3.card-title.code', { title: oneLine(family.name) }, oneLine(family.name))),
        family.help ? element('p.card-help', { title: oneLine(family.help, 1000) }, oneLine(family.help)) : null,
      ),
      this.list,
    );
    this.root.chart = this;
  }

  paint() {
    const rows = this.rows(this.family);
    if (this.list.childElementCount !== rows.length * 2) {
      this.list.replaceChildren(...rows.flatMap(() => [element('dt'), element('dd')]));
    }
    rows.forEach(([name, value], i) => {
      setText(this.list.children[2 * i], oneLine(name));
      setText(this.list.children[2 * i + 1], oneLine(value, 400));
    });
  }

  reset() {}

  resize() {}
}
