/** Runs the checks one after the other, and shows what came of them. */

import { element, setText } from '/app/dom.js';
import { PROXIES, explain } from '/doctor/findings.js';
import * as probes from '/doctor/probes.js';
import * as verdict from '/doctor/verdict.js';

const SIGNS = {
  waiting: ['○', 'waiting'],
  testing: ['…', 'testing'],
  good: ['✓', 'good'],
  warning: ['!', 'could be better'],
  bad: ['✕', 'wrong'],
  unknown: ['?', 'not tested'],
};

/** How much longer than the heartbeat silence is tested, in seconds. */
const BEYOND_HEARTBEAT = 5;
const USUAL_SECONDS = 20;

const at = id => document.getElementById(id);
const parts = {};
for (const id of ['controls', 'run', 'stop', 'seconds', 'copy', 'summary', 'checks', 'mending', 'proxies', 'untried', 'findings']) parts[id] = at(id);

const rows = new Map(verdict.CHECKS.map(check => [check.id, row(check)]));
let running = null;
let result = null;

function row({ id, title }) {
  const sign = element('span.sign', { 'aria-hidden': 'true' });
  const word = element('span.word');
  const text = element('p.text');
  const item = element('li', { 'data-check': id }, sign, element('div', {}, element('h3', {}, title), text), word);
  parts.checks.append(item);
  const show = (level, words = '') => {
    item.dataset.level = level;
    setText(sign, SIGNS[level][0]);
    setText(word, SIGNS[level][1]);
    setText(text, words);
  };
  show('waiting');
  return { show };
}

/**
 * What each check measures, and how it is judged. `done` holds what was measured before.
 *
 * @type {Object<string, {measure: (signal: AbortSignal, done: object) => Promise<object>, judge: (measured: object, done: object) => object}>}
 */
const STEPS = {
  server: { measure: probes.server, judge: verdict.judgeServer },
  clock: { measure: probes.clock, judge: verdict.judgeClock },
  flow: { measure: signal => sure(probes.flow, signal), judge: verdict.judgeFlow },
  plain: { measure: signal => sure(probes.plain, signal), judge: verdict.judgePlain },
  resume: { measure: probes.resume, judge: verdict.judgeResume },
  socket: { measure: signal => sure(probes.socket, signal), judge: (measured, done) => verdict.judgeSocket(measured, has(done, 'server', 'host-changed', 'port-lost')) },
  connections: { measure: probes.connections, judge: (measured, done) => verdict.judgeConnections(measured, has(done, 'flow', 'buffered')) },
  silence: { measure: silence, judge: verdict.judgeSilence },
};

/** A machine that was busy for a moment also makes events come all at once: what looks held is looked at again. */
async function sure(measure, signal) {
  const first = await measure(signal);
  return verdict.held(first.events) && !signal.aborted ? measure(signal) : first;
}

function has(done, check, ...ids) {
  return done[check].outcome.findings.some(each => ids.includes(each.id));
}

async function silence(signal, done) {
  const seconds = Number(parts.seconds.value);
  const { heartbeat } = done.server.measured.seen;
  const began = Date.now();
  const timer = setInterval(() => {
    rows.get('silence').show('testing', `Silent for ${Math.round((Date.now() - began) / 1000)} of ${seconds} s.`);
  }, 1000);
  try {
    return await probes.silence(signal, seconds, heartbeat);
  } finally {
    clearInterval(timer);
  }
}

async function run() {
  const stop = new AbortController();
  running = stop;
  result = null;
  begin();
  const done = {};
  for (const { id } of verdict.CHECKS) {
    if (stop.signal.aborted) break;
    rows.get(id).show('testing');
    const measured = await STEPS[id].measure(stop.signal, done);
    // What was stopped in the middle says nothing, but a silence that was borne until then does.
    if (stop.signal.aborted && id !== 'silence') break;
    const outcome = STEPS[id].judge(measured, done);
    done[id] = { measured, outcome };
    rows.get(id).show(outcome.level, outcome.text);
    if (id === 'server' && !measured.seen) break;
  }
  for (const { id } of verdict.CHECKS) {
    if (!done[id]) rows.get(id).show('unknown');
  }
  finish(done);
}

function begin() {
  for (const each of rows.values()) each.show('waiting');
  parts.mending.hidden = true;
  parts.copy.hidden = true;
  parts.run.hidden = true;
  parts.stop.hidden = false;
  parts.stop.focus();
  parts.seconds.disabled = true;
  setText(parts.summary, 'Testing.');
  delete document.body.dataset.done;
}

