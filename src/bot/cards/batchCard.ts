import { findingsKept } from '../../registration/batches/findingPages.ts';
import type { BatchView } from '../../registration/batches/view.ts';
import { isSamePerson } from '../../registration/person.ts';
import { buttonsId } from '../../registration/shipping/shownDevices.ts';
import template from './batch.json' with { type: 'json' };
import { batchSteps } from './batchSteps.ts';
import { batchTitle } from './batchTitle.ts';
import { devicesLeft } from './devicesLeft.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import { hasFindingPages, rejectedTitle } from './findingsCard.ts';
import { requestIdLine } from './requestIdLine.ts';
import { retryTitle } from './retryTitle.ts';
import { count, enumerate, formatNumber, listed, plain, shownSerial } from './text.ts';
import { readersDateAndTime } from './time.ts';

/** The one card of a batch after somebody decided: how far its devices are, what they wait for, and what went wrong. */
export function batchCard(view: BatchView): AdaptiveCard {
  const { batch } = view;
  const { ship, confirm, retry } = view.buttons;
  return expand(template, {
    title: batchTitle(view),
    profile: view.profileLabel ?? 'No profile chosen',
    mode: batch.sharedMode === true ? ', shared devices' : '',
    requester: plain(batch.requester.name, 80),
    fileName: plain(batch.fileName),
    since: decided(view),
    hasDevices: devicesLeft(view) > 0 && batch.state !== 'cancelled',
    steps: batchSteps(view),
    waiting: batch.state === 'cancelled' || view.waiting === undefined ? '' : plain(view.waiting.explanation, 300),
    waitingCount: view.waiting === undefined ? '' : count(view.waiting.count, 'device'),
    facts: facts(view),
    problems: view.problems.slice(0, listed).map(({ sentence, remedy, serialNumbers, requestIds, errors = [] }) => ({
      lead: count(serialNumbers.length, 'device'),
      sentence: plain(sentence, 300),
      remedy: plain(remedy, 300),
      serialNumbers: serials(serialNumbers),
      requestIds: [...errors.slice(0, 2).map((error) => plain(error, 200)), requestIdLine(requestIds)]
        .filter(Boolean)
        .join(' · '),
    })),
    moreProblems: view.problems.length > listed ? `And ${count(view.problems.length - listed, 'more problem')}.` : '',
    asOf: `as of ${readersDateAndTime(view.asOf)}`,
    hasFindings: hasFindings(view),
    rejectedTitle: hasFindings(view) ? rejectedTitle(batch) : '',
    shipTitle: ship.length > 0 ? `Mark ${formatNumber(ship.length)} as shipped` : '',
    confirmTitle: confirm.length > 0 ? `Confirm ${formatNumber(confirm.length)} active` : '',
    retryTitle: retryTitle(retry.length),
    shown: buttonsId(batch.id, view.buttons),
    refreshable: batch.state === 'open' || batch.state === 'registering',
    batchId: batch.id,
  });
}

/** While they are kept; what is offered after that is answered with a sentence. */
function hasFindings({ batch, asOf }: BatchView): boolean {
  return hasFindingPages(batch) && asOf - batch.createdAt < findingsKept;
}

function decided({ batch }: BatchView): string {
  if (batch.decidedAt === undefined) return '';
  return `${batch.state === 'cancelled' ? 'cancelled' : 'registering since'} ${readersDateAndTime(batch.decidedAt)}`;
}

function facts(view: BatchView): { label: string; text: string }[] {
  const { batch, deploymentGroups, users, inactive, removed } = view;
  const { leftAlone = [], leaving = [], registeredOtherwise = [], otherBoard = [] } = batch;
  const given = deploymentGroups.map(({ name, count }) => `${plain(name, 40)} ${formatNumber(count)}`).join(', ');
  return [
    { label: 'Decided by', text: decidedByAnother(view) },
    { label: 'Deployment groups', text: given },
    {
      label: 'Signed in',
      text: enumerate(
        users.map((user) => plain(user, 80)),
        listed,
      ),
    },
    ...peopleFacts(view),
    { label: 'Inactive', text: inactive > 0 ? `${count(inactive, 'device')} without a recent sync` : '' },
    { label: 'Removed', text: removed > 0 ? `${count(removed, 'device')}, on request` : '' },
    {
      label: 'Left alone',
      text: leftAlone.length > 0 ? `${serials(leftAlone)}: already registered or in another file` : '',
    },
    {
      label: 'Being removed',
      text: leaving.length > 0 ? `${serials(leaving)}: send the file again when that is done` : '',
    },
    {
      label: 'Other profile',
      text:
        registeredOtherwise.length > 0
          ? `${serials(registeredOtherwise)}: registered, or on the way, with another profile or mode; remove the device when it is ready, then send the file again`
          : '',
    },
    {
      label: 'Other mainboard',
      text:
        otherBoard.length > 0
          ? `${serials(otherBoard)}: registered with another mainboard; remove the device, then send the file again`
          : '',
    },
    { label: 'Group tags', text: otherTags(view) },
    { label: 'Note', text: plain(batch.note ?? '', 300) },
  ].filter(({ text }) => text !== '');
}

/** What people said about the devices. */
function peopleFacts(view: BatchView): { label: string; text: string }[] {
  const { people, batch, reached } = view;
  const total = devicesLeft(view);
  const { shipped, confirmed, fellBack } = people;
  const end = batch.state === 'closed' ? '; this request is closed' : '';
  const keep = `${serials(fellBack)}: keep ${fellBack.length === 1 ? 'it from being set up until it is' : 'them from being set up until they are'} ready again`;
  return [
    { label: 'Shipped', text: shipped > 0 ? `${formatNumber(shipped)} of ${formatNumber(total)}` : '' },
    {
      label: 'Confirmed',
      text: reached.active > 0 ? `${formatNumber(confirmed)} of ${formatNumber(total)}${end}` : '',
    },
    { label: 'Shipped and not ready any more', text: fellBack.length > 0 ? keep : '' },
  ];
}

/** Devices whose tag in the file was another one of ours. */
function otherTags({ batch, groupTag }: BatchView): string {
  const { otherTags = 0 } = batch;
  if (otherTags === 0 || groupTag === undefined) return '';
  return `${count(otherTags, 'device')} had another group tag in the file; ${plain(groupTag, 80)} was chosen for all`;
}

/** Who decided, where it was not who sent the file. */
function decidedByAnother({ batch }: BatchView): string {
  const { decidedBy, requester } = batch;
  return decidedBy === undefined || isSamePerson(decidedBy, requester) ? '' : plain(decidedBy.name, 80);
}

function serials(serialNumbers: readonly string[]): string {
  return enumerate(
    serialNumbers.map((serial) => shownSerial(serial)),
    listed,
  );
}
