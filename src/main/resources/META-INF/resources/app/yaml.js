/** Writes a board as the YAML that `pulseboard.dashboards` reads. Strings are quoted wherever YAML could take them for something else. */

const PLAIN = /^[A-Za-z](?:[A-Za-z0-9 _./()%-]*[A-Za-z0-9)%])?$/;
const WORDS = /^(true|false|yes|no|on|off|null|y|n)$/i;

/** @param {{title: string, range?: string, rotate?: string, charts: import('./shape.js').ChartShape[]}} board */
export function toYaml({ title, range, rotate, charts }) {
  const lines = [`title: ${text(title)}`];
  if (range) lines.push(`range: ${range}`);
  if (rotate) lines.push(`rotate: ${rotate}`);
  lines.push(charts.length ? 'charts:' : 'charts: []');
  for (const chart of charts) {
    const members = Object.entries(chart).filter(([, value]) => value !== undefined && value !== null && value.length !== 0);
    members.forEach(([name, value], i) => lines.push(`  ${i === 0 ? '-' : ' '} ${MEMBERS[name] ?? name}: ${written(name, value)}`));
  }
  return `${lines.join('\n')}\n`;
}

const MEMBERS = { groupBy: 'group-by' };

function written(name, value) {
  if (Array.isArray(value)) return name === 'query' && value.length === 1 ? text(value[0]) : `[${value.map(text).join(', ')}]`;
  if (typeof value === 'object') return `{${Object.entries(value).filter(([, each]) => each !== undefined && each !== null).map(([key, each]) => `${key}: ${typeof each === 'number' ? each : text(each)}`).join(', ')}}`;
  return typeof value === 'string' ? text(value) : String(value);
}

function text(value) {
  if (PLAIN.test(value) && !WORDS.test(value)) return value;
  // A JSON string is a YAML one.
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
