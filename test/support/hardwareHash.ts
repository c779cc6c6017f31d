import { createHash } from 'node:crypto';

/** What a made-up hash should say. Leave a field out for a usual value; `null` leaves its record out. */
export interface HashFields {
  serialNumber?: string | null;
  manufacturer?: string | null;
  model?: string | null;
  family?: string | null;
  smbiosUuid?: Buffer | null;
  tpm?: string | null;
  endorsementKey?: Buffer | null;
  /** Kind and value of record 11; by default what the endorsement key gives. */
  offlineDeviceId?: { kind: number; value: Buffer } | null;
  productKeyId?: string | null;
  /** Milliseconds since 1970 UTC. */
  capturedAt?: number;
  osType?: number;
  memoryGiB?: number;
  /** More records, put at the end. */
  more?: { type: number; payload: Buffer }[];
  /** Puts the records in another order. */
  arrange?: (records: Buffer[]) => Buffer[];
}

/** When made-up hashes were captured unless they say otherwise. */
export const captured = Date.UTC(2026, 5, 1, 9, 30);

/** The bytes of a hash without filling: header, records, trailer with a right digest. */
export function hashBytes(fields: HashFields = {}): Buffer {
  const serialNumber = fields.serialNumber === undefined ? 'PF0TEST1' : fields.serialNumber;
  const seed = (what: string) => createHash('sha256').update(`${what} ${serialNumber}`).digest();
  const key =
    fields.endorsementKey === undefined
      ? Buffer.concat(Array.from({ length: 8 }, (_, part) => seed(`ek ${part}`)))
      : fields.endorsementKey;
  const uuid = fields.smbiosUuid === undefined ? seed('uuid').subarray(0, 16) : fields.smbiosUuid;
  const tpm =
    fields.tpm === undefined
      ? "TPM-Version:2.0 -Level:0-Revision:1.59-VendorID:'INTC'-Firmware:458754.262144"
      : fields.tpm;
  const id = fields.offlineDeviceId === undefined ? defaultId(key) : fields.offlineDeviceId;
  const records = [
    record(1, capture(fields)),
    record(2, Buffer.alloc(12, 1)),
    record(34, Buffer.from([1, 2, 3, 4])),
    record(5, memory(fields.memoryGiB ?? 16)),
    ...(tpm === null ? [] : [record(13, text(tpm))]),
    ...(key === null ? [] : [record(25, key)]),
    ...(id === null ? [] : [record(11, Buffer.concat([Buffer.from([0, 0, 0, 0, id.kind, 0, 32, 0, 0, 0]), id.value]))]),
    ...(uuid === null ? [] : [record(12, uuid)]),
    ...(serialNumber === null ? [] : [record(14, text(serialNumber))]),
    ...strings(16, fields.manufacturer, 'LENOVO'),
    ...strings(17, fields.model, '21R3001BUK'),
    ...strings(19, fields.family, 'ThinkPad T14s'),
    ...strings(24, fields.productKeyId, null),
    ...(fields.more ?? []).map(({ type, payload }) => record(type, payload)),
  ];
  return seal(Buffer.concat(fields.arrange?.(records) ?? records));
}

/** Header and trailer around records. */
export function seal(records: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('OA\0\0'), records]);
  body.writeUInt16LE(body.length, 2);
  return Buffer.concat([body, Buffer.from([0x43, 0x53, 0x24, 0]), createHash('sha256').update(body).digest()]);
}

/** A hash as Windows writes it: 3,000 bytes, 4,000 characters. */
export function hashText(fields: HashFields = {}): string {
  const bytes = hashBytes(fields);
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, 3000 - bytes.length))]).toString('base64');
}

/** One record: type, length with these four bytes, payload. */
export function record(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(payload.length + 4, 2);
  return Buffer.concat([head, payload]);
}

function strings(type: number, value: string | null | undefined, usual: string | null): Buffer[] {
  const chosen = value === undefined ? usual : value;
  return chosen === null ? [] : [record(type, text(chosen))];
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

function defaultId(key: Buffer | null): { kind: number; value: Buffer } {
  if (key === null) return { kind: 3, value: Buffer.alloc(32, 7) };
  return { kind: 1, value: createHash('sha256').update(key).digest() };
}

function capture(fields: HashFields): Buffer {
  const payload = Buffer.from('00000a00191ef46500000a00a01ef4650000000004020909', 'hex');
  payload.writeUInt32LE(Math.floor(((fields.capturedAt ?? captured) - Date.UTC(2000, 0, 1)) / 1000), 16);
  payload.writeUInt8(fields.osType ?? 2, 21);
  return payload;
}

function memory(gib: number): Buffer {
  const payload = Buffer.alloc(21);
  payload.writeUInt16LE(gib, 0);
  return payload;
}
