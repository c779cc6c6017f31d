import { defaultLimits } from '../../src/registration/intake/limits.ts';
import { readDeviceFile } from '../../src/registration/intake/readDeviceFile.ts';
import type { IntakeOptions } from '../../src/registration/intake/readDeviceRows.ts';
import type { Report } from '../../src/registration/intake/report.ts';
import { hashText } from './hardwareHash.ts';

/** The captions that the capture script writes. */
export const captions = 'Device Serial Number,Windows Product ID,Hardware Hash';

/** Three devices to make files of. */
export const hp = hashText({
  serialNumber: '5CJ1280EK7',
  manufacturer: 'HP',
  model: 'HP EliteBook 840 G8 Notebook PC',
  productKeyId: '3305276174858',
});
export const surface = hashText({
  serialNumber: '030603247614',
  manufacturer: 'Microsoft Corporation',
  model: 'Surface Laptop 4',
});
export const vmware = hashText({
  serialNumber: 'VMware-56 4d aa bb',
  manufacturer: 'VMware, Inc.',
  model: 'VMware20,1',
  tpm: null,
  endorsementKey: null,
});

/** Half a year after the captures of made-up hashes. */
export const now = Date.UTC(2026, 10, 1);

/** Reads text (as UTF-8) or bytes. */
export function read(content: string | Uint8Array, options: Partial<IntakeOptions> = {}): Promise<Report> {
  return readDeviceFile(typeof content === 'string' ? Buffer.from(content) : content, {
    limits: defaultLimits,
    now,
    ...options,
  });
}

/** A report in short: `line serial verdict code…` for each row, then the codes about the file. */
export function brief({ rows, findings }: Report): string[] {
  return [
    ...rows.map((row) => [row.line, row.serialNumber, row.verdict, ...row.findings.map(({ code }) => code)].join(' ')),
    ...findings.map(({ code }) => code),
  ];
}

/** Breaks text into lines of a width. */
export function wrap(text: string, width: number, by = '\n'): string {
  return (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(by);
}
