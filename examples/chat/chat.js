import { keepOpen } from '../socket.js';

const PULSEBOARD = 'http://localhost:8080';
const TAG = 'chat';
const KEPT = 500;
const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });
const $ = id => document.getElementById(id);
const known = new Set();

// A query that selects no series: there is nothing to come but annotations and heartbeats.
const socket = keepOpen(`${PULSEBOARD.replace('http', 'ws')}/metrics/ws?query=none`, {
  onOpen: readPast,
  onMessage(message) {
    if (message.type === 'annotation') show(message);
    if (message.type === 'error') complain(message.message);
  },
  onState({ state, text }) {
    $('state').textContent = text;
    $('state').dataset.state = state;
  },
});

/** Annotations are not replayed: what was said before this connection is asked for. */
async function readPast() {
  try {
    const response = await fetch(`${PULSEBOARD}/metrics/annotations?range=60m`);
    const { annotations } = await response.json();
    annotations.forEach(show);
  } catch {
    complain('What was said before could not be read.');
  }
}

/** Text is set as text, never as HTML: it may be anybody's. */
function show({ id, ts, text, tags }) {
  if (tags?.[0] !== TAG) return;
  // Ids are counted anew by a server that was started again, times are not.
  const key = `${ts} ${id}`;
  if (known.has(key)) return;
  known.add(key);
  const [item, time, name] = ['li', 'time', 'strong'].map(each => document.createElement(each));
  time.dateTime = new Date(ts).toISOString();
  time.textContent = clock.format(ts);
  name.textContent = tags[1] ?? 'somebody';
  item.dataset.ts = ts;
  item.append(time, name, text);
  const list = $('messages');
  list.insertBefore(item, [...list.children].find(other => Number(other.dataset.ts) > ts) ?? null);
  while (list.children.length > KEPT) list.firstElementChild.remove();
  $('log').scrollTop = $('log').scrollHeight;
}

function complain(text) {
  $('trouble').textContent = text;
}

$('form').addEventListener('submit', event => {
  event.preventDefault();
  const [name, text] = [$('name').value.trim(), $('text').value.trim()];
  if (!name || !text) return;
  complain('');
  // It is shown when it comes back, like everybody's: so what is on the screen is what all have.
  const sent = socket.send(JSON.stringify({ op: 'annotate', text, tags: [TAG, name] }));
  if (sent) $('text').value = '';
  else complain('There is no connection just now. Your message is still here: send it again.');
});
