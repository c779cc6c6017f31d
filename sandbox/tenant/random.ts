import { createHash } from 'node:crypto';

/** Seeded randomness: the same seed gives the same tenant, run after run. */
export interface Random {
  /** 0 (included) to 1 (excluded). */
  next(): number;
  /** This many decimal digits. */
  digits(count: number): string;
  bytes(count: number): Buffer;
  /** A version 4 GUID in lower case. */
  guid(): string;
}

/** Mulberry32, a small generator with 32 bits of state; good enough for made-up data, never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  function bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => Math.floor(next() * 256)));
  }
  return {
    next,
    bytes,
    digits: (count) => Array.from({ length: count }, () => Math.floor(next() * 10)).join(''),
    guid: () => asGuid(bytes(16)),
  };
}

/** A GUID that depends on nothing but this name, for objects that keep their id from run to run. */
export function guidOf(name: string): string {
  return asGuid(createHash('sha256').update(name).digest().subarray(0, 16));
}

function asGuid(bytes: Buffer): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
