import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { defaultLimits } from '../../../src/registration/intake/limits.ts';
import { createFileReader } from '../../../src/registration/reading/createFileReader.ts';
import { ReadingEnded, readInThread } from '../../../src/registration/reading/readInThread.ts';
import { readWhole } from '../../../src/registration/reading/readWhole.ts';
import { hashText } from '../../support/hardwareHash.ts';

const options = { limits: defaultLimits, now: Date.UTC(2026, 10, 1), keepRejected: true };

function deviceFile(rows: number): Uint8Array {
  const lines = ['Device Serial Number,Windows Product ID,Hardware Hash'];
  for (let row = 0; row < rows; row += 1) {
    const serialNumber = `PF${String(row).padStart(5, '0')}`;
    lines.push(`${row % 7 === 3 ? 'OTHER' : serialNumber},,${hashText({ serialNumber })}`);
  }
  return Buffer.from(lines.join('\r\n'));
}

describe('one person’s large files', () => {
  it('are read in a thread to the same report as in place, and the bytes stay the caller’s', async () => {
    const bytes = deviceFile(250);
    const read = await readInThread(bytes, options, { deadline: 60_000, heap: 160 });
    assert.deepEqual(read, await readWhole(bytes, options));
    assert.equal(read.digest, createHash('sha256').update(bytes).digest('hex'));
    assert.equal(read.report.rows.length, 250);
  });

  it('leave the loop to others meanwhile', async () => {
    const turns: number[] = [];
    let reading = true;
    const loop = () => {
      turns.push(1);
      if (reading) setImmediate(loop);
    };
    setImmediate(loop);
    await createFileReader()(deviceFile(1_000), options);
    reading = false;
    // In place, the pieces of one file are the only turns: a hundred or so.
    assert.ok(turns.length > 1_000, `${turns.length} turns`);
  });

  it('that take too long are ended, and their report says so', async () => {
    const bytes = deviceFile(50);
    const { report, digest } = await createFileReader({ deadline: 1, heap: 160 })(bytes, options);
    assert.deepEqual(report.rows, []);
    assert.match(report.findings[0]?.message ?? '', /could not be read to its end: reading took longer than 0 seconds/);
    assert.equal(digest, createHash('sha256').update(bytes).digest('hex'));
  });

  it('that take too much memory are ended, the process goes on and reads the next one', async () => {
    const bytes = deviceFile(2_000);
    await assert.rejects(readInThread(bytes, options, { deadline: 60_000, heap: 8 }), (error) => {
      assert.ok(error instanceof ReadingEnded, String(error));
      assert.match(error.message, /too much memory/);
      return true;
    });
    const reader = createFileReader({ deadline: 60_000, heap: 160 });
    assert.equal((await reader(deviceFile(50), options)).report.rows.length, 50);
  });

  it('do not wait for the small one, which is read in place', async () => {
    const reader = createFileReader();
    const done: string[] = [];
    const large = reader(deviceFile(1_000), options).then(() => done.push('large'));
    const small = reader(deviceFile(3), options).then(() => done.push('small'));
    await Promise.all([large, small]);
    assert.deepEqual(done, ['small', 'large']);
  });
});
