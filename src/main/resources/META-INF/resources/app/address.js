/**
 * What the page's address says, so that a link leads to exactly this view: the range, the zone, a part of time, a search, a board, one chart, and how it
 * is shown. A board that is nowhere else is in the address itself, packed.
 *
 * `?range=15&tz=utc&from=..&to=..&q=..&board=shop|own:Name&view=<packed board>&chart=<id>&embed=1&kiosk=1&transport=sse`
 */

const LONGEST = 8000;

/** @returns {{range: number|null, utc: boolean|null, zoom: object|null, search: string, board: string|null, view: string|null, chart: string|null,
 *     embed: boolean, kiosk: boolean, transport: string|null}} */
export function readAddress(search = location.search) {
  const all = new URLSearchParams(search);
  const number = name => (all.has(name) && Number.isFinite(Number(all.get(name))) ? Number(all.get(name)) : null);
  const from = number('from');
  const to = number('to');
  return {
    range: number('range'),
    utc: all.has('tz') ? all.get('tz') === 'utc' : null,
    zoom: from !== null && to !== null && to > from ? { from, to } : null,
    search: all.get('q') ?? '',
    board: all.get('board'),
    view: all.get('view'),
    chart: all.get('chart'),
    embed: all.get('embed') === '1',
    kiosk: all.get('kiosk') === '1',
    transport: all.get('transport'),
  };
}

/** The address with these parameters; those that are null or empty are left out, those not named stay. */
export function addressWith(changes, base = location.href) {
  const url = new URL(base);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') url.searchParams.delete(name);
    else url.searchParams.set(name, String(value));
  }
  return url;
}

/** Packs a value into text that an address takes: JSON, deflated, base64url. */
export async function pack(value) {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const packed = await through(bytes, new CompressionStream('deflate-raw'));
  return btoa(String.fromCharCode(...packed)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @throws {Error} where the text is no packed value */
export async function unpack(text) {
  if (text.length > LONGEST) throw new Error('the view in the address is too long');
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw'))));
}

async function through(bytes, stream) {
  const packed = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
