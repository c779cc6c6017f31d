import { hash } from 'node:crypto';
import type { HashContents, OfflineDeviceId } from './hashVerdict.ts';
import type { HashRecord } from './readRecords.ts';
import { isVirtualMachine } from './virtualMachine.ts';

/** Capture times count from here (2000-01-01 UTC), in seconds. */
const captureEpoch = Date.UTC(2000, 0, 1);

/** Record types whose second, different copy would make the hash say two things about who it is. */
const identityTypes = new Set([11, 12, 14, 16, 17, 24, 25]);

/** Reads what Preflight uses from the records, by type; unknown types are skipped (newer Windows adds some). */
export function readContents(bytes: Buffer, records: readonly HashRecord[]): HashContents {
  const first = new Map<number, Buffer>();
  const disks: HashContents['disks'] = [];
  for (const { type, start, end } of records) {
    const payload = bytes.subarray(start, end);
    if (!first.has(type)) first.set(type, payload);
    if (type === 6 && payload.length >= 12)
      disks.push({ sizeGiB: payload.readUInt32LE(0), bus: payload.readUInt32LE(8) & 0xff });
  }
  const text = (type: number) => readText(first.get(type));
  const capture = first.get(1);
  const captured = capture !== undefined && capture.length >= 24 ? capture : undefined;
  const seconds = captured?.readUInt32LE(16) ?? 0;
  const memory = first.get(5);
  const endorsementKey = first.get(25);
  const endorsementKeyDigest = endorsementKey === undefined ? undefined : hash('sha256', endorsementKey, 'hex');
  const manufacturer = text(16);
  const model = text(17);
  return {
    serialNumber: text(14),
    manufacturer,
    model,
    family: text(19),
    systemVersion: text(23),
    sku: text(18),
    smbiosUuid: readGuid(first.get(12)),
    tpmVersion: readTpmVersion(first.get(13)),
    endorsementKeyDigest,
    offlineDeviceId: readOfflineDeviceId(first.get(11), endorsementKeyDigest),
    productKeyId: text(24) || undefined,
    capturedAt: seconds === 0 ? undefined : captureEpoch + seconds * 1000,
    osType: captured?.readUInt8(21),
    toolVersion: captured?.readUInt8(23),
    processor: text(4),
    memoryGiB: memory !== undefined && memory.length >= 2 ? memory.readUInt16LE(0) : undefined,
    disks,
    isVirtualMachine: isVirtualMachine(manufacturer, model),
  };
}

/** Whether one of the identity records occurs again with other content. */
export function contradictsItself(bytes: Buffer, records: readonly HashRecord[]): boolean {
  const first = new Map<number, HashRecord>();
  for (const record of records) {
    if (!identityTypes.has(record.type)) continue;
    const known = first.get(record.type);
    if (known === undefined) first.set(record.type, record);
    else if (bytes.compare(bytes, record.start, record.end, known.start, known.end) !== 0) return true;
  }
  return false;
}

/** Text of a record: UTF-8 up to the first NUL, trimmed. */
export function readText(payload: Buffer | undefined): string {
  if (payload === undefined) return '';
  const nul = payload.indexOf(0);
  return payload.toString('utf8', 0, nul === -1 ? payload.length : nul).trim();
}

/** SMBIOS UUIDs are mixed-endian, like every GUID in Windows. */
function readGuid(payload: Buffer | undefined): string | undefined {
  if (payload?.length !== 16) return undefined;
  const hex = payload.toString('hex');
  const swapped = (from: number, bytes: number) => {
    let text = '';
    for (let at = from + bytes - 1; at >= from; at -= 1) text += hex.slice(at * 2, at * 2 + 2);
    return text;
  };
  return `${swapped(0, 4)}-${swapped(4, 2)}-${swapped(6, 2)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `TPM-Version:2.0 -Level:…` or `TPM-Version:01.02-…`: the leading zeros of each part are dropped. */
function readTpmVersion(payload: Buffer | undefined): string | undefined {
  if (payload === undefined) return undefined;
  const parts = /Version:\s*0*(\d+)\.0*(\d+)/i.exec(readText(payload));
  return parts === null ? 'unknown' : `${parts[1]}.${parts[2]}`;
}

function readOfflineDeviceId(
  payload: Buffer | undefined,
  endorsementKeyDigest: string | undefined,
): OfflineDeviceId | undefined {
  if (payload === undefined || payload.length < 42) return undefined;
  const number = payload.readUInt8(4);
  const kind = number === 1 ? 'tpm' : number === 2 ? 'uefi' : number === 3 ? 'none' : (`kind-${number}` as const);
  const value = payload.toString('hex', 10, 42);
  const comparable = kind === 'tpm' && endorsementKeyDigest !== undefined;
  return { kind, value, matches: comparable ? value === endorsementKeyDigest : undefined };
}
