import fc from 'fast-check';
import { now, sampleBatch, sampleReport, sampleView } from './samples.ts';

/** Outside text at its worst, without the one thing a template's own placeholder looks like. */
export const hostile = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 5_000 }),
    fc.constantFrom(
      '**bold** [link](javascript:alert(1))',
      '<at>Everybody</at>',
      '{{DATE(2026-01-01T00:00:00Z)}}',
      '"}],"x":[{"',
      '',
      ' ',
      '\u202E',
    ),
  )
  .map((text) => text.replaceAll('${', '$'));
const number = fc.nat({ max: 5_000 });

const finding = fc.record({
  code: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  severity: fc.constantFrom('info' as const, 'warning' as const, 'error' as const),
  message: hostile,
  remedy: hostile,
  line: fc.option(number, { nil: undefined }),
  fix: fc.option(hostile, { nil: undefined }),
});
const report = fc.record({
  encoding: fc.constantFrom('utf-8', 'utf-16le-bom', 'windows-1252', ''),
  summary: fc.record({ accepted: number, repaired: number, rejected: number }),
  models: fc.array(fc.record({ model: hostile, count: number }), { maxLength: 200 }),
  findings: fc.array(finding, { maxLength: 20 }),
  firstFindings: fc.array(
    fc.record({
      line: number,
      serialNumber: hostile,
      manufacturer: hostile,
      model: hostile,
      verdict: fc.constantFrom('accepted' as const, 'repaired' as const, 'rejected' as const),
      findings: fc.array(finding, { maxLength: 3 }),
    }),
    { maxLength: 20 },
  ),
  firstSerialNumbers: fc.array(hostile, { maxLength: 20 }),
});
/** Any batch with any report. */
export const anyBatch = fc
  .record({
    fileName: hostile,
    requester: fc.record({ id: fc.uuid(), name: hostile }),
    report,
    note: fc.option(hostile, { nil: undefined }),
    state: fc.constantFrom(
      'draft' as const,
      'registering' as const,
      'open' as const,
      'closed' as const,
      'cancelled' as const,
    ),
    leftAlone: fc.option(fc.array(hostile, { maxLength: 5_000, size: 'small' }), { nil: undefined }),
  })
  .map(({ report, ...over }) =>
    sampleBatch({ ...over, report: sampleReport(report), decidedAt: now, decidedBy: { id: 'x', name: over.fileName } }),
  );
/** Any batch view. */
export const anyView = fc
  .record({
    batch: anyBatch,
    total: number,
    failed: number,
    inactive: number,
    reached: fc.record({
      sent: number,
      inAutopilot: number,
      knownToEntra: number,
      inGroups: number,
      profileAssigned: number,
      ready: number,
      active: number,
    }),
    deploymentGroups: fc.array(fc.record({ name: hostile, count: number }), { maxLength: 4 }),
    problems: fc.array(
      fc.record({
        code: fc.constant('import-failed' as const),
        sentence: hostile,
        remedy: hostile,
        serialNumbers: fc.array(hostile, { minLength: 1, maxLength: 50 }),
      }),
      { maxLength: 20 },
    ),
    users: fc.array(hostile, { maxLength: 20 }),
  })
  .map((over) => sampleView(over, over.batch));
