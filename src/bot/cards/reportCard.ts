import type { Batch } from '../../registration/batches/batch.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import { hasFindingPages, rejectedTitle } from './findingsCard.ts';
import { modelRows } from './modelRows.ts';
import template from './report.json' with { type: 'json' };
import { reportFacts, sentBeforeText } from './reportFacts.ts';
import { reportFindings } from './reportFindings.ts';
import { count, enumerate, formatNumber, listed, lowerFirst, plain, shownSerial } from './text.ts';
import { readersDateAndTime } from './time.ts';

/** What somebody chose on the card, to be kept when it is shown again. */
export interface ReportInputs {
  profile: string;
  sharedMode: boolean;
  note: string;
}

/** The answer to a file: what is in it, what was wrong, and the choice to make. `refused` says why a choice was not taken. */
export function reportCard(
  batch: Batch,
  policy: Policy,
  refused?: { reason: string; inputs: ReportInputs },
): AdaptiveCard {
  const { report, fileName, requester } = batch;
  const { accepted, repaired, rejected } = report.summary;
  const inputs = refused?.inputs ?? { profile: '', sharedMode: false, note: '' };
  const { findings, more } = reportFindings(report);
  return expand(template, {
    title: reportTitle(batch),
    fileName: plain(fileName),
    requester: plain(requester.name, 80),
    encoding: unusualEncoding(report.encoding),
    hasRows: accepted + repaired + rejected > 0,
    counters: [
      { number: formatNumber(accepted), label: 'ready', color: 'Good' },
      { number: formatNumber(repaired), label: 'repaired', color: repaired > 0 ? 'Accent' : 'Default' },
      { number: formatNumber(rejected), label: 'rejected', color: rejected > 0 ? 'Attention' : 'Default' },
    ],
    sentBefore: sentBeforeText(batch),
    sentBeforeAt: batch.sentBefore === undefined ? '' : readersDateAndTime(batch.sentBefore.at),
    hasModels: report.models.length > 0,
    models: modelRows(report),
    otherModels: otherModels(report),
    facts: reportFacts(report, policy),
    serialNumbers: enumerate(
      report.firstSerialNumbers.slice(0, listed).map((serial) => shownSerial(serial)),
      listed,
      accepted + repaired,
    ),
    findings,
    more,
    registrable: batch.state === 'draft' && registrableCount(batch) > 0,
    profiles: policy.profiles.map(({ id, label, description }) => ({
      id,
      title: `${label} – ${lowerFirst(description)}`,
    })),
    sharedTitle: sharedTitle(policy, report),
    hasFindings: hasFindingPages(batch),
    rejectedTitle: rejectedTitle(batch),
    profile: inputs.profile,
    sharedMode: String(inputs.sharedMode),
    note: inputs.note,
    reason: plain(refused?.reason ?? '', 400),
    registerTitle: `Register ${count(registrableCount(batch), 'device')}`,
    batchId: batch.id,
  });
}

/** The state of the file in one line. */
export function reportTitle(batch: Pick<Batch, 'report'>): string {
  const { accepted, repaired, rejected } = batch.report.summary;
  const good = accepted + repaired;
  if (good === 0) return "This file can't be used";
  if (rejected === 0) return `${count(good, 'device')} can be registered`;
  return `${formatNumber(good)} of ${count(good + rejected, 'device')} can be registered`;
}

/** Devices the file would register. */
function registrableCount({ report }: Batch): number {
  if (report.findings.some(({ severity }) => severity === 'error')) return 0;
  return report.summary.accepted + report.summary.repaired;
}

function otherModels({ models, otherModels }: Batch['report']): string {
  const more = Math.max(0, models.length - listed) + otherModels;
  return more > 0 ? `And ${count(more, 'more model')}.` : '';
}

function sharedTitle(policy: Policy, { notShareable }: Batch['report']): string {
  const never = policy.profiles.filter(({ allowsShared }) => !allowsShared).map(({ label }) => label);
  const exception = never.length === 0 ? '' : `; not available with ${enumerate(never)}`;
  const unfit = notShareable.count > 0 ? `; not possible for ${count(notShareable.count, 'device')} of this file` : '';
  return `Shared devices (self-deploying, needs TPM 2.0)${exception}${unfit}`;
}

/** Only what somebody would wonder about: UTF-8 is what everybody expects. */
function unusualEncoding(encoding: string): string {
  if (encoding === '' || encoding.startsWith('utf-8')) return '';
  if (encoding === 'windows-1252') return ' · read as Windows-1252, as Excel writes it';
  return ' · read as UTF-16, as Windows PowerShell writes it';
}
