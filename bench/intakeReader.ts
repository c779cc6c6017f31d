import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { readDeviceRows } from '../src/registration/intake/readDeviceRows.ts';
import { parserOptions } from '../src/registration/intake/routeLine.ts';
import type { Measurement } from './intake.ts';

/** One measurement of `bench/intake.ts`: reads a file so many times, the first time uncounted when there are several, and prints the mean. */
const [reader, file = '', times = '1'] = process.argv.slice(2);
const unlimited = { bytes: Number.POSITIVE_INFINITY, rows: Number.POSITIVE_INFINITY, cell: 32_767 };

async function preflight(): Promise<number> {
  let accepted = 0;
  for await (const event of readDeviceRows(createReadStream(file), { limits: unlimited, now: Date.now() })) {
    if (event.kind === 'row' && event.row.verdict === 'accepted') accepted += 1;
  }
  return accepted;
}

async function csvParse(): Promise<number> {
  let records = 0;
  for await (const _record of createReadStream(file).pipe(parse(parserOptions(',')))) records += 1;
  return records - 1;
}

const read = reader === 'preflight' ? preflight : csvParse;
const count = Number(times);
let rows = 0;
let milliseconds = 0;
for (let time = 0; time <= (count > 1 ? count : 0); time += 1) {
  const start = performance.now();
  rows = await read();
  if (time > 0 || count === 1) milliseconds += performance.now() - start;
}
const measurement: Measurement = {
  milliseconds: milliseconds / count,
  peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  rows,
};
console.log(JSON.stringify(measurement));
