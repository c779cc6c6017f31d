import { createHash } from 'node:crypto';
import type { Random } from '../tenant/random.ts';

/** A machine to make a hardware hash of. */
export interface Machine {
  serialNumber: string;
  manufacturer: string;
  model: string;
  /** Marketing name and SKU, where the vendor fills them. */
  family?: string;
  sku?: string;
  /** Without one the records of the TPM and its key are left out; true when left out. */
  tpm?: boolean;
  /** Which main board it has; another number after a repair gives another TPM key. 1 when left out. */
  board?: number;
  /** GiB. */
  memory?: number;
  processor?: string;
  /** When the hash was captured, milliseconds since 1970 UTC. */
  capturedAt?: number;
  /** 13 digits; left out on machines without an OEM licence. */
  productKeyId?: string;
}

/** The buffer Windows hands out, in bytes. */
const paddedLength = 3_000;
/** The tool counts seconds from 2000-01-01 UTC. */
const toolEpoch = Date.UTC(2000, 0, 1);

/**
 * A hardware hash as Windows captures it: a chain of type, length, value records, closed by its SHA-256 and padded with
 * zeros to 3,000 bytes; 4,000 characters of base64. The TPM's key is the board's, the same in
 * every capture; what the machine does not say otherwise (MAC, disk, UUID) is random.
 */
export function encodeHash(machine: Machine, random: Random): string {
  const key = machine.tpm === false ? undefined : endorsementKey(machine);
  const records = [
    record(1, versions(machine.capturedAt ?? Date.UTC(2026, 9, 1))),
    record(2, processorCounts()),
    record(5, memory(machine.memory ?? 16)),
    record(3, text('GenuineIntel')),
    record(4, fixedText(machine.processor ?? 'Intel(R) Core(TM) Ultra 5 235U', 48)),
    record(6, numbers([512, 0, 0x0100_0011])),
    record(7, Buffer.from(`${random.guid().slice(0, 8).toUpperCase()}_0001.|KIOXIA KXG8AZNV512G|`)),
    record(8, networkCard(9, random)),
    record(8, networkCard(14, random)),
    record(10, Buffer.from([10, 2, 0, 0, 0])),
    ...(key === undefined
      ? []
      : [record(13, text("TPM-Version:2.0 -Level:0-Revision:1.59-VendorID:'STM '-Firmware:66306.0")), record(25, key)]),
    record(11, offlineDeviceId(key, random)),
    record(12, random.bytes(16)),
    record(14, text(machine.serialNumber)),
    record(15, text(machine.manufacturer)),
    record(16, text(machine.manufacturer)),
    record(17, text(machine.model)),
    record(18, text(machine.sku ?? '0C0A')),
    record(19, text(machine.family ?? machine.model)),
    record(20, text(machine.manufacturer)),
    ...(machine.productKeyId === undefined
      ? []
      : [record(24, text(machine.productKeyId)), record(26, text('[TH]X19-99481'))]),
  ];
  return sealed(Buffer.concat(records)).toString('base64');
}

/** 256 bytes that this board has and no other. */
function endorsementKey({ manufacturer, serialNumber, board = 1 }: Machine): Buffer {
  return createHash('shake256', { outputLength: 256 }).update(`${manufacturer}|${serialNumber}|${board}`).digest();
}

function sealed(records: Buffer): Buffer {
  const total = records.length + 4;
  const header = Buffer.from([0x4f, 0x41, total & 0xff, total >> 8]);
  const body = Buffer.concat([header, records]);
  const digest = createHash('sha256').update(body).digest();
  return Buffer.concat([body, Buffer.from([0x43, 0x53, 36, 0]), digest], paddedLength);
}

/** Type and length, 16 bits each, the length counting these four bytes too. */
function record(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(payload.length + 4, 2);
  return Buffer.concat([head, payload]);
}

/** Tool and system version, time of capture, unknown time zone, full system, x64, tool version 9. */
function versions(capturedAt: number): Buffer {
  const payload = Buffer.alloc(24);
  writeShorts(payload, [0, 10, 4349, 26100, 0, 10, 4349, 26100]);
  payload.writeUInt32LE(Math.floor((capturedAt - toolEpoch) / 1000), 16);
  payload.set([0x78, 2, 9, 9], 20);
  return payload;
}

function processorCounts(): Buffer {
  const payload = Buffer.alloc(12);
  writeShorts(payload, [9, 1, 12, 14, 1]);
  return payload;
}

function memory(installed: number): Buffer {
  const payload = Buffer.alloc(21);
  payload.writeUInt16LE(installed, 0);
  payload.writeUInt16LE(installed * 2, 8);
  payload.writeUInt16LE(2, 16);
  payload.writeUInt16LE(1, 18);
  payload.writeUInt8(3, 20);
  return payload;
}

/** A locally administered address, so that none belongs to a real card. */
function networkCard(medium: number, random: Random): Buffer {
  const bus = Buffer.from('PCI\0', 'utf16le');
  const address = random.bytes(6);
  address.writeUInt8(0x02, 0);
  return Buffer.concat([numbers([medium]), address, numbers([bus.length]), bus]);
}

/** Kind 1: the SHA-256 of the TPM's key; kind 3: no TPM. */
function offlineDeviceId(key: Buffer | undefined, random: Random): Buffer {
  const kind = key === undefined ? 3 : 1;
  const id = key === undefined ? random.bytes(32) : createHash('sha256').update(key).digest();
  return Buffer.concat([numbers([0]), Buffer.from([kind, 0]), numbers([32]), id]);
}

function numbers(values: readonly number[]): Buffer {
  const payload = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) payload.writeUInt32LE(value, index * 4);
  return payload;
}

function writeShorts(payload: Buffer, values: readonly number[]): void {
  for (const [index, value] of values.entries()) payload.writeUInt16LE(value, index * 2);
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'utf8');
}

function fixedText(value: string, length: number): Buffer {
  const payload = Buffer.alloc(length);
  payload.write(value, 'utf8');
  return payload;
}
