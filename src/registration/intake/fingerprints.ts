import { hash } from 'node:crypto';

/** 64 bits that stand for a text: two different ones share them once in billions of files. */
export interface Fingerprint {
  high: number;
  low: number;
}

/** The fingerprint of a text. */
export function fingerprint(text: string): Fingerprint {
  return fingerprintOfDigest(hash('sha256', text, 'hex'));
}

/** The fingerprint of something already hashed, given in hex. */
export function fingerprintOfDigest(hex: string): Fingerprint {
  return { high: Number.parseInt(hex.slice(0, 8), 16), low: Number.parseInt(hex.slice(8, 16), 16) };
}

/** Numbers in a row, four bytes each: a list of 100,000 devices must not fill the memory. */
export interface NumberList {
  /** 0 at places never written. */
  get(index: number): number;
  set(index: number, value: number): void;
}

const blockLength = 8192;

/** An empty list that grows block by block, without copying. */
export function createNumberList(): NumberList {
  const blocks: Uint32Array[] = [];
  return {
    get: (index) => blocks[Math.floor(index / blockLength)]?.[index % blockLength] ?? 0,
    set(index, value) {
      const at = Math.floor(index / blockLength);
      while (blocks.length <= at) blocks.push(new Uint32Array(blockLength));
      const block = blocks[at];
      if (block !== undefined) block[index % blockLength] = value;
    },
  };
}

/** What each row has of one kind, as fingerprints: which row had it first, and whether two rows have the same. */
export interface FingerprintIndex {
  /** Stores what a row has; resolves to the first row that had the same, itself included. */
  add(row: number, print: Fingerprint): number;
  /** Whether two rows have the same; `undefined` where one has none. */
  agree(one: number, other: number): boolean | undefined;
}

/** An empty index: open addressing over row numbers, at most four fifths full. */
export function createFingerprintIndex(): FingerprintIndex {
  const highs = createNumberList();
  const lows = createNumberList();
  // Row plus one, so that zero is an empty place; the same for rows that have none.
  let places = new Uint32Array(1024);
  let used = 0;

  /** Where a fingerprint is, or would be put. */
  function placeOf(high: number, low: number): number {
    let at = low & (places.length - 1);
    for (let row = places[at] ?? 0; row !== 0; row = places[at] ?? 0) {
      if (lows.get(row - 1) === low && highs.get(row - 1) === high) return at;
      at = (at + 1) & (places.length - 1);
    }
    return at;
  }

  function grow(): void {
    const old = places;
    places = new Uint32Array(old.length * 2);
    for (const row of old) {
      if (row !== 0) places[placeOf(highs.get(row - 1), lows.get(row - 1))] = row;
    }
  }

  return {
    add(row, { high, low }) {
      if (used * 5 >= places.length * 4) grow();
      const at = placeOf(high, low);
      highs.set(row, high);
      lows.set(row, low);
      const first = places[at] ?? 0;
      if (first !== 0) return first - 1;
      places[at] = row + 1;
      used += 1;
      return row;
    },
    agree(one, other) {
      const has = (row: number) => lows.get(row) !== 0 || highs.get(row) !== 0;
      if (!has(one) || !has(other)) return undefined;
      return lows.get(one) === lows.get(other) && highs.get(one) === highs.get(other);
    },
  };
}
