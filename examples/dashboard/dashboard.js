import { connect } from 'http://localhost:8080/client.js';

/** As wide as a chart is, in seconds. */
const WINDOW = 60;
const percent = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Each tile is a title, a number of the newest values and of those before (null where there is none yet), and how to write it. */
const TILES = [
  { title: 'CPU in use', number: busy, write: percent.format, top: 1 },
  { title: 'Memory in use', number: memory, write: percent.format, top: 1 },
  { title: 'Load, one minute', number: now => now.values.node_load1, write: plain.format },
  { title: 'Network, received', number: received, write: bytesPerSecond },
];

const tiles = TILES.map(makeTile);
let before = null;

connect({
  query: [
    '{__name__=~"host_cpu_seconds_total|host_cpu_usage_ratio|node_load1"}',
    '{__name__=~"node_memory_(MemTotal|MemAvailable|MemFree)_bytes"}',
    'node_network_receive_bytes_total',
  ],
  onUpdate(values, message) {
    // `values` is the live object: what is compared with the next one has to be a copy.
    const now = { values: { ...values }, ts: message.ts };
    for (const tile of tiles) tile(now, before);
    before = now;
  },
  onState(state) {
    const element = document.querySelector('#state');
    element.textContent = state.text;
    element.dataset.state = state.state;
  },
});

// ---- numbers: a counter says how much there has been, so a rate is a difference over a time

function sum(values, matches) {
  return Object.keys(values).reduce((total, key) => (matches(key) ? total + values[key] : total), 0);
}

function busy(now, before) {
  // Where there is no /proc to count CPU times, there is a ratio.
  if ('host_cpu_usage_ratio' in now.values) return now.values.host_cpu_usage_ratio;
  if (!before) return null;
  const cpu = key => key.startsWith('host_cpu_seconds_total');
  const idle = key => cpu(key) && /mode="(idle|iowait)"/.test(key);
  const all = sum(now.values, cpu) - sum(before.values, cpu);
  return all > 0 ? 1 - (sum(now.values, idle) - sum(before.values, idle)) / all : null;
}

function memory({ values }) {
  const free = values.node_memory_MemAvailable_bytes ?? values.node_memory_MemFree_bytes;
  return 1 - free / values.node_memory_MemTotal_bytes;
}

function received(now, before) {
  if (!before || now.ts <= before.ts) return null;
  const counter = key => key.startsWith('node_network_receive_bytes_total');
  const difference = sum(now.values, counter) - sum(before.values, counter);
  return difference >= 0 ? (difference * 1000) / (now.ts - before.ts) : null;
}

function bytesPerSecond(value) {
  const units = ['B/s', 'kB/s', 'MB/s', 'GB/s'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return `${(value / 1000 ** step).toPrecision(3)} ${units[step]}`;
}

// ---- tiles

function makeTile({ title, number, write, top }) {
  const tile = document.querySelector('#tile').content.cloneNode(true).firstElementChild;
  document.querySelector('#tiles').append(tile);
  tile.querySelector('h2').textContent = title;
  const canvas = tile.querySelector('canvas');
  const points = [];
  return (now, before) => {
    const value = number(now, before) ?? null;
    if (value === null || Number.isNaN(value)) return;
    points.push({ ts: now.ts, value });
    while (points[0].ts < now.ts - WINDOW * 1000) points.shift();
    tile.querySelector('.value').textContent = write(value);
    const all = points.map(point => point.value);
    const seconds = Math.round((now.ts - points[0].ts) / 1000);
    canvas.setAttribute('aria-label', `${title}: from ${write(Math.min(...all))} to ${write(Math.max(...all))} in ${seconds} s`);
    draw(canvas, points, top ?? Math.max(...all));
  };
}

/** A line over time: the newest point is at the right, and a second is as wide as any other. */
function draw(canvas, points, top) {
  const scale = devicePixelRatio;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  context.strokeStyle = context.fillStyle = getComputedStyle(canvas).color;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  const last = points.at(-1).ts;
  const x = ts => width - 1 - ((last - ts) / 1000 / WINDOW) * width;
  const y = value => height - 1 - (top ? value / top : 0) * (height - 4);
  context.beginPath();
  for (const { ts, value } of points) context.lineTo(x(ts), y(value));
  context.stroke();
  context.lineTo(x(last), height);
  context.lineTo(x(points[0].ts), height);
  context.globalAlpha = 0.12;
  context.fill();
}
