#!/usr/bin/env node
// Prints a stream over WebSocket, taken up again where it was lost: node websocket.mjs [query] [server]
// Node 22 or newer, or 20 with --experimental-websocket, and nothing else.
const [query = 'node_memory_MemAvailable_bytes', server = 'http://localhost:8080'] = process.argv.slice(2);
const SILENCE = 15_000 + 6_000; // The server's heartbeat, and how late it may be.
const LONGEST_WAIT = 30_000;

if (typeof WebSocket === 'undefined') {
  console.error(`Node ${process.version} has no WebSocket: it takes Node 22, or 20 with --experimental-websocket`);
  process.exit(2);
}

let after = null; // Up to where nothing is missing.
let attempt = 0;
let socket, watchdog;

function dial() {
  const url = new URL(`${server.replace('http', 'ws')}/metrics/ws`);
  url.searchParams.set('query', query);
  if (after) url.searchParams.set('after', after);
  socket = new WebSocket(url);
  socket.onmessage = event => {
    attempt = 0;
    watch();
    hear(JSON.parse(event.data));
  };
  socket.onerror = event => { // Where the handshake fails, Node says this and not always `close`.
    console.error('lost:', event.message);
    lost();
  };
  socket.onclose = () => lost();
  watch();
}

/** A connection can be dead without a word: what is silent for longer than a heartbeat is taken for that. */
function watch() {
  clearTimeout(watchdog);
  watchdog = setTimeout(lost, SILENCE);
}

/** Full jitter: all who lost one server do not come back in the same moment. */
function lost(wait = Math.random() * Math.min(LONGEST_WAIT, 1000 * 2 ** attempt++)) {
  clearTimeout(watchdog);
  socket.onmessage = socket.onerror = socket.onclose = null;
  socket.close();
  setTimeout(dial, wait);
}

function hear(message) {
  if (message.type === 'error') {
    console.error('refused:', message.message);
    process.exit(1);
  }
  console.log(message.type, message.id ?? '', message.values ?? '');
  if (message.type === 'bye') {
    if (message.reconnect) return lost(message.retry);
    process.exit(1);
  }
  // A snapshot in several parts counts once the last is there. An annotation's id is no position.
  const whole = (message.part ?? 1) === (message.parts ?? 1);
  if (['snapshot', 'update', 'heartbeat'].includes(message.type) && whole) after = message.id;
}

dial();
