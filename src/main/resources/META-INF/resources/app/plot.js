import { axisLabels } from './format.js';
import { colours, faded } from './theme.js';
import { clockText, minuteText } from './time.js';

/**
 * One uPlot, set up the way Pulseboard draws: time below, one unit at the side, lines with gaps, areas stacked on one another, or buckets as a heat
 * map. uPlot is loaded as a plain script (its minified build is one).
 */

const uPlot = globalThis.uPlot;
const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const AXIS_WIDTH = 66;
const EDGE = 8;
const BINARY_STEPS = Array.from({ length: 60 }, (_, i) => 2 ** i);
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200];
const SHORT_RANGE = 10 * 60;
/** What is dragged over less than this was a click. */
const LEAST_DRAG = 8;

/**
 * @typedef {object} PlotOptions
 * @property {number} width in CSS pixels
 * @property {number} height
 * @property {{label: string, slot: number}[]} lines
 * @property {string} unit
 * @property {boolean} stacked
 * @property {boolean} zero whether the axis starts at zero
 * @property {string[]|null} buckets the upper bounds of a heat map's rows, null for lines
 * @property {() => number|undefined} top of the axis, where it is fixed
 * @property {() => [number, number]} view seconds
 * @property {() => {time: number, level?: string}[]} marks to draw, times in seconds
 * @property {() => {value: number, level: 'warning'|'critical'}[]} limits lines across
 * @property {(index: number|null) => void} onCursor
 * @property {(from: number, to: number) => void} onZoom seconds
 * @property {() => void} onZoomOut
 */

/**
 * @param {HTMLElement} place
 * @param {PlotOptions} options
 * @returns {object} the uPlot
 */