function finish(done) {
  running = null;
  const outcomes = verdict.CHECKS.map(({ id }) => done[id]?.outcome ?? { level: 'unknown', text: '', findings: [] });
  const findings = unique(outcomes.flatMap(each => each.findings));
  const off = done.server?.measured.problem?.code === 'doctor_off';
  const summary = off ? `Nothing can be tested: ${done.server.outcome.text}.` : verdict.summarize(outcomes);
  result = report(done, summary, findings);
  const focused = document.activeElement === parts.stop;
  parts.stop.hidden = true;
  parts.run.hidden = false;
  setText(parts.run, 'Test again');
  if (focused) parts.run.focus();
  parts.copy.hidden = false;
  parts.seconds.disabled = false;
  setText(parts.summary, summary);
  parts.findings.replaceChildren(...findings.map(article));
  parts.mending.hidden = findings.length === 0;
  showProxy();
  document.body.dataset.done = findings.map(each => each.id).join(' ');
}

/** The same thing can be seen by two checks; the worse one counts. */
function unique(findings) {
  const byId = new Map();
  for (const each of findings) {
    if (byId.get(each.id)?.level !== 'bad') byId.set(each.id, each);
  }
  return [...byId.values()].sort((a, b) => Number(b.level === 'bad') - Number(a.level === 'bad'));
}

function report(done, summary, findings) {
  return {
    made: new Date().toISOString(),
    page: location.origin,
    browser: navigator.userAgent,
    summary,
    findings: findings.map(each => ({ ...each, title: explain(each).title })),
    checks: Object.fromEntries(Object.entries(done).map(([id, { measured, outcome }]) => [id, { level: outcome.level, text: outcome.text, measured }])),
  };
}

function article(finding) {
  const { title, words, remedy } = explain(finding);
  const [sign, word] = SIGNS[finding.level];
  const blocks = PROXIES.map(({ id }) => element('div.remedy', { 'data-proxy': id }, ...remedy[id].map(lines)));
  return element('article', { 'data-finding': finding.id, 'data-level': finding.level },
    element('h3', {}, element('span.sign', { 'aria-hidden': 'true' }, sign), `${title} `, element('span.word', {}, word)),
    element('p', {}, words),
    ...blocks);
}

function lines([where, text]) {
  if (where === 'nothing to set') return element('p.quiet', {}, text);
  const copy = element('button', { type: 'button', 'aria-label': `Copy the lines for ${where}`, onclick: () => copyText(copy, text) }, 'Copy');
  return element('figure', {},
    element('figcaption', {}, element('span', {}, 'in ', element('b', {}, where)), copy),
    element('pre', { tabindex: '0', 'aria-label': `Lines for ${where}`, role: 'region' }, element('code', { 'data-where': where }, text)));
}

function showProxy() {
  const chosen = PROXIES.find(each => each.id === parts.proxies.querySelector('input:checked').value);
  for (const each of parts.findings.querySelectorAll('.remedy')) each.hidden = each.dataset.proxy !== chosen.id;
  parts.untried.hidden = chosen.tried;
  setText(parts.untried, `The lines for ${chosen.name} are written from its documentation and were not tried.`);
}

async function copyText(button, text) {
  const before = button.textContent;
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copied = copyOldStyle(text);
  }
  setText(button, copied ? 'Copied' : 'Copying is not allowed here');
  setTimeout(() => setText(button, before), 2000);
}

/** The clipboard is for secure pages only; over plain HTTP there is still this. */
function copyOldStyle(text) {
  const field = element('textarea', { class: 'unseen', 'aria-hidden': 'true' });
  const focused = document.activeElement;
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  focused?.focus();
  return copied;
}

function offerProxies() {
  for (const { id, name } of PROXIES) {
    parts.proxies.append(element('label', {}, element('input', { type: 'radio', name: 'proxy', value: id, checked: id === PROXIES[0].id }), name));
  }
  parts.proxies.addEventListener('change', showProxy);
}

/** Asks the server how long a silence may last here, and suggests one that is a little longer than a stream's. */
async function prepare() {
  const asked = Number(new URLSearchParams(location.search).get('silence'));
  const { seen, problem } = await probes.server(new AbortController().signal);
  const most = seen?.maxSeconds ?? 600;
  const usual = seen ? Math.ceil(seen.heartbeat / 1000) + BEYOND_HEARTBEAT : USUAL_SECONDS;
  parts.seconds.max = most;
  parts.seconds.value = Math.min(most, Number.isInteger(asked) && asked > 0 ? asked : usual);
  if (problem?.code === 'doctor_off') {
    setText(parts.summary, `Nothing can be tested: ${problem.message}.`);
    parts.run.disabled = true;
    parts.seconds.disabled = true;
  }
  document.body.dataset.ready = '';
}

offerProxies();
parts.controls.addEventListener('submit', event => {
  event.preventDefault();
  if (!running) run();
});
parts.stop.addEventListener('click', () => running?.abort());
parts.copy.addEventListener('click', () => copyText(parts.copy, JSON.stringify(result, null, 2)));
prepare();
