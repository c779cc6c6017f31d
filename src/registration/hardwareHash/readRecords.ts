/** Where one record of a hash lies; `end` is exclusive. */
export interface HashRecord {
  type: number;
  start: number;
  end: number;
}

/** Bytes before the first record: magic `OA` and the u16 length. */
const headerLength = 4;

/**
 * Walks the records between the header and `total`: u16 type, u16 length including these four bytes, payload. `exact` is false when the
 * walk runs into the end of the bytes or past `total`, which an unharmed hash never does; the records before that point are returned.
 */
export function readRecords(bytes: Buffer, total: number): { records: HashRecord[]; exact: boolean } {
  const records: HashRecord[] = [];
  const limit = Math.min(total, bytes.length);
  let offset = headerLength;
  while (offset + 4 <= limit) {
    const length = bytes.readUInt16LE(offset + 2);
    if (length < 4 || offset + length > limit) break;
    records.push({ type: bytes.readUInt16LE(offset), start: offset + 4, end: offset + length });
    offset += length;
  }
  return { records, exact: offset === total };
}
