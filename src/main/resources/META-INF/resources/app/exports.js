import { oneLine } from './dom.js';
import { colours } from './theme.js';
import { momentText } from './time.js';

/** A chart as a file: its points as CSV, its picture as PNG. */

/** RFC 4180: a row per point, the time first, in UTC. */
export function csv({ shown: { x, raw }, lines }) {
  const rows = [['time', ...lines.map(line => line.label)], ...x.map((time, i) => [new Date(time * 1000).toISOString(), ...raw.map(column => column[i] ?? '')])];
  return rows.map(row => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

function cell(value) {
  const text = String(value);
  // What begins like a formula is one to a spreadsheet.
  const plain = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** The plot with its title, its span and its legend, as the screen shows it. @returns {Promise<Blob>} */
export function png({ plot, lines, title, view }) {
  const { lines: palette, text, strong, surface } = colours();
  const ratio = devicePixelRatio || 1;
  const source = plot.ctx.canvas;
  const shown = lines.filter(line => !line.hidden);
  const rows = shown.length > 1 ? Math.ceil(shown.length / 2) : 0;
  const canvas = document.createElement('canvas');
  const top = 44 * ratio;
  canvas.width = source.width + 24 * ratio;
  canvas.height = source.height + top + (rows * 18 + 16) * ratio;
  const context = canvas.getContext('2d');
  context.fillStyle = surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 12 * ratio, top);
  context.scale(ratio, ratio);
  context.textBaseline = 'middle';
  context.fillStyle = strong;
  context.font = '600 14px system-ui, sans-serif';
  context.fillText(title, 14, 16, canvas.width / ratio - 28);
  context.font = '11px system-ui, sans-serif';
  context.fillStyle = text;
  context.fillText(`${momentText(view.from)} – ${momentText(view.to)}`, 14, 34);
  shown.slice(0, rows * 2).forEach((line, i) => {
    const x = 14 + (i % 2) * (canvas.width / ratio / 2);
    const y = source.height / ratio + 52 + Math.floor(i / 2) * 18;
    context.fillStyle = palette[line.slot % palette.length];
    context.fillRect(x, y - 2, 10, 4);
    context.fillStyle = text;
    context.fillText(line.label, x + 16, y, canvas.width / ratio / 2 - 34);
  });
  return new Promise(resolve => canvas.toBlob(resolve, 'image/png'));
}

/** Lets the browser save it. */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What every file system takes. */
export function fileName(name) {
  return oneLine(name, 80).replace(/[^\w.-]+/g, '-').replace(/^[-.]+|-+(?=\.)/g, '') || 'chart';
}
