import { createHash } from 'node:crypto';

/** What the service takes from a hardware hash. */
export interface HashFacts {
  serialNumber: string;
  manufacturer: string;
  model: string;
  skuNumber: string;
  family: string;
  /** SHA-256 of the TPM's endorsement key in hex, which changes with the main board; empty without a TPM. */
  endorsementKey: string;
}

const magic = 0x414f;
const trailer = Buffer.from([0x43, 0x53, 0x24, 0x00]);

/**
 * Reads a hardware hash (a chain of type, length, value records closed by a SHA-256 of them) as strictly as the service
 * is believed to: `undefined` where it does not decode, its digest is wrong, or it names no manufacturer or serial number.
 */
export function readHash(base64: string): HashFacts | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length < 44 || bytes.readUInt16LE(0) !== magic) return undefined;
  const total = bytes.readUInt16LE(2);
  if (total + 36 > bytes.length || !bytes.subarray(total, total + 4).equals(trailer)) return undefined;
  const digest = createHash('sha256').update(bytes.subarray(0, total)).digest();
  if (!digest.equals(bytes.subarray(total + 4, total + 36))) return undefined;

  const texts = new Map<number, string>();
  let endorsementKey = '';
  let offset = 4;
  while (offset < total) {
    if (offset + 4 > total) return undefined;
    const length = bytes.readUInt16LE(offset + 2);
    if (length < 4 || offset + length > total) return undefined;
    const type = bytes.readUInt16LE(offset);
    const payload = bytes.subarray(offset + 4, offset + length);
    texts.set(type, textOf(payload));
    if (type === 25) endorsementKey = createHash('sha256').update(payload).digest('hex');
    offset += length;
  }
  const serialNumber = texts.get(14) ?? '';
  const manufacturer = texts.get(16) ?? '';
  if (serialNumber === '' || manufacturer === '') return undefined;
  return {
    serialNumber,
    manufacturer,
    model: texts.get(17) ?? '',
    skuNumber: texts.get(18) ?? '',
    family: texts.get(19) ?? '',
    endorsementKey,
  };
}

/** What makes two captures one device: hash texts differ from capture to capture. */
export function hardwareKey(facts: Pick<HashFacts, 'serialNumber' | 'manufacturer'>): string {
  return `${facts.manufacturer}|${facts.serialNumber}`.toLowerCase();
}

function textOf(payload: Buffer): string {
  const end = payload.indexOf(0);
  return payload
    .subarray(0, end === -1 ? payload.length : end)
    .toString('utf8')
    .trim();
}
