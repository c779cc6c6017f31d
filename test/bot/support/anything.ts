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
  models: fc.array(
    fc.record({
      model: hostile,
      count: number,
      tpm: fc.array(fc.record({ version: hostile, count: number }), { maxLength: 5 }),
      memory: fc.array(number, { maxLength: 20 }),
    }),
    { maxLength: 20 },
  ),
  otherModels: number,
  findings: fc.array(finding, { maxLength: 20 }),
  kinds: fc.array(
    fc.record({
      code: fc.constantFrom('hash-cut', 'serial-repaired', 'no-rows', 'x'),
      severity: fc.constantFrom('info' as const, 'warning' as const, 'error' as const),
      rows: number,
      lines: fc.array(number, { maxLength: 20 }),
      serialNumbers: fc.array(hostile, { maxLength: 20 }),
      unread: number,
      message: hostile,
      alike: fc.boolean(),
      remedy: hostile,
      fix: fc.option(hostile, { nil: undefined }),
    }),
    { maxLength: 60 },
  ),
  rowsWithFindings: number,
  tags: fc.array(fc.record({ tag: hostile, ours: fc.boolean(), count: number }), { maxLength: 20 }),
  notShareable: fc.record({ count: number, lines: fc.array(number, { maxLength: 20 }) }),
  users: fc.option(fc.record({ devices: number, withoutUser: fc.constant(0), checked: fc.boolean() }), {
    nil: undefined,
  }),
  known: fc.array(
    fc.record({
      state: fc.constantFrom('onTheirWay' as const, 'ready' as const, 'inUse' as const, 'failed' as const),
      count: number,
      serialNumbers: fc.array(hostile, { maxLength: 5 }),
      files: fc.array(hostile, { maxLength: 5 }),
    }),
    { maxLength: 4 },
  ),
  firstSerialNumbers: fc.array(hostile, { maxLength: 20 }),
});
/** Any page of findings. */
export const anyFoundRows = fc.array(
  fc.record({
    line: number,
    serialNumber: hostile,
    manufacturer: hostile,
    model: hostile,
    verdict: fc.constantFrom('accepted' as const, 'repaired' as const, 'rejected' as const),
    findings: fc.array(finding, { maxLength: 8 }),
  }),
  { maxLength: 10 },
);
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
    sentBefore: fc.option(
      fc.record({
        batchId: fc.uuid(),
        by: fc.record({ id: fc.uuid(), name: hostile }),
        at: fc.constant(now),
        outcome: fc.constantFrom('waiting' as const, 'registered' as const, 'cancelled' as const),
        profileLabel: fc.option(hostile, { nil: undefined }),
      }),
      { nil: undefined },
    ),
    otherTags: number,
    leaving: fc.option(fc.array(hostile, { maxLength: 20, size: 'small' }), { nil: undefined }),
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
    retriable: number,
    inactive: number,
    people: fc.record({
      shipped: number,
      toShip: number,
      shippedUnsaid: number,
      confirmed: number,
      toConfirm: number,
      fellBack: fc.array(hostile, { maxLength: 20 }),
    }),
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
        requestIds: fc.array(hostile, { maxLength: 3 }),
      }),
      { maxLength: 20 },
    ),
    users: fc.array(hostile, { maxLength: 20 }),
  })
  .map((over) => sampleView(over, over.batch));
