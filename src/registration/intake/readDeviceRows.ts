import { defaultPolicy } from '../policy/defaultPolicy.ts';
import type { Policy } from '../policy/policy.ts';
import { compareRows } from './compareRows.ts';
import { decodeText } from './decodeText.ts';
import { type FindingCode, finding } from './findings.ts';
import { judgeFile } from './judgeFile.ts';
import { type JudgedRow, verdictOf } from './judgeRow.ts';
import { cellsPerLine, type IntakeLimits } from './limits.ts';
import { readRecords } from './readRecords.ts';
import type { Finding, GivenRow, ReportRow } from './report.ts';
import { createRowReader } from './rowReader.ts';
import type { TextFacts } from './textFacts.ts';

/** How a device file is to be read. */
export interface IntakeOptions {
  limits: IntakeLimits;
  /** Milliseconds since 1970 UTC; capture times are held against it. */
  now: number;
  /** Whose group tags are known; the default policy's when absent. */
  policy?: Policy | undefined;
  /** All devices of the file are to be shared ones, which need TPM 2.0. */
  sharedMode?: boolean | undefined;
  /** Rejected rows carry what the file said in them (`given`), so that it can be given back. */
  keepRejected?: boolean | undefined;
}

/** What reading a file brings, in this order: its rows, then what later rows told about earlier ones, then the end. */
export type DeviceFileEvent =
  | { kind: 'row'; row: ReportRow }
  /** The row with this index (0 = first) is rejected after all. */
  | { kind: 'correction'; index: number; finding: Finding; replaces?: FindingCode | undefined }
  | { kind: 'end'; encoding: string; delimiter: string; findings: Finding[] };

/**
 * Reads a file of hardware hashes row by row, as it arrives; of each row only a few dozen bytes are kept. Never throws for what is in the
 * file: an error in the findings of `end` says that the file is not usable.
 */
export async function* readDeviceRows(
  source: AsyncIterable<Uint8Array> | Uint8Array,
  options: IntakeOptions,
): AsyncGenerator<DeviceFileEvent> {
  const { limits, now, policy = defaultPolicy, sharedMode = false, keepRejected = false } = options;
  const text: TextFacts = { encoding: '', bytes: 0, binary: undefined, tooLarge: false };
  const layout = { delimiter: '' };
  const reader = createRowReader({ policy, now, sharedMode }, limits.cell);
  const comparison = compareRows();
  const findings: Finding[] = [];
  let rows = 0;
  let records = 0;
  try {
    const texts = decodeText(source instanceof Uint8Array ? pieces(source) : source, limits.bytes, text);
    reading: for await (const record of readRecords(texts, limits.cell * cellsPerLine, layout)) {
      records += 1;
      for (const judged of reader.read(record)) {
        rows += 1;
        if (rows > limits.rows) {
          findings.push(finding('too-many-rows', {}, limits.rows));
          break reading;
        }
        compare(judged, comparison);
        if (keepRejected && judged.given !== undefined) keepGiven(judged.row, judged.given);
        yield { kind: 'row', row: judged.row };
      }
      if (records > limits.rows * recordsPerRow + freeRecords) {
        findings.push(finding('too-many-rows', {}, limits.rows));
        break;
      }
    }
  } catch (error) {
    findings.push(finding('file-unreadable', {}, error instanceof Error ? error.message : 'unknown reason'));
  }
  for (const correction of comparison.corrections()) yield { kind: 'correction', ...correction };
  if (findings.length === 0) findings.push(...judgeFile(text, reader.summary, limits));
  yield { kind: 'end', encoding: text.encoding, delimiter: layout.delimiter, findings };
}

function compare(judged: JudgedRow, comparison: ReturnType<typeof compareRows>): void {
  const found = comparison.add(judged);
  if (found.length === 0) return;
  judged.row.findings.push(...found);
  judged.row.verdict = verdictOf(judged.row.findings);
  if (judged.row.verdict === 'rejected') delete judged.row.device;
}

/** What a row said. A hash that is kept in the device already is not kept twice. */
function keepGiven(row: ReportRow, given: GivenRow): void {
  row.given = row.device === undefined ? given : { ...given, hardwareHash: '' };
}

/** Captions, remarks and blank rows are no rows, but a file of little else is not read to its end either. */
const recordsPerRow = 4;
const freeRecords = 1_000;

/** Bytes at hand, in pieces small enough that the loop is not held up. */
const pieceLength = 64 * 1024;

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.subarray(at, at + pieceLength);
}
