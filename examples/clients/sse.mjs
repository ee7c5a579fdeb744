#!/usr/bin/env node
// Prints a stream over Server-Sent Events, taken up again where it was lost: node sse.mjs [query] [server]
// Node 18 or newer, and nothing else.
import { setTimeout as sleep } from 'node:timers/promises';

const [query = 'node_memory_MemAvailable_bytes', server = 'http://localhost:8080'] = process.argv.slice(2);
const SILENCE = 15_000 + 6_000; // The server's heartbeat, and how late it may be.
const LONGEST_WAIT = 30_000;

let after = null;
let attempt = 0;

/** The events of one connection, until it is lost or silent for too long. */
async function* events(url, headers) {
  const abort = new AbortController();
  const silent = () => abort.abort(new Error(`silent for ${SILENCE / 1000} s`));
  let watchdog = setTimeout(silent, SILENCE);
  try {
    const response = await fetch(url, { headers, signal: abort.signal });
    if (!response.ok) throw Object.assign(new Error(`${response.status} ${await response.text()}`), { response });
    let rest = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      clearTimeout(watchdog);
      watchdog = setTimeout(silent, SILENCE);
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) {
        const event = {};
        for (const line of block.split('\n')) {
          const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line);
          event[name] = name === 'data' && 'data' in event ? `${event.data}\n${value}` : value;
        }
        if ('data' in event) yield event;
      }
    }
  } finally {
    clearTimeout(watchdog);
    abort.abort();
  }
}

while (true) {
  let wait = Math.random() * Math.min(LONGEST_WAIT, 1000 * 2 ** attempt++); // full jitter
  try {
    const url = `${server}/metrics/stream?query=${encodeURIComponent(query)}`;
    for await (const { id, data } of events(url, { Accept: 'text/event-stream', ...(after && { 'Last-Event-ID': after }) })) {
      after = id ?? after;
      attempt = 0;
      const message = JSON.parse(data);
      console.log(message.type, message.id ?? '', message.values ?? '');
      if (message.type === 'bye') {
        if (!message.reconnect) throw Object.assign(new Error(message.reason), { final: true });
        wait = message.retry ?? wait;
      }
    }
  } catch (error) {
    const final = error.final || (error.response?.status < 500 && ![408, 429].includes(error.response.status)); // Asking again would not help.
    console.error(final ? 'refused:' : 'lost:', error.cause?.message ?? error.message);
    if (final) process.exit(1);
    wait = Math.max(wait, (Number(error.response?.headers.get('Retry-After')) || 0) * 1000);
  }
  await sleep(wait);
}
