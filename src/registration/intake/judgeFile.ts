import { cleanCell, looksLikeSerial } from './cells.ts';
import { type FindingCode, finding } from './findings.ts';
import { cellsPerLine, type IntakeLimits } from './limits.ts';
import type { Finding } from './report.ts';
import type { FileSummary } from './rowReader.ts';
import type { TextFacts } from './textFacts.ts';

/** What is to be said about a file as a whole once it was read: that it is of the wrong kind, or how it was put together. */
export function judgeFile(text: TextFacts, summary: FileSummary, limits: IntakeLimits): Finding[] {
  const wrong = wrongBytes(text, limits) ?? (summary.hashRows === 0 ? wrongKind(summary, text, limits) : undefined);
  if (wrong !== undefined) return [wrong];
  const findings: Finding[] = [];
  const { count, line } = summary.pieces;
  if (count > 0) findings.push(finding('pieces-left-out', {}, count, line));
  if (summary.template) findings.push(finding('partner-center-template', {}));
  if (summary.captionedRows > 0) findings.push(finding('configuration-manager-report', {}));
  else if (summary.hashRows > 0) {
    if (summary.headers.length > 1) findings.push(finding('several-files', {}, summary.headers.length));
    const ignored = ignoredCaptions(summary);
    if (ignored.length > 0)
      findings.push(finding('columns-ignored', {}, ignored.slice(0, 5).join(', ') + (ignored.length > 5 ? ', …' : '')));
  }
  return findings;
}

function wrongBytes({ binary, tooLarge, bytes }: TextFacts, limits: IntakeLimits): Finding | undefined {
  if (tooLarge) return finding('file-too-large', {}, limits.bytes);
  if (bytes === 0) return finding('file-empty', {});
  switch (binary) {
    case undefined:
      return undefined;
    case 'workbook':
      return finding('file-is-workbook', {}, 'an Excel workbook');
    case 'opendocument':
      return finding('file-is-workbook', {}, 'an OpenDocument spreadsheet');
    case 'numbers':
      return finding('file-is-workbook', {}, 'a Numbers spreadsheet');
    case 'document':
      return finding('file-is-document', {}, 'a text document or presentation');
    case 'archive':
      return finding('file-is-archive', {});
    case 'cabinet':
      return finding('file-is-cabinet', {});
    case 'pdf':
      return finding('file-is-document', {}, 'a PDF');
    case 'picture':
      return finding('file-is-document', {}, 'a picture');
    case 'binary':
      return finding('file-is-document', {}, 'a program');
  }
}

/** How JSON begins; RTF and the time stamps of logs have brackets too. */
const jsonStart = /^[{[]\s*(?:$|["{}[\]])/;

/** Why a file without a single hash cell has none. */
function wrongKind(summary: FileSummary, { bytes }: TextFacts, limits: IntakeLimits): Finding | undefined {
  const header = summary.headers[0];
  if (header === undefined || jsonStart.test(summary.start))
    return finding(kindOfUncaptioned(summary, bytes > limits.cell * cellsPerLine), {});
  if (summary.export !== undefined) return finding(summary.export, {});
  const tuples = summary.hashlessRows.get('partner-tuple') ?? 0;
  const others = [...summary.hashlessRows.values()].reduce((sum, count) => sum + count, 0) - tuples;
  if (tuples === 0 && others === 0) return finding('no-rows', {});
  if (tuples > 0 && others === 0) return finding('partner-tuple-list', {});
  if (summary.headers.every(({ fields }) => !fields.includes('hardwareHash'))) return finding('serial-number-list', {});
  return undefined;
}

type UncaptionedKind = Extract<
  FindingCode,
  | 'file-empty'
  | 'file-is-profile'
  | 'file-is-web-page'
  | 'device-preparation-identifiers'
  | 'corporate-identifiers'
  | 'serial-number-list'
  | 'nothing-recognised'
>;

/** The kind of a file with neither captions nor hashes, by its beginning and the shape of its first rows. */
function kindOfUncaptioned({ unplaced, start }: FileSummary, overlong: boolean): UncaptionedKind {
  if (start === '') return overlong ? 'nothing-recognised' : 'file-empty';
  const all = unplaced.map(({ cells }) => cells.map(cleanCell));
  const rows = all.length > 1 && /^(?:imei|meid)\b/i.test(all[0]?.[0] ?? '') ? all.slice(1) : all;
  if (jsonStart.test(start)) return 'file-is-profile';
  if (/^<[!?a-z]/i.test(start)) return 'file-is-web-page';
  const most = (test: (filled: string[]) => boolean) => {
    const matching = rows.filter((row) => test(row.filter((cell) => cell !== '')));
    return rows.length > 0 && matching.length * 5 >= rows.length * 4;
  };
  if (most((cells) => cells.length === 3 && isTupleSerial(cells[2] ?? '') && /\p{L}{2}/u.test(cells[0] ?? '')))
    return 'device-preparation-identifiers';
  if (most((cells) => cells.length <= 2 && /^\d{14,16}$/.test(cells[0] ?? ''))) return 'corporate-identifiers';
  if (most((cells) => cells.length === 1 && looksLikeSerial(cells[0] ?? ''))) return 'serial-number-list';
  if (most((cells) => cells.length === 2 && looksLikeSerial(cells[0] ?? ''))) return 'corporate-identifiers';
  return 'nothing-recognised';
}

/** A serial number after manufacturer and model: of letters alone too, or VMware's and Parallels' bytes. */
function isTupleSerial(text: string): boolean {
  return (
    looksLikeSerial(text) || /^[A-Z]{5,20}$/.test(text) || /^[A-Za-z]{1,12}(?:[- ][0-9A-Fa-f]{2}){4,32}$/.test(text)
  );
}

function ignoredCaptions({ headers, unusedCaptions }: FileSummary): string[] {
  const unknown = headers.flatMap(({ captions, fields }) =>
    captions.filter((caption, column) => fields[column] === undefined && caption !== ''),
  );
  return [...new Set([...unknown, ...unusedCaptions])].map((caption) => caption.slice(0, 40));
}
