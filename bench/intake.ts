import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { hashText } from '../test/support/hardwareHash.ts';

/**
 * Preflight of generated files against csv-parse alone on the same bytes: same parser options, both streaming from the file, each
 * measurement in a process of its own, in turns. `ratioToCsvParse` is the median of the pairs. `--json` prints figures only.
 */
const sizes = [500, 10_000, 100_000];
/** Pairs of processes a size; the runs inside each process are averaged, after one that warms up. */
const pairs: Record<number, number> = { 500: 5, 10000: 3, 100000: 3 };

export interface Measurement {
  /** Of one run, in milliseconds. */
  milliseconds: number;
  /** Largest resident set of the process. */
  peakMegabytes: number;
  rows: number;
}

interface Line {
  rows: number;
  megabytes: number;
  preflight: Measurement;
  csvParse: Measurement;
  ratioToCsvParse: number;
}

const run = promisify(execFile);

async function measure(reader: 'preflight' | 'csvParse', file: string, rows: number): Promise<Measurement> {
  const { stdout } = await run(process.execPath, [
    join(import.meta.dirname, 'intakeReader.ts'),
    reader,
    file,
    rows <= 500 ? '20' : '1',
  ]);
  return JSON.parse(stdout);
}

function median<T>(values: readonly T[], of: (value: T) => number): T {
  const sorted = [...values].sort((a, b) => of(a) - of(b));
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

async function benchSize(folder: string, rows: number): Promise<Line> {
  const file = join(folder, `${rows}.csv`);
  await pipeline(Readable.from(deviceLines(rows)), createWriteStream(file));
  const measured: { preflight: Measurement; csvParse: Measurement }[] = [];
  for (let pair = 0; pair < (pairs[rows] ?? 1); pair += 1) {
    const csvParse = await measure('csvParse', file, rows);
    const preflight = await measure('preflight', file, rows);
    if (preflight.rows !== rows) throw new Error(`${preflight.rows} of ${rows} rows were accepted`);
    measured.push({ preflight, csvParse });
  }
  let megabytes = 0;
  for await (const chunk of createReadStream(file)) megabytes += (chunk as Buffer).length / 1e6;
  await rm(file);
  const ratio = (pair: (typeof measured)[number]) => pair.preflight.milliseconds / pair.csvParse.milliseconds;
  const pair = median(measured, ratio);
  return { rows, megabytes: Math.round(megabytes), ...pair, ratioToCsvParse: round(ratio(pair)) };
}

async function* deviceLines(rows: number): AsyncGenerator<string> {
  yield 'Device Serial Number,Windows Product ID,Hardware Hash,Group Tag\r\n';
  for (let row = 0; row < rows; row += 1) {
    const serialNumber = `PF${row.toString(36).toUpperCase().padStart(6, '0')}`;
    yield `${serialNumber},,${hashText({ serialNumber })},Microsoft365Managed_Standard\r\n`;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function print(lines: readonly Line[]): void {
  console.log('preflight check against csv-parse alone (same bytes, same options, streaming)\n');
  console.log('   rows    MB   csv-parse   preflight   ratio   peak MB csv-parse   peak MB preflight');
  for (const { rows, megabytes, csvParse, preflight, ratioToCsvParse } of lines) {
    const cells = [
      String(rows).padStart(7),
      String(megabytes).padStart(5),
      `${Math.round(csvParse.milliseconds)} ms`.padStart(11),
      `${Math.round(preflight.milliseconds)} ms`.padStart(11),
      ratioToCsvParse.toFixed(2).padStart(7),
      String(csvParse.peakMegabytes).padStart(19),
      String(preflight.peakMegabytes).padStart(19),
    ];
    console.log(cells.join(' '));
  }
}

const folder = await mkdtemp(join(tmpdir(), 'preflight-bench-'));
try {
  const lines: Line[] = [];
  for (const rows of sizes) lines.push(await benchSize(folder, rows));
  if (process.argv.includes('--json')) {
    const bySize = <T>(of: (line: Line) => T) => Object.fromEntries(lines.map((line) => [line.rows, of(line)]));
    console.log(
      JSON.stringify({
        ratioToCsvParse: bySize(({ ratioToCsvParse }) => ratioToCsvParse),
        peakMemoryMegabytes: bySize(({ preflight }) => preflight.peakMegabytes),
        csvParsePeakMemoryMegabytes: bySize(({ csvParse }) => csvParse.peakMegabytes),
        milliseconds: bySize(({ preflight }) => round(preflight.milliseconds)),
        csvParseMilliseconds: bySize(({ csvParse }) => round(csvParse.milliseconds)),
        memoryGrowth: round(
          (lines.at(-1)?.preflight.peakMegabytes ?? 0) / (lines.at(-2)?.preflight.peakMegabytes ?? 1),
        ),
      }),
    );
  } else print(lines);
} finally {
  await rm(folder, { recursive: true, force: true });
}
