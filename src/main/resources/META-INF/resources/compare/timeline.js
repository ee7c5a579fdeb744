import { colours } from '/app/theme.js';

/** How much of the past is shown, in milliseconds. */
const SHOWN = 60_000;
const NAMED = ['lost', 'first'];
const KINDS = { connect: 'accent', open: 'accent', first: 'strong', lost: 'critical' };

/**
 * Draws one lane to scale: a bar where it was connected, a mark for each change, a dot for each message, hollow if it was replayed.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {{at: number, kind: string}[]} marks
 * @param {{at: number, replayed: boolean}[]} events
 * @param {number} now
 */
export function drawTimeline(canvas, marks, events, now) {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext('2d');
  const palette = colours();
  const x = at => width - ((now - at) / SHOWN) * width;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = '11px system-ui, sans-serif';
  pen.fillStyle = palette.text;
  for (let second = 0; second < SHOWN / 1000; second += 10) {
    const left = x(now - second * 1000);
    pen.fillRect(left - 1, height - 14, 1, 4);
    if (second > 0) pen.fillText(`−${second} s`, left - 14, height - 1);
  }
  let since = null;
  for (const { at, kind } of [...marks, { at: now, kind: 'now' }]) {
    if (since !== null && (kind === 'lost' || kind === 'now')) {
      pen.fillStyle = palette.grid;
      pen.fillRect(x(since), 14, x(at) - x(since), 22);
      since = null;
    } else if (kind === 'open') since = at;
  }
  // Words that would stand on one another are left out.
  let free = -Infinity;
  for (const { at, kind } of marks) {
    if (now - at > SHOWN) continue;
    pen.fillStyle = palette[KINDS[kind]];
    pen.fillRect(x(at) - 1, 10, 2, 30);
    if (!NAMED.includes(kind) || x(at) < free) continue;
    pen.fillText(kind, x(at) + 4, 10);
    free = x(at) + 4 + pen.measureText(kind).width;
  }
  for (const { at, replayed } of events) {
    if (now - at > SHOWN) continue;
    pen.beginPath();
    pen.arc(x(at), 25, 3.5, 0, 2 * Math.PI);
    pen.fillStyle = pen.strokeStyle = palette.accent;
    if (replayed) pen.stroke();
    else pen.fill();
  }
}
