import type { Batch, BatchReport, KnownDevices } from '../../registration/batches/batch.ts';
import { isSamePerson } from '../../registration/person.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import { count, enumerate, formatNumber, listed, plain, shownSerial } from './text.ts';

/** One fact about a file, in words. */
export type Fact = { label: string; text: string };

/** What somebody should know about a file before choosing: devices known already, the file's own tags and users. */
export function reportFacts(report: BatchReport, policy: Policy): Fact[] {
  return [
    { label: 'Already registered here', text: knownText(report) },
    { label: 'Group tags in the file', text: tagsText(report, policy) },
    { label: 'Assigned users', text: usersText(report) },
  ].filter(({ text }) => text !== '');
}

/** Who sent the same file before, and what became of it; when is said apart, in the reader's own time. */
export function sentBeforeText({ sentBefore, requester }: Pick<Batch, 'sentBefore' | 'requester'>): string {
  if (sentBefore === undefined) return '';
  const { by, outcome, profileLabel } = sentBefore;
  const who = isSamePerson(by, requester) ? 'you' : plain(by.name, 80);
  const what = {
    registered: `and registered as ${plain(profileLabel ?? '', 60)}`,
    waiting: 'and is still waiting for a choice',
    cancelled: 'and was cancelled',
  }[outcome];
  return `This file was already sent by ${who} ${what}.`;
}

const states: Readonly<Record<KnownDevices['state'], string>> = {
  onTheirWay: 'on their way',
  ready: 'ready for user',
  inUse: 'in use',
  failed: 'failed',
  beingRemoved: 'being removed',
};

function knownText({ known }: BatchReport): string {
  const alone = known.filter(({ state }) => state !== 'failed' && state !== 'beingRemoved');
  const leaving = known.find(({ state }) => state === 'beingRemoved');
  const failed = known.find(({ state }) => state === 'failed');
  const sentences: string[] = [];
  if (alone.length > 0) {
    const each = alone.map((group) => `${formatNumber(group.count)} ${states[group.state]}`);
    sentences.push(`${enumerate(each)} (${named(alone)}): left alone when you register again.`);
  }
  if (failed !== undefined)
    sentences.push(`${formatNumber(failed.count)} failed (${named([failed])}): tried again when you register.`);
  if (leaving !== undefined) {
    const are = leaving.count === 1 ? 'is' : 'are';
    sentences.push(
      `${formatNumber(leaving.count)} ${are} being removed (${named([leaving])}) and cannot be registered until that is done: send the file again then.`,
    );
  }
  return sentences.join(' ');
}

/** Serial numbers, and the files they came in. */
function named(groups: readonly KnownDevices[]): string {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const serials = groups.flatMap(({ serialNumbers }) => serialNumbers).map((serial) => shownSerial(serial));
  const files = [...new Set(groups.flatMap(({ files }) => files))].map((file) => plain(file, 60));
  const from = files.length === 0 ? '' : `, from ${enumerate(files, 2)}`;
  return enumerate(serials, listed, total) + from;
}

function tagsText({ tags, summary }: BatchReport, policy: Policy): string {
  if (tags.length === 0) return '';
  const each = tags.map(({ tag, count }) => `${plain(tag, 60)}: ${formatNumber(count)}`);
  const devices = summary.accepted + summary.repaired;
  const [only] = tags;
  const label = policy.profiles.find(({ tag }) => tag === only?.tag)?.label;
  const meaning = tags.length === 1 && only?.count === devices && label !== undefined ? `, which is ${label}` : '';
  return `${enumerate(each, listed)}${meaning}. The device profile you choose applies to all devices and replaces these.`;
}

function usersText({ users }: BatchReport): string {
  if (users === undefined) return '';
  const { devices, withoutUser, checked } = users;
  const assigned = devices - withoutUser;
  if (!checked)
    return `${count(assigned, 'device')} ${assigned === 1 ? 'has' : 'have'} one. They could not be looked up yet; this happens before the import, and nobody who does not exist is assigned.`;
  const good = `${count(assigned, 'device')} will be assigned to the user in the file, unless shared.`;
  const bad = `${count(withoutUser, 'device')} will be registered without a user.`;
  return [...(assigned > 0 ? [good] : []), ...(withoutUser > 0 ? [bad] : [])].join(' ');
}
