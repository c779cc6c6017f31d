import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { encodeHash } from '../../../sandbox/samples/encodeHash.ts';
import { sampleFiles } from '../../../sandbox/samples/files.ts';
import { seededRandom } from '../../../sandbox/tenant/random.ts';
import { noon } from '../support.ts';

/** Walks a hardware hash as the format is described; fails where it does not hold together. */
function decode(hash: string): Map<number, Buffer[]> {
  assert.match(hash, /^T0[EFGH][A-Za-z0-9+/]{3997}$/);
  const bytes = Buffer.from(hash, 'base64');
  assert.equal(bytes.length, 3_000);
  const total = bytes.readUInt16LE(2);
  const records = new Map<number, Buffer[]>();
  let offset = 4;
  while (offset < total) {
    const length = bytes.readUInt16LE(offset + 2);
    assert.ok(length >= 4 && offset + length <= total);
    const type = bytes.readUInt16LE(offset);
    records.set(type, [...(records.get(type) ?? []), bytes.subarray(offset + 4, offset + length)]);
    offset += length;
  }
  assert.equal(offset, total);
  assert.equal(bytes.subarray(total, total + 4).toString('hex'), '43532400');
  const digest = createHash('sha256').update(bytes.subarray(0, total)).digest();
  assert.deepEqual(bytes.subarray(total + 4, total + 36), digest);
  assert.ok(bytes.subarray(total + 36).every((byte) => byte === 0));
  return records;
}

const textOf = (payload: Buffer | undefined): string => payload?.toString('utf8').replace(/\0+$/, '') ?? '';

describe('encodeHash', () => {
  const machine = {
    serialNumber: '1XLTZZ2',
    manufacturer: 'Dell Inc.',
    model: 'Latitude 5450',
    memory: 32,
    capturedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    productKeyId: '3305123456789',
  };

  it('says what the machine is, in the records real captures have', () => {
    const records = decode(encodeHash(machine, seededRandom(1)));
    assert.deepEqual(
      [...records.keys()],
      [1, 2, 5, 3, 4, 6, 7, 8, 10, 13, 25, 11, 12, 14, 15, 16, 17, 18, 19, 20, 24, 26],
    );
    assert.equal(textOf(records.get(14)?.[0]), machine.serialNumber);
    assert.equal(textOf(records.get(16)?.[0]), machine.manufacturer);
    assert.equal(textOf(records.get(17)?.[0]), machine.model);
    assert.equal(textOf(records.get(24)?.[0]), machine.productKeyId);
    assert.equal(records.get(5)?.[0]?.readUInt16LE(0), 32);
    const seconds = records.get(1)?.[0]?.readUInt32LE(16) ?? 0;
    assert.equal(Date.UTC(2000, 0, 1) + seconds * 1000, machine.capturedAt);
    assert.deepEqual([...(records.get(1)?.[0]?.subarray(21) ?? [])], [2, 9, 9]);
    const lengths = [1, 2, 4, 6, 8, 10, 11, 12].map((type) => records.get(type)?.[0]?.length);
    assert.deepEqual(lengths, [24, 12, 48, 12, 22, 5, 42, 16]);
  });

  it('derives the offline device id from the TPM key', () => {
    const records = decode(encodeHash(machine, seededRandom(1)));
    const [key] = records.get(25) ?? [];
    const [id] = records.get(11) ?? [];
    assert.equal(key?.length, 256);
    assert.equal(id?.readUInt8(4), 1);
    assert.deepEqual(
      id?.subarray(10),
      createHash('sha256')
        .update(key ?? '')
        .digest(),
    );
  });

  it('leaves the records of a missing TPM and licence out', () => {
    const { productKeyId: _, ...unlicensed } = machine;
    const records = decode(encodeHash({ ...unlicensed, tpm: false }, seededRandom(1)));
    for (const type of [13, 24, 25, 26]) assert.equal(records.has(type), false);
    assert.equal(records.get(11)?.[0]?.readUInt8(4), 3);
  });

  it('is another capture with another seed, and the same with the same', () => {
    assert.equal(encodeHash(machine, seededRandom(1)), encodeHash(machine, seededRandom(1)));
    assert.notEqual(encodeHash(machine, seededRandom(1)), encodeHash(machine, seededRandom(2)));
  });
});

describe('sampleFiles', () => {
  const files = new Map(sampleFiles(noon).map((file) => [file.id, file]));
  const rows = (id: string): { serialNumber: string; hash: string }[] => {
    const bytes = files.get(id)?.bytes ?? Buffer.alloc(0);
    const text = bytes[0] === 0xff ? bytes.toString('utf16le').slice(1) : bytes.toString('utf8');
    const [header, ...lines] = text.trimEnd().split('\r\n');
    assert.equal(header, 'Device Serial Number,Windows Product ID,Hardware Hash');
    return lines.map((line) => {
      const [serialNumber = '', , hash = ''] = line.split(',');
      return { serialNumber, hash };
    });
  };

  it('has five laptops as Windows PowerShell writes them', () => {
    const bytes = files.get('five')?.bytes;
    assert.equal(bytes?.subarray(0, 2).toString('hex'), 'fffe');
    assert.equal(bytes?.subarray(-4).toString('utf16le'), '\r\n');
    assert.equal(rows('five').length, 5);
  });

  it('has good rows only, each device once, but for the file with mistakes', () => {
    const good = [...rows('five'), ...rows('twenty'), ...rows('fifty')];
    assert.equal(good.length, 75);
    assert.equal(new Set(good.map(({ serialNumber }) => serialNumber)).size, 75);
    for (const { serialNumber, hash } of good) {
      const records = decode(hash);
      assert.equal(textOf(records.get(14)?.[0]), serialNumber);
      const captured = (records.get(1)?.[0]?.readUInt32LE(16) ?? 0) * 1000 + Date.UTC(2000, 0, 1);
      assert.ok(captured < noon);
    }
    const makers = new Set(rows('twenty').map(({ hash }) => textOf(decode(hash).get(16)?.[0])));
    assert.equal(makers.size, 4);
  });

  it('has a file with mistakes, and one that is no list of devices', () => {
    const bad = rows('mistakes').slice(3);
    assert.equal(rows('mistakes').length, 8);
    assert.equal(bad[0]?.hash.length, 700);
    assert.equal(textOf(decode(bad[1]?.hash ?? '').get(14)?.[0]), `0${bad[1]?.serialNumber ?? ''}`);
    assert.deepEqual(bad[2], bad[3]);
    assert.equal(bad[4]?.serialNumber, 'To be filled by O.E.M.');
    assert.doesNotMatch(files.get('minutes')?.bytes.toString() ?? '', /,/);
  });

  it('is the same every time for the same day', () => {
    assert.deepEqual(
      sampleFiles(noon).map(({ bytes }) => bytes),
      [...files.values()].map(({ bytes }) => bytes),
    );
  });
});
