/** What a message costs on the wire where nothing is compressed: computed, and held against what the server counts. */

const utf8 = new TextEncoder();
/** `retry: 1234` and an empty line, as a chunk: what a stream begins with. */
export const FIRST_CHUNK = chunk(13);

function chunk(length) {
  return length.toString(16).length + 2 + length + 2;
}

/** An event: an `id` line, a `data` line, an empty line (HTML, section 9.2.6), in a chunk (RFC 9112, section 7.1). */
export function sseBytes(data, id) {
  const payload = utf8.encode(data).length;
  const event = (id ? `id: ${id}\n`.length : 0) + 'data: '.length + payload + 2;
  return { payload, framing: chunk(event) - payload };
}

/** A frame of a server, which masks nothing (RFC 6455, section 5.2). */
export function webSocketBytes(data) {
  const payload = typeof data === 'string' ? utf8.encode(data).length : data.byteLength;
  return { payload, framing: payload < 126 ? 2 : payload <= 0xffff ? 4 : 10 };
}
