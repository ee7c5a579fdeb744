/* Runs before the first paint, so that a page in the dark does not flash. The rest is theme.js. */
try {
  const wish = localStorage.getItem('pulseboard.theme');
  if (wish === 'light' || wish === 'dark') document.documentElement.dataset.theme = wish;
} catch {
  // No storage: the system's theme it is.
}

/* The worker that holds the stream takes as long to start as the page takes to load: a page that says so has it started first; stream.js takes it over. */
(() => {
  if (!document.currentScript.hasAttribute('data-stream')) return;
  const wishes = new URLSearchParams(location.search);
  if (typeof SharedWorker !== 'function' || wishes.get('shared') === '0' || wishes.get('embed') === '1') return;
  const url = new URL('/app/stream-worker.js', location.href);
  if (wishes.has('park')) url.searchParams.set('park', wishes.get('park'));
  try {
    globalThis.streamWorker = { url, worker: new SharedWorker(url, { type: 'module', name: 'pulseboard' }) };
  } catch {
    // Not allowed here: stream.js finds out in its turn.
  }
})();
