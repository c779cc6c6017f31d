import { subtle } from 'node:crypto';
import { finding } from '../intake/findings.ts';
import type { IntakeOptions } from '../intake/readDeviceRows.ts';
import { ReadingEnded, type ReadingLimits, readInThread } from './readInThread.ts';
import { type FileReading, readWhole } from './readWhole.ts';

/** Reads files, never throwing for what is in them; a file that costs too much is one that could not be read to its end. */
export type FileReader = (bytes: Uint8Array, options: IntakeOptions) => Promise<FileReading>;

/** Bytes up to which a file is read in place, about fifteen devices: a thread costs more than that. */
const mostInPlace = 64 * 1024;

/** A file of 20 MB takes two seconds, and 60 MB of heap. */
const usualLimits: ReadingLimits = { deadline: 60_000, heap: 160 };

/** A reader that reads large files beside the event loop, one at a time: each has its memory for itself, and the others wait for theirs. */
export function createFileReader(limits: ReadingLimits = usualLimits): FileReader {
  let last: Promise<unknown> = Promise.resolve();
  return (bytes, options) => {
    if (bytes.length <= mostInPlace) return readWhole(bytes, options);
    const reading = last.then(() => readBeside(bytes, options, limits));
    last = reading.catch(() => undefined);
    return reading;
  };
}

async function readBeside(bytes: Uint8Array, options: IntakeOptions, limits: ReadingLimits): Promise<FileReading> {
  try {
    return await readInThread(bytes, options, limits);
  } catch (error) {
    if (!(error instanceof ReadingEnded)) throw error;
    return {
      report: {
        encoding: '',
        delimiter: '',
        rows: [],
        findings: [finding('file-unreadable', {}, error.message)],
        summary: { accepted: 0, repaired: 0, rejected: 0 },
      },
      digest: Buffer.from(await subtle.digest('SHA-256', Uint8Array.from(bytes))).toString('hex'),
    };
  }
}
