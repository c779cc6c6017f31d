import { decodeHash } from '../hardwareHash/decodeHash.ts';
import { looksLikeHash } from '../hardwareHash/findHash.ts';
import type { WholeHash } from '../hardwareHash/hashVerdict.ts';
import { deviceKey } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { usualCaptions } from './captions.ts';
import { clip, hashWithoutProductKey, withoutProductKey } from './cells.ts';
import type { Claims, KnownIdentity } from './claims.ts';
import { finding } from './findings.ts';
import { columnsOf, type Header } from './header.ts';
import { judgeClaims } from './judgeClaims.ts';
import { judgeDevice, sharingObstacle } from './judgeDevice.ts';
import { judgeHash } from './judgeHash.ts';
import { judgeTag, judgeUser, namesTag } from './judgeTag.ts';
import { placeCells } from './placeCells.ts';
import { placeNamed } from './placeNamed.ts';
import type { FileRecord } from './readRecords.ts';
import type { Finding, GivenRow, ReportDevice, ReportRow } from './report.ts';

/** What rows are judged by. */
export interface RowRules {
  policy: Policy;
  /** Milliseconds since 1970 UTC. */
  now: number;
  /** All devices are to be shared ones. */
  sharedMode: boolean;
}

/** A row, and what the rows after it are compared with. */
export interface JudgedRow {
  row: ReportRow;
  /** Absent when the hash is not whole. */
  hash?: WholeHash | undefined;
  /** The serial number of another device that the row claims. */
  mismatch?: string | undefined;
  /** What the file said in this row; absent for a row too long to be read. */
  given?: GivenRow | undefined;
  /** The row repeated its captions. */
  captioned: boolean;
}

/** Judges a row that has a hash cell: decodes it, holds the other cells against it, and says what can be registered. */
export function judgeRow(record: FileRecord, hashAt: number, header: Header | undefined, rules: RowRules): JudgedRow {
  const { line } = record;
  const { cells, dropped } = withoutProductKeys(record.cells, hashAt);
  const verdict = decodeHash(cells[hashAt] ?? '');
  const identity: KnownIdentity = verdict.kind === 'unreadable' ? {} : verdict;
  const isTag = (text: string) => namesTag(rules.policy, text);
  const known = { ...identity, isTag };
  const claims =
    record.captions !== undefined && header !== undefined
      ? placeNamed(cells, hashAt, header, known)
      : placeCells(cells, hashAt, record.loose ? undefined : header, known);
  // Text without structure has no cell for a serial number that could be empty.
  if (record.loose && claims.fields.serialNumber?.text === '') delete claims.fields.serialNumber;
  const where = { line, column: hashCaption(header) };
  const findings = judgeHash(verdict, cells[hashAt] ?? '', record.wrapped, where);
  if (dropped) findings.push(finding('product-key-dropped', { line, column: claims.fields.productId?.column }));
  const { groupTag, assignedUser, serialNumber, manufacturer, model } = claims.fields;
  // Where lines of the hash are missing, what is read behind them is not to be believed.
  const lost = findings.some(({ code }) => code === 'hash-lines-lost');
  const row: ReportRow = {
    line,
    serialNumber: clip((lost && serialNumber?.text) || (identity.serialNumber ?? serialNumber?.text ?? '')),
    manufacturer: clip(identity.manufacturer ?? manufacturer?.text ?? ''),
    model: clip(identity.model ?? model?.text ?? ''),
    verdict: 'rejected',
    findings,
  };
  const judged: JudgedRow = { row, given: givenRow(claims, cells[hashAt] ?? ''), captioned: claims.captioned };
  if (verdict.kind !== 'whole') return judged;
  const tag = judgeTag(groupTag, rules.policy, line);
  findings.push(
    ...judgeClaims(claims, verdict, line),
    ...judgeDevice(verdict, where, rules.now, rules.sharedMode || tag.shared),
    ...tag.findings,
    ...judgeUser(assignedUser, line),
  );
  row.verdict = verdictOf(findings);
  if (row.verdict !== 'rejected') row.device = reportDevice(verdict, claims);
  const mismatched = findings.some(({ code }) => code === 'serial-mismatch');
  return { ...judged, hash: verdict, mismatch: mismatched ? serialNumber?.text : undefined };
}

function reportDevice(hash: WholeHash, { fields }: Claims): ReportDevice {
  const obstacle = sharingObstacle(hash);
  return {
    key: deviceKey(hash.manufacturer, hash.serialNumber),
    hardwareHash: hash.canonical,
    tpmVersion: hash.tpmVersion,
    memory: hash.memoryGiB,
    groupTag: fields.groupTag?.text || undefined,
    assignedUser: fields.assignedUser?.text || undefined,
    ...(obstacle === undefined ? {} : { sharingObstacle: obstacle }),
  };
}

function givenRow({ fields }: Claims, hardwareHash: string): GivenRow {
  return {
    serialNumber: fields.serialNumber?.text ?? '',
    productId: fields.productId?.text ?? '',
    hardwareHash,
    groupTag: fields.groupTag?.text ?? '',
    assignedUser: fields.assignedUser?.text ?? '',
  };
}

/** `rejected` with any error, `repaired` with any repair, else `accepted`. */
export function verdictOf(findings: readonly Finding[]): ReportRow['verdict'] {
  if (findings.some(({ severity }) => severity === 'error')) return 'rejected';
  return findings.some(({ fix }) => fix !== undefined) ? 'repaired' : 'accepted';
}

/** The cells without any product key: it must not reach a message, a log or a record. */
export function withoutProductKeys(cells: readonly string[], hashAt: number): { cells: string[]; dropped: boolean } {
  let dropped = false;
  const kept = cells.map((cell, at) => {
    const bare = at === hashAt && looksLikeHash(cell) ? hashWithoutProductKey(cell) : withoutProductKey(cell);
    dropped ||= bare.dropped;
    return bare.text;
  });
  return { cells: kept, dropped };
}

function hashCaption(header: Header | undefined): string {
  const column = header === undefined ? undefined : columnsOf(header, 'hardwareHash')[0];
  return (column === undefined ? undefined : header?.captions[column]) ?? usualCaptions.hardwareHash;
}
