import { openStream } from '/app/stream.js';
import { quantile } from './clock.js';
import { now } from './lane.js';

const TABS = 7;
const OPENS_WITHIN = 3000;
const PATIENCE = 40_000;

/** An experiment that cannot be done, with the reason in words. */
export class UnavailableError extends Error {}

/** What is done to both lanes: each gives back what was seen, in words. */
export const EXPERIMENTS = [
  { name: 'cut', label: 'Cut both connections', run: cut },
  { name: 'silent', label: 'Server silent for 5 s', run: page => hold(page, 5) },
  { name: 'slow', label: 'Read nothing for 3 s', run: slow },
  { name: 'refuse', label: 'Answer 503', run: refuse },
  { name: 'ping', label: 'Send commands', run: commands },
  { name: 'tabs', label: `Open ${TABS} tabs`, run: tabs, local: true },
  { name: 'idle', label: 'Idle, heartbeats on and off', run: idle },
];

const seconds = millis => `${(millis / 1000).toFixed(1)} s`;
const until = async (condition, patience = PATIENCE) => {
  const end = now() + patience;
  while (!condition() && now() < end) await new Promise(done => setTimeout(done, 50));
  return condition();
};

/** Both are live again, on connections that were opened after `since`, and have come to the same position. */
async function recovered(page, opens) {
  const back = lane => lane.opens > opens[lane.transport] && lane.state === 'live';
  const given = lane => lane.state === 'gave-up';
  const lanes = [page.sse, page.websocket];
  await until(() => lanes.every(lane => back(lane) || given(lane)));
  // Who has given up stays where it is.
  if (!lanes.some(given)) await level(page);
}

const level = page => until(() => page.sse.score.position === page.websocket.score.position && page.sse.score.position !== null, 15_000);
const opens = page => ({ sse: page.sse.opens, websocket: page.websocket.opens });

async function cut(page) {
  const before = opens(page);
  const at = now();
  await page.post('cut');
  await recovered(page, before);
  return `Cut. ${back('SSE', page.sse, at)} by the browser; ${back('WebSocket', page.websocket, at)} by the code beside it.`;
}

function back(name, lane, since) {
  return lane.state === 'gave-up' ? `${name} did not come back` : `${name} back after ${seconds(lane.openedAt - since)}, ${lane.replayed} updates replayed`;
}

async function hold(page, howLong) {
  const merged = { sse: page.sse.score.merged, websocket: page.websocket.score.merged };
  const events = { sse: page.sse.events.at(-1)?.at ?? 0, websocket: page.websocket.events.at(-1)?.at ?? 0 };
  page.sse.held = page.websocket.held = true;
  try {
    await page.post('silent', { seconds: howLong });
    await new Promise(done => setTimeout(done, howLong * 1000));
    await until(() => page.sse.events.at(-1).at > events.sse && page.websocket.events.at(-1).at > events.websocket);
    await new Promise(done => setTimeout(done, 1500));
    await level(page);
  } finally {
    page.sse.held = page.websocket.held = false;
  }
  return `${howLong} s of silence. Then one update for many ticks: SSE merged ${page.sse.score.merged - merged.sse}, WebSocket ${page.websocket.score.merged - merged.websocket}.`;
}

async function slow(page) {
  return `${await hold(page, 3)} The server holds back for you: of a browser that reads nothing for so short a time it would not know, as the kernel's buffers take it, and a WebSocket has no way to stop reading.`;
}

async function refuse(page) {
  const before = opens(page);
  const at = now();
  await page.post('refuse', { connects: 1 });
  await until(() => page.sse.state === 'gave-up' || page.sse.opens > before.sse);
  const gaveUp = page.sse.state === 'gave-up';
  if (gaveUp) {
    // The cure. EventSource does not say Retry-After, so it is asked for by fetch where it matters; here it is a second.
    await new Promise(done => setTimeout(done, 1000));
    await until(() => page.websocket.opens > before.websocket || page.websocket.state === 'gave-up');
    page.open();
  }
  await recovered(page, before);
  const said = gaveUp ? 'The EventSource gave up for ever at the status 503. The cure, a new one with after=, ' : 'The EventSource ';
  return `${said}was open after ${seconds(page.sse.openedAt - at)}. To the WebSocket a status is a failure like any other: it tried again.`;
}

async function commands(page) {
  const socket = [];
  const http = [];
  const event = [];
  for (let i = 0; i < 10; i++) {
    const each = await page.pingWebSocket();
    if (each) socket.push(each.received - each.sent);
    const other = await page.pingSse();
    http.push(other.http);
    if (other.event !== null) event.push(other.event);
  }
  Object.assign(page.roundTrips, { websocket: quantile(socket, 0.5), sse: quantile(http, 0.5), event: quantile(event, 0.5) });
  const shown = value => (value === null ? 'not possible while compressed or over HTTP/2' : `${value.toFixed(1)} ms`);
  return `Ten commands each, median round trip: WebSocket ${shown(page.roundTrips.websocket)}; SSE by a request of its own ${shown(page.roundTrips.sse)}, answered as an event ${shown(page.roundTrips.event)}.`;
}

/** Streams of this page count as those of as many tabs do: browsers limit connections by host, not by tab. */
async function tabs(page) {
  const opened = async make => {
    const all = Array.from({ length: TABS - 1 }, make);
    await until(() => all.every(each => each.isOpen()), OPENS_WITHIN);
    const count = all.filter(each => each.isOpen()).length + 1;
    for (const each of all) each.close();
    return count;
  };
  const sse = await opened(() => {
    const source = new EventSource('/metrics/stream?query=up');
    return { isOpen: () => source.readyState === EventSource.OPEN, close: () => source.close() };
  });
  const sockets = await opened(() => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/metrics/ws?wait=true`);
    return { isOpen: () => socket.readyState === WebSocket.OPEN, close: () => socket.close() };
  });
  const shared = await opened(() => {
    let got = false;
    const stream = openStream({ onMessage: () => (got = true) });
    return { isOpen: () => got && stream.shared, close: () => stream.close() };
  });
  page.tabs = { sse, websocket: sockets, shared };
  return `Of ${TABS} streams with SSE ${sse} opened within ${seconds(OPENS_WITHIN)}, with WebSocket ${sockets}; with a shared worker, which has one connection for all, ${shared}.`;
}

/** A pair of streams on which nothing happens, of a visitor of their own. */
async function idle(page) {
  const visitor = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
  const beats = { sse: 0, websocket: 0 };
  const url = `/metrics/stream?visitor=${visitor}&compress=off&query=nothing_of_this_name`;
  const source = new EventSource(url);
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${url.replace('stream', 'ws')}`);
  source.onmessage = ({ data }) => (beats.sse += data.includes('"heartbeat"'));
  socket.onmessage = ({ data }) => (beats.websocket += data.includes('"heartbeat"'));
  try {
    const began = now();
    await until(() => beats.sse > 0 && beats.websocket > 0, 35_000);
    // Until after the next would have come.
    const wait = Math.min(31_000, now() - began + 1000);
    const on = { ...beats };
    await page.post('heartbeats', { visitor, on: 0 });
    const muted = { ...beats };
    await new Promise(done => setTimeout(done, wait));
    const off = { sse: beats.sse - muted.sse, websocket: beats.websocket - muted.websocket };
    return `Idle: ${on.sse} heartbeats by SSE and ${on.websocket} by WebSocket, then with heartbeats off ${off.sse} and ${off.websocket} in ${seconds(wait)}. Without them neither side knows whether the other is still there: no browser shows a page the pings of RFC 6455, and SSE has none.`;
  } finally {
    source.close();
    socket.close();
  }
}
