import { keepOpen } from '../socket.js';
import { decode, encode } from './cbor.js';

const PULSEBOARD = 'http://localhost:8080';
const [ROWS, COLUMNS] = [4, 6];
/** Pointers are sent so often, and no oftener: a connection may send 20 messages a second. */
const POINTER_EVERY = 100;
/** Each says where it sits so often; who has not been heard of for longer than two such times has left. */
const PRESENT_EVERY = 10_000;
const LEFT_AFTER = 25_000;

const $ = id => document.getElementById(id);
const me = Math.random().toString(36).slice(2, 6);
const others = new Map();
let binary = false;
let mySeat = '';

$('me').textContent = `guest ${me}`;
for (let i = 0; i < ROWS * COLUMNS; i++) $('seats').append(makeSeat(`${'ABCD'[Math.floor(i / COLUMNS)]}${(i % COLUMNS) + 1}`));

// Binary frames where the server speaks them, else text; the messages are the same. A query that selects no series: there is nothing to come
// but annotations and heartbeats.
const socket = keepOpen(`${PULSEBOARD.replace('http', 'ws')}/metrics/ws?query=none`, {
  protocols: ['pulseboard.cbor.v1', 'pulseboard.json.v1'],
  decode: data => (typeof data === 'string' ? JSON.parse(data) : decode(data)),
  onOpen({ protocol }) {
    binary = protocol === 'pulseboard.cbor.v1';
    $('frames').textContent = binary ? 'binary, CBOR' : 'text, JSON';
    say('hello');
    say('seat', mySeat);
  },
  onMessage(message, data) {
    if (message.type === 'error') $('trouble').textContent = message.message;
    if (message.type !== 'annotation' || message.tags?.[0] !== 'seats') return;
    const size = typeof data === 'string' ? new TextEncoder().encode(data).length : data.byteLength;
    $('last').textContent = `The last message has ${size} bytes.`;
    const [, who, what, ...details] = message.tags;
    if (who !== me) hear(who, what, details);
  },
  onState({ state, text }) {
    $('state').textContent = text;
    $('state').dataset.state = state;
  },
});

/** What one viewer says to all others is an annotation; what it is about is in its tags. */
function say(what, ...details) {
  const operation = { op: 'annotate', text: what, tags: ['seats', me, what, ...details].filter(tag => tag !== '') };
  return socket.send(binary ? encode(operation) : JSON.stringify(operation));
}

function hear(who, what, details) {
  if (what === 'bye') {
    forget(who);
  } else {
    const other = others.get(who) ?? { seat: '' };
    others.set(who, other);
    other.heardAt = performance.now();
    if (what === 'pointer') other.pointer = details.map(Number);
    if (what === 'seat') other.seat = details[0] ?? '';
    // Annotations are no state that a newcomer would be sent, so those who are there tell it.
    if (what === 'hello') say('seat', mySeat);
  }
  show();
}

function show() {
  const at = new Map([...others].filter(([, { seat }]) => seat).map(([who, { seat }]) => [seat, who]));
  for (const seat of $('seats').querySelectorAll('label')) {
    const by = at.get(seat.dataset.seat);
    seat.querySelector('small').textContent = by ? `guest ${by}` : '';
    if (by) seat.dataset.by = by;
    else delete seat.dataset.by;
  }
  const words = [...at].map(([seat, who]) => `guest ${who} has seat ${seat}`).join(', ');
  if ($('taken').textContent !== words) $('taken').textContent = words;
  for (const [who, other] of others) {
    if (!other.pointer) continue;
    other.element ??= makePointer(who);
    other.element.style.left = `${other.pointer[0] * 100}%`;
    other.element.style.top = `${other.pointer[1] * 100}%`;
  }
}

function forget(who) {
  others.get(who)?.element?.remove();
  others.delete(who);
}

function makePointer(who) {
  const element = document.createElement('span');
  element.className = 'pointer';
  element.textContent = who;
  $('pointers').append(element);
  return element;
}

/** A radio button, so that arrows and screen readers pick seats too. */
function makeSeat(name) {
  const [label, radio, by] = ['label', 'input', 'small'].map(each => document.createElement(each));
  Object.assign(radio, { type: 'radio', name: 'seat', value: name });
  radio.addEventListener('change', () => {
    mySeat = name;
    say('seat', mySeat);
  });
  label.dataset.seat = name;
  label.append(radio, name, by);
  return label;
}

let pointer = null;
$('board').addEventListener('pointermove', event => {
  const { left, top, width, height } = $('board').getBoundingClientRect();
  pointer = [(event.clientX - left) / width, (event.clientY - top) / height].map(part => part.toFixed(3));
});
setInterval(() => {
  if (pointer) say('pointer', ...pointer);
  pointer = null;
}, POINTER_EVERY);
setInterval(() => {
  say('seat', mySeat);
  for (const [who, { heardAt }] of others) if (performance.now() - heardAt > LEFT_AFTER) forget(who);
  show();
}, PRESENT_EVERY);
addEventListener('pagehide', () => say('bye'));
