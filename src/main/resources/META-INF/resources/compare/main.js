import { element, setText } from '/app/dom.js';
import { onTheme } from '/app/theme.js';
import { decode, ping } from './cbor.js';
import { clockOffset } from './clock.js';
import { EXPERIMENTS, UnavailableError } from './experiments.js';
import { FIRST_CHUNK, sseBytes, webSocketBytes } from './framing.js';
import { Lane, now } from './lane.js';
import { sseLane } from './sse-lane.js';
import { fillTable, result } from './table.js';
import { NEEDS, verdict } from './verdict.js';
import { webSocketLane } from './ws-lane.js';

const PINGS = 10;
const QUERY = '{__name__=~"node_(load|cpu|memory|pressure).*|process_.*"}';
const KEPT = 'pulseboard.compare';
const wishes = new URLSearchParams(location.search);
const settings = document.querySelector('#settings');
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** What the page knows; experiments act on it. */
const page = {
  visitor: [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join(''),
  sse: new Lane('sse', 'Server-Sent Events', '/compare/sse-lane.js'),
  websocket: new Lane('websocket', 'WebSocket', '/compare/ws-lane.js'),
  clock: null,
  roundTrips: { sse: null, event: null, websocket: null },
  enabled: true,
  first: { sse: 0, websocket: 0 },
  rate: null,
  setting: name => (settings.elements[name].type === 'checkbox' ? settings.elements[name].checked : settings.elements[name].value),
  open,
  post,
  pingWebSocket,
  pingSse,
  ask,
};
const arrivals = new Map();
const waiting = new Map();
let links = {};
let mark = 0;

// ---- the lanes

function address(path, after) {
  const parameters = new URLSearchParams({ visitor: page.visitor, compress: page.setting('compress') });
  for (const query of wishes.has('query') ? wishes.getAll('query') : [QUERY]) parameters.append('query', query);
  if (page.setting('delay') !== '0') parameters.set('delay', page.setting('delay'));
  if (page.rate) parameters.set('every', `${Math.max(1, Math.round(1000 / page.rate))}ms`);
  if (after) parameters.set('after', after);
  return `${path}?${parameters.toString().replaceAll('+', '%20')}`;
}

/** Opens both lanes, or both anew: they go on where they were unless the format is another. */
function open({ afresh = false } = {}) {
  for (const link of Object.values(links)) link.close();
  const position = lane => (afresh ? null : lane.score.position);
  page.sse.connecting();
  page.websocket.connecting();
  links = {
    sse: sseLane(address('/metrics/stream', position(page.sse)), { opened: () => page.sse.opened(), message: fromSse, lost: state => page.sse.lost(state) }),
    websocket: webSocketLane(
      address('/metrics/ws', position(page.websocket)).replace(/^/, location.origin.replace(/^http/, 'ws')),
      page.setting('format') === 'binary' ? 'pulseboard.cbor.v1' : 'pulseboard.json.v1',
      { opened: webSocketOpened, message: fromWebSocket, lost: state => page.websocket.lost(state), comesBack: () => page.setting('comesBack') },
    ),
  };
}

function fromSse(data, id) {
  // An EventSource repeats the last id for events without one.
  const message = JSON.parse(data);
  page.sse.take(message, sseBytes(data, message.id && id === message.id ? id : null), page.clock);
  took('sse', message);
}

function fromWebSocket(data) {
  const message = typeof data === 'string' ? JSON.parse(data) : decode(data);
  page.websocket.take(message, webSocketBytes(data), page.clock);
  took('websocket', message);
  return page.websocket.score.position;
}

function took(transport, message) {
  if (message.type === 'pong') {
    waiting.get(`${transport}${message.t}`)?.(message);
  } else if (message.type === 'update') {
    const other = arrivals.get(message.id);
    if (other === undefined) arrivals.set(message.id, transport);
    else if (other !== transport) page.first[other]++;
    if (arrivals.size > 50) arrivals.delete(arrivals.keys().next().value);
  }
  draw();
}

async function webSocketOpened() {
  page.websocket.opened();
  if (page.clock === null) await synchronize();
}

// ---- clocks and bytes

/** One exchange; null if there was no answer within five seconds. */
function exchange(transport, send) {
  mark = (mark + 1) % 60_000 || 1;
  const key = `${transport}${mark}`;
  const sent = now();
  return new Promise(done => {
    const timer = setTimeout(() => done(null), 5000);
    waiting.set(key, ({ ts }) => {
      clearTimeout(timer);
      done({ sent, received: now(), server: ts });
    });
    send(mark);
  }).finally(() => waiting.delete(key));
}

function pingWebSocket() {
  return exchange('websocket', t => links.websocket.send(page.setting('format') === 'binary' ? ping(t) : JSON.stringify({ op: 'ping', t })));
}

/** A command from the lane that cannot carry it: a request, answered twice. */
async function pingSse() {
  let request = null;
  let received = 0;
  const sent = now();
  const event = exchange('sse', t => {
    request = post('ping', { t }).finally(() => (received = now()));
    // Who gets no event must not wait for one.
    request.then(answer => answer.event || waiting.get(`sse${t}`)?.(answer), () => waiting.get(`sse${t}`)?.({ ts: 0 }));
  });
  const came = await event;
  const answer = await request;
  return { http: received - sent, event: answer.event && came ? came.received - sent : null };
}

async function synchronize() {
  const pings = [];
  for (let i = 0; i < PINGS; i++) {
    const each = await pingWebSocket();
    if (each) pings.push(each);
  }
  const clock = clockOffset(pings);
  // While the page was loading they may have taken long.
  if (clock && (page.clock === null || clock.error < page.clock.error)) page.clock = clock;
  page.roundTrips.websocket ??= clock?.roundTrip ?? null;
}

/** Asks the server for what it has written, and holds the framing that was computed against it. */
async function ask() {
  const response = await fetch(`/compare/bytes?visitor=${page.visitor}`);
  if (response.status === 404) return closed(await response.json());
  if (!response.ok) return;
  for (const told of (await response.json()).lanes) {
    const lane = page[told.transport];
    lane.told = told;
    if (lane.opens === lane.firstOf) lane.warm = told.reused;
    const computed = lane.computed + (told.transport === 'sse' ? FIRST_CHUNK : 0);
    const difference = told.body - computed;
    if (page.setting('compress') === 'on') {
      const ratio = computed ? Math.round((100 * told.body) / computed) : 0;
      lane.reconciled = `${told.body} bytes, compressed; that is ${ratio} % of the ${computed} that were computed`;
    } else lane.reconciled = difference === 0 ? `${told.body} bytes, as computed` : `${told.body} bytes, ${difference} not here yet or not computed`;
  }
}

function closed(problem) {
  page.enabled = false;
  notice(`${problem.message}. The lanes work all the same.`);
  for (const button of document.querySelectorAll('#experiments button')) button.disabled = !button.dataset.local;
}

function notice(text) {
  const node = document.querySelector('#notice');
  node.hidden = false;
  setText(node, text);
}

// ---- experiments

async function post(name, parameters = {}) {
  const response = await fetch(`/compare/experiments/${name}?${new URLSearchParams({ visitor: page.visitor, ...parameters })}`, { method: 'POST' });
  const answer = await response.json();
  if (!response.ok) throw new UnavailableError(answer.message);
  return answer;
}

let running = false;

async function run(experiment) {
  if (running) return;
  running = true;
  const output = document.querySelector('#result');
  delete output.dataset.done;
  setText(output, `${experiment.label} …`);
  const buttons = [...document.querySelectorAll('#experiments button')].filter(button => !button.disabled);
  for (const button of buttons) button.setAttribute('aria-disabled', 'true');
  try {
    const text = await experiment.run(page);
    const missed = page.sse.score.missed + page.websocket.score.missed;
    const doubled = page.sse.score.doubled + page.websocket.score.doubled;
    setText(output, `${text} Score: ${missed} missed, ${doubled} doubled.`);
    page.lastExperiment = { name: experiment.name, text, missed, doubled };
  } catch (failure) {
    if (!(failure instanceof UnavailableError)) throw failure;
    setText(output, failure.message);
  } finally {
    running = false;
    output.dataset.done = experiment.name;
    for (const button of buttons) button.removeAttribute('aria-disabled');
    draw();
  }
}

/** `?exp=cut&rate=10`: runs an experiment on arrival, once both lanes are live. */
async function arrive() {
  const name = wishes.get('exp');
  if (name === null) return;
  const experiment = EXPERIMENTS.find(each => each.name === name);
  if (!experiment) {
    notice(`There is no experiment '${name.slice(0, 64)}'. There are: ${EXPERIMENTS.map(each => each.name).join(', ')}.`);
    return;
  }
  while (page.sse.state !== 'live' || page.websocket.state !== 'live') await new Promise(done => setTimeout(done, 100));
  await run(experiment);
}

function readRate() {
  const text = wishes.get('rate');
  if (text === null) return;
  const rate = Number(text);
  if (rate >= 0.1 && rate <= 100) {
    page.rate = rate;
    notice(`Asked for ${rate} updates per second (every=${Math.max(1, Math.round(1000 / rate))}ms); the server rounds up to whole ticks.`);
  } else notice(`rate is '${text.slice(0, 64)}', expected 0.1 to 100 updates per second.`);
}

// ---- what is seen

function draw() {
  page.sse.draw();
  page.websocket.draw();
  const { sse, websocket } = page.first;
  setText(
    document.querySelector('#first-written'),
    `${alternation()} Of ${sse + websocket} ticks, ${sse} came here by SSE first and ${websocket} by WebSocket.`,
  );
  fillTable(page);
}

/** As counted by the server, of the streams that are open now. */
function alternation() {
  const [sse, websocket] = [page.sse.told?.first, page.websocket.told?.first];
  if (sse === undefined || websocket === undefined) return 'The server writes to one first and to the other first, tick by tick.';
  if (page.setting('delay') !== '0') return 'With the artificial delay the server takes no turns.';
  return `The server takes turns, and has written to SSE first ${sse} times and to the WebSocket first ${websocket} times.`;
}

function showVerdict() {
  const needs = [...document.querySelectorAll('#needs input:checked')].map(input => input.value);
  const { choice, title, reasons } = verdict(needs);
  const names = { sse: 'For SSE: ', websocket: 'For WebSocket: ', either: 'For neither: ' };
  document
    .querySelector('#verdict')
    .replaceChildren(
      element('h3', { 'data-choice': choice }, title),
      element('ul', {}, ...reasons.map(reason => element('li', {}, names[reason.for] + reason.text))),
    );
}

function build() {
  document.querySelector('#lanes').append(page.sse.node, page.websocket.node);
  for (const experiment of EXPERIMENTS) {
    const button = element('button', { type: 'button', 'data-experiment': experiment.name, onclick: () => run(experiment) }, experiment.label);
    if (experiment.local) button.dataset.local = 'true';
    document.querySelector('#experiments').append(button);
  }
  for (const [need, text] of NEEDS) {
    document.querySelector('#needs').append(element('label', {}, element('input', { type: 'checkbox', value: need, onchange: showVerdict }), ` ${text}`));
  }
  settings.addEventListener('change', event => {
    if (event.target.name === 'comesBack') return;
    page.sse.forget();
    page.websocket.forget();
    page.first = { sse: 0, websocket: 0 };
    open({ afresh: event.target.name === 'format' });
  });
  settings.addEventListener('submit', event => event.preventDefault());
  document.querySelector('#reopen').addEventListener('click', () => open());
  document.querySelector('#copy').addEventListener('click', copy);
}

async function copy() {
  const text = JSON.stringify(result(page), null, 2);
  try {
    await navigator.clipboard.writeText(text);
    setText(document.querySelector('#copied'), 'Copied.');
  } catch {
    setText(document.querySelector('#copied'), 'This browser does not let a page copy here.');
  }
}

/** Who comes back goes on where they left. */
addEventListener('pagehide', () => {
  for (const link of Object.values(links)) link.close();
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ sse: page.sse.score.position, websocket: page.websocket.score.position }));
  } catch {
    // Then there is a snapshot.
  }
});
addEventListener('pageshow', event => event.persisted && open());

function remembered() {
  if (performance.getEntriesByType('navigation')[0]?.type !== 'back_forward') return;
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    for (const transport of ['sse', 'websocket']) {
      if (kept?.[transport]) page[transport].score.take({ type: 'heartbeat', id: kept[transport] });
    }
    document.querySelector('#lanes').dataset.resumed = String(Boolean(kept?.sse));
  } catch {
    // Nothing that could be gone on from.
  }
}

build();
readRate();
remembered();
showVerdict();
document.documentElement.dataset.motion = still.matches ? 'still' : 'running';
if (!still.matches) setInterval(draw, 250);
onTheme(draw);
open();
ask();
setInterval(() => page.enabled && ask(), 3000);
setTimeout(() => page.websocket.state === 'live' && synchronize(), 5000);
arrive();
globalThis.compare = page;
