import { colours, faded } from './theme.js';

/**
 * The small line in a tile: no axes, no interaction, a few hundred points; so it is drawn by hand.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {{width: number, height: number}} size in CSS pixels; nothing is drawn where there is none
 * @param {number[]} x seconds
 * @param {(number|null)[][]} columns
 * @param {{from: number, to: number, top?: number}} view seconds; `top`: of the scale, where it is fixed
 */
export function drawSparkline(canvas, { width, height }, x, columns, { from, to, top }) {
  if (!width) return;
  const context = prepared(canvas, width, height);
  const highest = top ?? Math.max(...columns.flat().filter(value => value !== null), 0) * 1.15;
  const px = time => ((time - from) / (to - from)) * width;
  const py = value => height - 1.5 - (highest > 0 ? value / highest : 0) * (height - 4);
  const { lines } = colours();
  columns.forEach((column, i) => {
    for (const run of runs(column)) {
      context.beginPath();
      run.forEach((at, nth) => context[nth ? 'lineTo' : 'moveTo'](px(x[at]), py(column[at])));
      context.strokeStyle = lines[i];
      context.lineWidth = 1.5;
      context.lineJoin = 'round';
      context.stroke();
      if (i > 0) continue;
      context.lineTo(px(x[run.at(-1)]), height);
      context.lineTo(px(x[run[0]]), height);
      context.fillStyle = faded(lines[i], 0.12);
      context.fill();
    }
  });
}

function prepared(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** The indexes of each stretch without a gap. */
function runs(column) {
  const all = [];
  let run = [];
  column.forEach((value, i) => {
    if (value !== null) run.push(i);
    else if (run.length) {
      all.push(run);
      run = [];
    }
  });
  if (run.length) all.push(run);
  return all;
}
