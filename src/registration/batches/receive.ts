import type { IntakeLimits } from '../intake/limits.ts';
import type { Report, ReportRow } from '../intake/report.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { createFileReader, type FileReader } from '../reading/createFileReader.ts';
import { inTurns } from '../reading/inTurns.ts';
import type { Upload } from '../registration.ts';
import { checkAssignedUsers } from './assignedUsers.ts';
import type { AssignedUsers, Batch, BatchReport, BatchRows, KnownDevices } from './batch.ts';
import { fileContents } from './fileContents.ts';
import { findingKinds } from './findingKinds.ts';
import { findingPages } from './findingPages.ts';
import { knownDevices } from './knownDevices.ts';
import { sentBefore } from './sentBefore.ts';

/** Rows in one record: with their hashes about 400 KB, well under what any store takes. */
const rowsPerRecord = 100;

/** Records written at one go, so that nobody waits long for the disk. */
const rowRecordsAtOnce = 1;
const pagesAtOnce = 10;

/** What receiving a file needs. */
export type Receiving = Pick<Ports, 'store' | 'clock' | 'newId' | 'log'> & {
  directory: Pick<Ports['directory'], 'usersExist'>;
};

/** Reads a file and stores what it says as a draft that waits for somebody's choice. */
export async function receive(
  upload: Upload,
  world: Receiving,
  policy: Policy,
  limits: IntakeLimits,
  readFile: FileReader = createFileReader(),
): Promise<Batch> {
  const { store, clock, newId } = world;
  const now = clock.now();
  const { report, digest } = await readFile(upload.bytes, { limits, now, policy, keepRejected: true });
  const users = await checkAssignedUsers(report.rows, world);
  const known = await knownDevices(report.rows, store);
  const id = newId();
  // Rows first: a draft that exists is complete.
  for await (const records of inTurns(rowRecords(id, report.rows), rowRecordsAtOnce))
    await store.createAll('batchRows', records);
  for await (const pages of inTurns(findingPages(id, foundRows(report), now), pagesAtOnce))
    await store.createAll('findingPages', pages);
  const batch: Omit<Batch, 'version'> = {
    id,
    state: 'draft',
    requester: upload.requester,
    fileName: upload.fileName,
    digest,
    createdAt: now,
    report: summarise(report, policy, users, known),
    sentBefore: await sentBefore(digest, store, policy),
  };
  const created = await store.create('batches', batch);
  if (created === undefined) throw new Error('a new batch id was already taken');
  return created;
}

function rowRecords(batchId: string, rows: readonly ReportRow[]): Omit<BatchRows, 'version'>[] {
  const importable = rows.filter(({ device }) => device !== undefined);
  const records: Omit<BatchRows, 'version'>[] = [];
  for (let start = 0; start < importable.length; start += rowsPerRecord) {
    records.push({ id: `${batchId}:${records.length}`, batchId, rows: importable.slice(start, start + rowsPerRecord) });
  }
  return records;
}

function foundRows({ rows }: Report) {
  return rows.filter(({ findings }) => findings.length > 0).map(({ device: _device, ...row }) => row);
}

function summarise(
  report: Report,
  policy: Policy,
  users: AssignedUsers | undefined,
  known: KnownDevices[],
): BatchReport {
  const { rows, ...rest } = report;
  return {
    ...rest,
    ...fileContents(rows, policy),
    kinds: findingKinds(report),
    rowsWithFindings: foundRows(report).length,
    users,
    known,
  };
}
