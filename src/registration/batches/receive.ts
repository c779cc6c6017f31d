import { createHash } from 'node:crypto';
import type { IntakeLimits } from '../intake/limits.ts';
import { readDeviceFile } from '../intake/readDeviceFile.ts';
import type { Report, ReportRow } from '../intake/report.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import type { Upload } from '../registration.ts';
import type { Batch, BatchReport, BatchRows } from './batch.ts';

/** Rows in one record: with their hashes about 400 KB, well under what any store takes. */
const rowsPerRecord = 100;
/** Rows with findings and serial numbers a draft shows without reading its rows. */
const shown = 20;

/** Reads a file and stores what it says as a draft that waits for somebody's choice. */
export async function receive(
  upload: Upload,
  { store, clock, newId }: Pick<Ports, 'store' | 'clock' | 'newId'>,
  policy: Policy,
  limits: IntakeLimits,
): Promise<Batch> {
  const now = clock.now();
  const report = await readDeviceFile(upload.bytes, { limits, now, policy });
  const id = newId();
  // Rows first: a draft that exists is complete.
  await store.createAll('batchRows', rowRecords(id, report.rows));
  const batch: Omit<Batch, 'version'> = {
    id,
    state: 'draft',
    requester: upload.requester,
    fileName: upload.fileName,
    digest: createHash('sha256').update(upload.bytes).digest('hex'),
    createdAt: now,
    report: summarise(report),
  };
  const created = await store.create('batches', batch);
  if (created === undefined) throw new Error('a new batch id was already taken');
  return created;
}

function rowRecords(batchId: string, rows: readonly ReportRow[]): Omit<BatchRows, 'version'>[] {
  const records: Omit<BatchRows, 'version'>[] = [];
  for (let start = 0; start < rows.length; start += rowsPerRecord) {
    records.push({ id: `${batchId}:${records.length}`, batchId, rows: rows.slice(start, start + rowsPerRecord) });
  }
  return records;
}

function summarise(report: Report): BatchReport {
  const { rows, ...rest } = report;
  const importable = rows.filter(({ verdict }) => verdict !== 'rejected');
  const models = Map.groupBy(importable, ({ model }) => model);
  return {
    ...rest,
    models: [...models].map(([model, { length }]) => ({ model, count: length })).sort((a, b) => b.count - a.count),
    firstFindings: rows
      .filter(({ findings }) => findings.length > 0)
      .slice(0, shown)
      .map(({ device: _device, ...row }) => row),
    firstSerialNumbers: importable.slice(0, shown).map(({ serialNumber }) => serialNumber),
  };
}
