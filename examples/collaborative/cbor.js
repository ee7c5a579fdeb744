/**
 * As much of CBOR (RFC 8949) as carries what JSON can say, both ways. Decoding takes what an encoder may choose to write: lengths that are known
 * or not, floats of all three sizes, and tags, which it passes over.
 */

const text = { encoder: new TextEncoder(), decoder: new TextDecoder('utf-8', { fatal: true }) };

/** @returns {Uint8Array} */
export function encode(value) {
  const bytes = [];
  write(value, bytes);
  return Uint8Array.from(bytes);
}

function write(value, bytes) {
  if (value === null || value === undefined) bytes.push(0xf6);
  else if (typeof value === 'boolean') bytes.push(value ? 0xf5 : 0xf4);
  else if (typeof value === 'number') writeNumber(value, bytes);
  else if (typeof value === 'string') {
    const encoded = text.encoder.encode(value);
    head(3, encoded.length, bytes);
    bytes.push(...encoded);
  } else if (Array.isArray(value)) {
    head(4, value.length, bytes);
    for (const each of value) write(each, bytes);
  } else {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    head(5, entries.length, bytes);
    for (const [key, each] of entries) {
      write(key, bytes);
      write(each, bytes);
    }
  }
}

function writeNumber(value, bytes) {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    head(value < 0 ? 1 : 0, value < 0 ? -1 - value : value, bytes);
  } else {
    bytes.push(0xfb, ...bigEndian(8, view => view.setFloat64(0, value)));
  }
}

/** The major type and its argument, in as few bytes as it takes (section 3). */
function head(major, argument, bytes) {
  const first = major << 5;
  if (argument < 24) bytes.push(first | argument);
  else if (argument < 2 ** 8) bytes.push(first | 24, argument);
  else if (argument < 2 ** 16) bytes.push(first | 25, ...bigEndian(2, view => view.setUint16(0, argument)));
  else if (argument < 2 ** 32) bytes.push(first | 26, ...bigEndian(4, view => view.setUint32(0, argument)));
  else bytes.push(first | 27, ...bigEndian(8, view => view.setBigUint64(0, BigInt(argument))));
}

function bigEndian(length, set) {
  const buffer = new ArrayBuffer(length);
  set(new DataView(buffer));
  return new Uint8Array(buffer);
}

/**
 * @param {ArrayBuffer} buffer one item, and nothing behind it
 * @throws {Error} where it is not that
 */
export function decode(buffer) {
  const reader = new Reader(buffer);
  const value = reader.item();
  if (reader.at !== buffer.byteLength) throw new Error(`CBOR: ${buffer.byteLength - reader.at} bytes behind the item`);
  return value;
}

const BREAK = Symbol('break');

class Reader {
  at = 0;
  #view;

  constructor(buffer) {
    this.#view = new DataView(buffer);
  }

  item() {
    const value = this.#itemOrBreak();
    if (value === BREAK) throw new Error(`CBOR: a break before byte ${this.at} ends nothing`);
    return value;
  }

  #itemOrBreak() {
    const first = this.#take(1).getUint8(0);
    const [major, info] = [first >> 5, first & 31];
    if (major === 7) return this.#simple(info);
    const length = info === 31 ? Infinity : this.#argument(info);
    switch (major) {
      case 0: return this.#known(length);
      case 1: return -1 - this.#known(length);
      case 2: return this.#string(length, parts => Uint8Array.from(parts.flatMap(part => [...part])));
      case 3: return this.#string(length, parts => parts.map(part => text.decoder.decode(part)).join(''));
      case 4: return this.#several(length, () => this.#itemOrBreak());
      case 5: return Object.fromEntries(this.#several(length, () => this.#entry()));
      default: this.#known(length); return this.item();
    }
  }

  #entry() {
    const key = this.#itemOrBreak();
    return key === BREAK ? BREAK : [key, this.item()];
  }

  #several(length, next) {
    const all = [];
    while (all.length < length) {
      const value = next();
      if (value !== BREAK) all.push(value);
      else if (length === Infinity) break;
      else throw new Error(`CBOR: a break before byte ${this.at} ends nothing`);
    }
    return all;
  }

  #string(length, join) {
    if (length !== Infinity) {
      const taken = this.#take(length);
      return join([new Uint8Array(taken.buffer, taken.byteOffset, length)]);
    }
    const parts = this.#several(Infinity, () => this.#itemOrBreak());
    return typeof parts[0] === 'string' ? parts.join('') : join(parts);
  }

  #simple(info) {
    switch (info) {
      case 20: return false;
      case 21: return true;
      case 22: return null;
      case 23: return undefined;
      case 25: return halfFloat(this.#take(2).getUint16(0));
      case 26: return this.#take(4).getFloat32(0);
      case 27: return this.#take(8).getFloat64(0);
      case 31: return BREAK;
      default: throw new Error(`CBOR: simple value ${info} before byte ${this.at} is not known`);
    }
  }

  #argument(info) {
    if (info < 24) return info;
    if (info === 24) return this.#take(1).getUint8(0);
    if (info === 25) return this.#take(2).getUint16(0);
    if (info === 26) return this.#take(4).getUint32(0);
    if (info === 27) return Number(this.#take(8).getBigUint64(0));
    throw new Error(`CBOR: additional information ${info} before byte ${this.at} is reserved`);
  }

  #known(length) {
    if (length === Infinity) throw new Error(`CBOR: a number or tag before byte ${this.at} has no value`);
    return length;
  }

  #take(length) {
    if (this.at + length > this.#view.byteLength) throw new Error(`CBOR: cut off at byte ${this.#view.byteLength}`);
    this.at += length;
    return new DataView(this.#view.buffer, this.#view.byteOffset + this.at - length, length);
  }
}

/** Appendix D. */
function halfFloat(bits) {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const size = exponent === 0 ? fraction * 2 ** -24
    : exponent < 31 ? (fraction + 1024) * 2 ** (exponent - 25)
    : fraction ? NaN : Infinity;
  return bits & 0x8000 ? -size : size;
}
