/* Runs before the first paint, so that a page in the dark does not flash. The rest is theme.js. */
try {
  const wish = localStorage.getItem('pulseboard.theme');
  if (wish === 'light' || wish === 'dark') document.documentElement.dataset.theme = wish;
} catch {
  // No storage: the system's theme it is.
}
