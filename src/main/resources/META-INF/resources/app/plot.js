import { axisLabels } from './format.js';
import { colours, faded } from './theme.js';

/**
 * One uPlot, set up the way Pulseboard draws: time below, one unit at the side, lines with gaps, or areas stacked on one another. uPlot is
 * loaded as a plain script (its minified build is one).
 */

const uPlot = globalThis.uPlot;
const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const AXIS_WIDTH = 66;
const EDGE = 8;
const BINARY_STEPS = Array.from({ length: 60 }, (_, i) => 2 ** i);
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200];
const SHORT_RANGE = 10 * 60;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const clockMinutes = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

export function timeText(seconds) {
  return clock.format(seconds * 1000);
}

/**
 * @param {HTMLElement} place its size is the plot's
 * @param {{lines: {label: string, slot: number}[], unit: string, stacked: boolean, top: () => number|undefined, view: () => [number, number],
 *     zero: boolean, onCursor: (index: number|null) => void}} options
 * @returns {object} the uPlot
 */
export function makePlot(place, { lines, unit, stacked, top, view, zero, onCursor }) {
  const { lines: palette, grid, text } = colours();
  const axis = { stroke: text, font: FONT, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
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
  const bands = stacked ? series.slice(1).map((below, i) => ({ series: [i + 1, i + 2], fill: series[i].fill })) : [];
  return new uPlot(
    {
      width: place.clientWidth,
      height: place.clientHeight,
      padding: [8, EDGE, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        sync: { key: 'pulseboard', setSeries: false },
        points: { size: 7, width: 2, fill: (plot, i) => plot.series[i].stroke(plot, i), stroke: colours().surface },
      },
      scales: { x: { time: true, range: view }, y: { range: (plot, low, high) => yRange(low, high, zero || stacked, top()) } },
      axes: [
        { ...axis, size: 26, gap: 6, space: (plot, axis, low, high) => (high - low <= SHORT_RANGE ? 92 : 72), incrs: TIME_STEPS, values: (plot, splits) => timeLabels(plot, splits) },
        {
          ...axis,
          size: AXIS_WIDTH,
          gap: 8,
          space: 27,
          values: (plot, splits) => axisLabels(splits, unit),
          ...(unit.startsWith('bytes') && { incrs: BINARY_STEPS }),
        },
      ],
      series: [{}, ...(stacked ? series.map((each, i) => (i < series.length - 1 ? { ...each, fill: undefined } : each)) : series)],
      bands,
      hooks: { setCursor: [plot => onCursor(plot.cursor.idx ?? null)] },
    },
    [[], ...lines.map(() => [])],
    place,
  );
}

function timeLabels(plot, splits) {
  const { min, max } = plot.scales.x;
  const format = max - min <= SHORT_RANGE && splits[1] - splits[0] < 60 ? clock : clockMinutes;
  // A label that the edge would cut is left out.
  const half = (format === clock ? 66 : 50) / 2;
  const pixels = plot.bbox.width / devicePixelRatio / (max - min);
  return splits.map(split => ((max - split) * pixels < half - EDGE ? '' : format.format(split * 1000)));
}

/** From zero where that does not hide the line's movement. */
function yRange(low, high, zero, top) {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, top ?? 1];
  if (top !== undefined && high <= top) return [0, top];
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
    stacked.push(below ? column.map((value, i) => (value === null || below[i] === null ? below[i] : below[i] + value)) : column);
  }
  return stacked;
}
