/** Server-Sent Events: the browser comes back by itself, and says where it was (`Last-Event-ID`). */
export function sseLane(url, { opened, message, lost }) {
  const source = new EventSource(url);
  source.onopen = opened;
  source.onmessage = event => message(event.data, event.lastEventId);
  source.onerror = () => lost(source.readyState === EventSource.CLOSED ? 'gave-up' : 'reconnecting');
  return { close: () => source.close() };
}
