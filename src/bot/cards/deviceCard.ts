import { duration } from '../../registration/duration.ts';
import type { Device, PersonsWord, Removal, RemovalStep, Status, Step } from '../../registration/lifecycle/device.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import type { ProblemCode } from '../../registration/problems/catalogue.ts';
import { explainProblem } from '../../registration/problems/explain.ts';
import { needsRegisteringAgain } from '../../registration/problems/needsRegisteringAgain.ts';
import { isBeingRemoved } from '../../registration/removal/isBeingRemoved.ts';
import { deploymentGroupWords } from './deploymentGroupWords.ts';
import template from './device.json' with { type: 'json' };
import { type AdaptiveCard, expand } from './expand.ts';
import { requestIdLine } from './requestIdLine.ts';
import { escapeMarkdown, plain, shownSerial } from './text.ts';
import { ago, readersDateAndTime, readersTime, readersTimeSince } from './time.ts';

/** Entries of a history that fit on a card. */
const historyLines = 10;

/** The words of Microsoft Managed Desktop's Devices blade. */
export const statusWords: Readonly<Record<Status, string>> = {
  pending: 'Registration pending',
  failed: 'Registration failed',
  ready: 'Ready for user',
  active: 'Active',
  inactive: 'Inactive',
  removed: 'Removed',
};

/** What a device is called now: its status, in other words where it failed after it had been registered. */
export function stateWords({ status, problem }: Pick<Device, 'status' | 'problem'>): string {
  return status === 'failed' && needsRegisteringAgain(problem?.code) ? 'Needs registering again' : statusWords[status];
}

const colors: Readonly<Record<Status, string>> = {
  pending: 'Accent',
  failed: 'Attention',
  ready: 'Good',
  active: 'Good',
  inactive: 'Warning',
  removed: 'Default',
};

const waitsFor: Readonly<Record<Step, string>> = {
  accepted: 'Waiting to be sent to Autopilot',
  importing: 'Waiting for Autopilot to finish the import',
  imported: 'Waiting for Entra to know the device',
  linked: 'Waiting for its groups',
  grouped: 'Waiting for Autopilot to assign the profile',
  assigned: 'Waiting for the last check',
};

/** Everything about one device: status, facts, history with the newest first. */
export function deviceCard(device: Device, policy: Policy, now: number): AdaptiveCard {
  const profile = policy.profiles.find(({ id }) => id === device.profile)?.label ?? device.profile;
  const problem = device.problem === undefined ? undefined : explainProblem(device.problem);
  return expand(template, {
    status: isBeingRemoved(device) ? `${stateWords(device)}, being removed` : stateWords(device),
    color: isBeingRemoved(device) ? 'Warning' : colors[device.status],
    serialNumber: shownSerial(device.serialNumber),
    model: plain(`${device.manufacturer} ${device.model}`),
    problem: problem?.sentence ?? '',
    remedy: problem?.remedy ?? '',
    support: forSupport(device.problem),
    waiting: waiting(device, policy, now),
    facts: [
      { label: 'Profile', text: plain(profile, 60) + (device.sharedMode ? ', shared device' : '') },
      ...(device.status === 'removed' ? [] : present(device)),
    ].filter(({ text }) => text !== ''),
    moments: device.status === 'removed' ? ended(device, now) : words(device, now),
    hasTimeline: device.timeline.length > 0,
    timeline: device.timeline
      .slice(-historyLines)
      .reverse()
      .map(({ at, text }) => ({ at: readersTimeSince(at, now), text: plain(text, 200) })),
    asOf: `as of ${readersTime(now)}`,
    retry: mayHelp(device),
    retryText: `retry ${shownSerial(device.serialNumber)}`,
    again: `status ${shownSerial(device.serialNumber)}`,
  });
}

/** Whether trying again is worth a button: not where only its file, or another one, can help. */
function mayHelp({ status, problem }: Device): boolean {
  const needsFile: readonly (ProblemCode | undefined)[] = [
    undefined,
    'hash-missing',
    'left-autopilot',
    'hardware-changed',
  ];
  return (status === 'failed' || status === 'pending') && !needsFile.includes(problem?.code);
}

/** What to quote in a case with Microsoft: the service's own words, and what it finds the request by. */
function forSupport(problem: Device['problem']): string {
  const { detail = '', requestId } = problem ?? {};
  return [plain(detail, 400), requestIdLine(requestId === undefined ? [] : [requestId])].filter(Boolean).join(' · ');
}

const removalWaits: Readonly<Record<RemovalStep, string>> = {
  intune: 'Waiting for Intune to delete its record',
  user: 'Waiting for Autopilot to take the assigned user off it',
  autopilot: 'Waiting for Autopilot to delete its identity',
  groups: 'Waiting for its groups to let it go',
};

function waiting(device: Device, policy: Policy, now: number): string {
  if (isBeingRemoved(device)) return removalWaiting(device.removal, now);
  if (device.status !== 'pending') return '';
  const { step, stepSince } = device;
  return `${waitsFor[step]}, usually under ${duration(policy.usual[step])}; since ${readersTime(stepSince)}, ${ago(now - stepSince)}.`;
}

/** `LAPTOP-7; MMD-12345678901 at next restart` */
function nameWords({ deviceName = '', renaming }: Pick<Device, 'deviceName' | 'renaming'>): string {
  const name = plain(deviceName, 40);
  if (renaming?.state !== 'queued') return name;
  return [name, `${plain(renaming.name, 40)} at next restart`].filter(Boolean).join('; ');
}

/** What is true of a device as long as it is registered here. */
function present(device: Device): { label: string; text: string }[] {
  return [
    { label: 'Deployment group', text: deploymentGroupWords(device) },
    { label: 'Autopilot profile', text: plain(device.assignedProfile ?? '', 80) },
    { label: 'Device name', text: nameWords(device) },
    { label: 'User', text: plain(device.userPrincipalName ?? '') },
  ];
}

function words(device: Device, now: number) {
  return [
    moment('Last sync', device.lastSyncAt, '', now),
    moment('Shipped', device.shipped?.at, shipped(device), now),
    moment('Confirmed', device.confirmed?.at, by(device.confirmed), now),
  ].flat();
}

/** Of a device that is gone only its end; the history has the rest. */
function ended({ removal }: Device, now: number) {
  const asked = removal === undefined ? '' : `asked for ${by(removal)}`;
  return moment('Removed', removal?.doneAt ?? removal?.at, asked, now);
}

/** When something happened, in the reader's time zone, and what there is to say about it. */
function moment(label: string, at: number | undefined, text: string, now: number) {
  return at === undefined ? [] : [{ label, at: `${readersDateAndTime(at)}, ${ago(now - at)}`, text }];
}

/** A device that fell back after it was shipped must not be set up: it would get what is there, not what it should. */
function shipped({ shipped: word, status }: Device): string {
  const early = status === 'pending' || status === 'failed';
  return early
    ? `${by(word)}; not ready for user any more: keep it from being set up until it is ready again`
    : by(word);
}

function by(word: PersonsWord | undefined): string {
  return word === undefined ? '' : `by ${plain(word.by.name, 80)}`;
}

function removalWaiting({ step, at, by }: Removal, now: number): string {
  const waits = step === undefined ? 'Waiting to be removed' : removalWaits[step];
  return `${waits}. ${escapeMarkdown(by.name)} asked at ${readersTimeSince(at, now)}, ${ago(now - at)}.`;
}
