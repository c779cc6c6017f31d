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

/** Row numbers by fingerprint, in 12 bytes an entry: a list of 100,000 devices must not fill the memory. */
export interface RowTable {
  /** The row first stored under this fingerprint; `undefined` when there is none. */
  find(key: Fingerprint): number | undefined;
  /** Stores a row unless there is one already. */
  add(key: Fingerprint, row: number): void;
}

/** An empty table: open addressing, at most four fifths full. */
export function createRowTable(): RowTable {
  let capacity = 1024;
  let highs = new Uint32Array(capacity);
  let lows = new Uint32Array(capacity);
  // Row plus one, so that zero is an empty place.
  let rows = new Uint32Array(capacity);
  let used = 0;

  function place({ high, low }: Fingerprint): number {
    let at = low & (capacity - 1);
    while (rows[at] !== 0 && (highs[at] !== high || lows[at] !== low)) at = (at + 1) & (capacity - 1);
    return at;
  }

  function put(key: Fingerprint, row: number): void {
    const at = place(key);
    if (rows[at] !== 0) return;
    highs[at] = key.high;
    lows[at] = key.low;
    rows[at] = row + 1;
    used += 1;
  }

  function grow(): void {
    const old = { highs, lows, rows };
    capacity *= 2;
    highs = new Uint32Array(capacity);
    lows = new Uint32Array(capacity);
    rows = new Uint32Array(capacity);
    used = 0;
    for (const [at, row] of old.rows.entries()) {
      if (row !== 0) put({ high: old.highs[at] ?? 0, low: old.lows[at] ?? 0 }, row - 1);
    }
  }

  return {
    find(key) {
      const row = rows[place(key)] ?? 0;
      return row === 0 ? undefined : row - 1;
    },
    add(key, row) {
      if (used * 5 >= capacity * 4) grow();
      put(key, row);
    },
  };
}

/** Numbers in a row, four bytes each. */
export interface NumberList {
  get(index: number): number;
  set(index: number, value: number): void;
}

/** An empty list that grows as it is written to; places never written are 0. */
export function createNumberList(): NumberList {
  let values = new Uint32Array(1024);
  return {
    get: (index) => values[index] ?? 0,
    set(index, value) {
      if (index >= values.length) {
        const larger = new Uint32Array(Math.max(values.length * 2, index + 1));
        larger.set(values);
        values = larger;
      }
      values[index] = value;
    },
  };
}
