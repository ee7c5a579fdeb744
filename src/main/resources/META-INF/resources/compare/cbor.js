/** As much of CBOR (RFC 8949) as the messages of `pulseboard.cbor.v1` and a ping need. */

const text = new TextDecoder();
const utf8 = new TextEncoder();

/** @param {ArrayBuffer} buffer one item */
export function decode(buffer) {
  const view = new DataView(buffer);
  let at = 0;
  const length = info => {
    if (info < 24) return info;
    const size = 1 << (info - 24);
    at += size;
    if (size === 1) return view.getUint8(at - 1);
    if (size === 2) return view.getUint16(at - 2);
    return size === 4 ? view.getUint32(at - 4) : Number(view.getBigUint64(at - 8));
  };
  const bytes = count => new Uint8Array(buffer, (at += count) - count, count);
  const item = () => {
    const head = view.getUint8(at++);
    const info = head & 31;
    const major = head >> 5;
    if (major === 7) return simple(info);
    const count = length(info);
    if (major === 0) return count;
    if (major === 1) return -1 - count;
    if (major === 2) return bytes(count);
    if (major === 3) return text.decode(bytes(count));
    if (major === 4) return Array.from({ length: count }, item);
    if (major === 5) return Object.fromEntries(Array.from({ length: count }, () => [item(), item()]));
    return item(); // A tag says how to read what follows; nothing here depends on it.
  };
  const simple = info => {
    if (info === 25) return half(length(25));
    if (info === 26) return view.getFloat32((at += 4) - 4);
    if (info === 27) return view.getFloat64((at += 8) - 8);
    return info === 20 ? false : info === 21 ? true : null;
  };
  return item();
}

function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 25) * (1024 + fraction) : 2 ** -24 * fraction);
}

/** `{"op": "ping", "t": mark}`; a mark below 2^16. */
export function ping(mark) {
  const word = each => [0x60 + each.length, ...utf8.encode(each)];
  return new Uint8Array([0xa2, ...word('op'), ...word('ping'), ...word('t'), 0x19, mark >> 8, mark & 255]);
}
