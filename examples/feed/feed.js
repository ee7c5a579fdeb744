import { connect } from 'http://localhost:8080/client.js';

const PULSEBOARD = 'http://localhost:8080';
const KEPT = 100;
const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });
const $ = id => document.getElementById(id);

const known = new Set();
let missed = true;

connect({
  query: 'match_goals',
  onUpdate: showScore,
  onMessage(message) {
    if (message.type === 'annotation') showEvent(message);
  },
  onState(state) {
    $('state').textContent = state.text;
    $('state').dataset.state = state.state;
    // Annotations are not replayed: what came while there was no connection is asked for.
    if (state.state === 'connecting') missed = true;
    if (state.state === 'live' && missed) {
      missed = false;
      readPast();
    }
  },
});

async function readPast() {
  try {
    const response = await fetch(`${PULSEBOARD}/metrics/annotations?range=60m`);
    const { annotations } = await response.json();
    annotations.forEach(showEvent);
  } catch {
    missed = true;
  }
}

function showScore(values) {
  const score = Object.entries(values).flatMap(([key, goals]) => {
    const [team, count] = [document.createElement('dt'), document.createElement('dd')];
    team.textContent = /team="([^"]*)"/.exec(key)?.[1] ?? key;
    count.textContent = goals;
    return [[team, count]];
  });
  // Each name above its number, in a grid of two columns.
  $('score').replaceChildren(...score.map(pair => {
    const group = document.createElement('div');
    group.append(...pair);
    return group;
  }));
}

/** Newest first. Text is set as text: it may be anybody's. */
function showEvent({ id, ts, text, tags }) {
  if (tags?.[0] !== 'match') return;
  // Ids are counted anew by a server that was started again, times are not.
  const key = `${ts} ${id}`;
  if (known.has(key)) return;
  known.add(key);
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.dateTime = new Date(ts).toISOString();
  time.textContent = clock.format(ts);
  item.dataset.kind = tags[1];
  item.dataset.ts = ts;
  item.append(time, text);
  const list = $('events');
  list.insertBefore(item, [...list.children].find(other => Number(other.dataset.ts) <= ts) ?? null);
  while (list.children.length > KEPT) list.lastElementChild.remove();
}