export function makePlot(place, options) {
  const { width, height, lines, buckets } = options;
  const { text, grid } = colours();
  const axis = { stroke: text, font: FONT, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  const series = buckets ? lines.map(({ label }) => ({ label, stroke: text, paths: () => null, points: { show: false } })) : lineSeries(options);
  return new uPlot(
    {
      width,
      height,
      padding: [8, EDGE, 0, 0],
      legend: { show: false },
      cursor: cursor(options),
      select: { show: true },
      scales: { x: { time: true, range: options.view }, y: { range: (plot, low, high) => scaleOf(options, low, high) } },
      axes: [timeAxis(axis), buckets ? bucketAxis(axis, options) : valueAxis(axis, options)],
      series: [{}, ...series],
      bands: bands(options, series),
      hooks: {
        setCursor: [plot => options.onCursor(plot.cursor.idx ?? null)],
        setSelect: [plot => selected(plot, options)],
        drawClear: buckets ? [plot => drawHeat(plot, buckets)] : [],
        draw: [plot => drawLimits(plot, options.limits()), plot => drawMarks(plot, options.marks())],
      },
    },
    [[], ...lines.map(() => [])],
    place,
  );
}

function cursor({ buckets, onZoomOut }) {
  return {
    y: false,
    drag: { x: true, y: false, setScale: false },
    bind: { dblclick: () => onZoomOut },
    // The crosshair is everybody's, what is dragged over is this chart's own.
    sync: { key: 'pulseboard', setSeries: false, filters: { pub: type => type === 'mousemove' || type === 'mouseleave' } },
    points: { show: !buckets, size: 7, width: 2, fill: (plot, i) => plot.series[i].stroke(plot, i), stroke: colours().surface },
  };
}

function selected(plot, { onZoom }) {
  const { left, width } = plot.select;
  if (width === 0) return;
  if (width >= LEAST_DRAG) onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function lineSeries({ lines, stacked }) {
  const { lines: palette } = colours();
  const colour = line => palette[line.slot % palette.length];
  const alone = lines.length === 1;
  const series = lines.map(line => ({
    label: line.label,
    stroke: colour(line),
    width: 1.5,
    points: { show: false },
    spanGaps: false,
    fill: stacked ? faded(colour(line), 0.32) : alone ? faded(colour(line), 0.1) : undefined,
  }));
  // The last is drawn first: where lines meet, as those of empty areas or of zeros do, the first one is seen.
  series.reverse();
  return stacked ? series.map((each, i) => ({ ...each, area: each.fill, fill: i < series.length - 1 ? undefined : each.fill })) : series;
}

function bands({ stacked, buckets }, series) {
  return stacked && !buckets ? series.slice(1).map((below, i) => ({ series: [i + 1, i + 2], fill: series[i].area })) : [];
}

function timeAxis(axis) {
  const space = (plot, axis, low, high) => (high - low <= SHORT_RANGE ? 92 : 72);
  return { ...axis, size: 26, gap: 6, space, incrs: TIME_STEPS, values: (plot, splits) => timeLabels(plot, splits) };
}

function valueAxis(axis, { unit }) {
  const steps = unit.startsWith('bytes') ? { incrs: BINARY_STEPS } : {};
  return { ...axis, size: AXIS_WIDTH, gap: 8, space: 27, values: (plot, splits) => axisLabels(splits, unit), ...steps };
}

/** A row per bucket, its upper bound at its upper edge. */
function bucketAxis(axis, { buckets }) {
  const every = Math.max(1, Math.ceil(buckets.length / 6));
  const splits = buckets.map((_, i) => i + 1).filter(i => (buckets.length - i) % every === 0);
  return { ...axis, size: AXIS_WIDTH, gap: 8, grid: { show: false }, splits: () => splits, values: (plot, at) => at.map(i => buckets[i - 1]) };
}

function timeLabels(plot, splits) {
  const { min, max } = plot.scales.x;
  const fine = max - min <= SHORT_RANGE && splits[1] - splits[0] < 60;
  const format = fine ? clockText : minuteText;
  // A label that the edge would cut is left out.
  const half = (fine ? 66 : 50) / 2;
  const pixels = plot.bbox.width / devicePixelRatio / (max - min);
  return splits.map(split => ((max - split) * pixels < half - EDGE ? '' : format(split * 1000)));
}

function scaleOf({ buckets, stacked, zero, top, limits }, low, high) {
  if (buckets) return [0, buckets.length];
  return yRange(low, high, zero || stacked, top(), limits().map(({ value }) => value));
}

/** From zero where that does not hide the line's movement; a limit that is near is in the picture. */
export function yRange(low, high, zero, top, limits = []) {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, top ?? 1];
  if (top !== undefined && high <= top) return [0, top];
  for (const limit of limits) {
    if (limit > high && limit <= 2 * high) high = limit;
    if (limit < low && low >= 0 && limit >= low / 2) low = limit;
  }
  if (low >= 0 && (zero || low <= 0.6 * high)) return [0, high > 0 ? high * 1.08 : 1];
  if (low === high) return low > 0 ? [0, low * 1.3] : [low * 1.3 || -1, low ? 0 : 1];
  const room = (high - low) * 0.15;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

/** Puts lines on top of one another, the first at the bottom; the last at the top. */
export function stack(columns) {
  const stacked = [];
  for (const column of columns) {
    const below = stacked.at(-1);
    stacked.push(below ? column.map((value, i) => (value === null || below[i] === null ? (value ?? below[i]) : below[i] + value)) : column);
  }
  return stacked;
}

// ---- what uPlot does not draw

/** Cells as wide as their time and as dark as they are full; the square root, so that what is rare is seen too. */
function drawHeat(plot, buckets) {
  const { ctx, data, bbox } = plot;
  const [x, ...rows] = data;
  let most = 0;
  for (const row of rows) for (const value of row) if (value > most) most = value;
  if (x.length < 2 || most === 0) return;
  const { accent } = colours();
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const edges = Array.from({ length: buckets.length + 1 }, (_, i) => Math.round(plot.valToPos(i, 'y', true)));
  const usual = median(x.slice(1).map((time, i) => time - x[i]));
  x.forEach((time, i) => {
    // Whole pixels: cells that overlap, or leave a gap between them, would be seen as lines.
    const right = Math.round(plot.valToPos(time, 'x', true));
    const left = Math.round(plot.valToPos(Math.max(x[i - 1] ?? time - usual, time - 2 * usual), 'x', true));
    rows.forEach((row, nth) => {
      // Lines are drawn last first, and so they come.
      const bucket = rows.length - 1 - nth;
      if (!(row[i] > 0)) return;
      ctx.fillStyle = faded(accent, 0.08 + 0.92 * Math.sqrt(row[i] / most));
      ctx.fillRect(left, edges[bucket + 1], right - left, edges[bucket] - edges[bucket + 1]);
    });
  });
  ctx.restore();
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

function drawMarks(plot, marks) {
  const { ctx, bbox } = plot;
  const { accent, warning, critical } = colours();
  const ratio = devicePixelRatio;
  ctx.save();
  for (const { time, level } of marks) {
    const x = Math.round(plot.valToPos(time, 'x', true)) + 0.5;
    ctx.strokeStyle = ctx.fillStyle = { warning, critical }[level] ?? accent;
    ctx.lineWidth = ratio;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - 4 * ratio, bbox.top);
    ctx.lineTo(x + 4 * ratio, bbox.top);
    ctx.lineTo(x, bbox.top + 6 * ratio);
    ctx.fill();
  }
  ctx.restore();
}

function drawLimits(plot, limits) {
  const { ctx, bbox } = plot;
  const { min, max } = plot.scales.y;
  ctx.save();
  for (const { value, level } of limits) {
    if (!(value >= min && value <= max)) continue;
    const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
    ctx.strokeStyle = colours()[level];
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(level === 'critical' ? [] : [6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}
