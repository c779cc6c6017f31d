import { createHash } from 'node:crypto';
import { readDeviceFile } from '../intake/readDeviceFile.ts';
import type { IntakeOptions } from '../intake/readDeviceRows.ts';
import type { Report } from '../intake/report.ts';

/** What reading a file brings. */
export interface FileReading {
  report: Report;
  /** SHA-256 of its bytes, hex. */
  digest: string;
}

/** Reads a file from its bytes, at one go. */
export async function readWhole(bytes: Uint8Array, options: IntakeOptions): Promise<FileReading> {
  const report = await readDeviceFile(bytes, options);
  return { report, digest: createHash('sha256').update(bytes).digest('hex') };
}
