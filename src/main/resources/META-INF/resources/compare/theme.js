/* Before the first paint; the theme is chosen on the dashboard. */
try {
  const wish = localStorage.getItem('pulseboard.theme');
  if (wish === 'light' || wish === 'dark') document.documentElement.dataset.theme = wish;
} catch {
  // No storage: the system's theme it is.
}
