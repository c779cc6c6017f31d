import type { Device, Status, Step } from '../../registration/lifecycle/device.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import { problemText } from '../../registration/problems/catalogue.ts';
import { deploymentGroupWords } from './deploymentGroupWords.ts';
import template from './device.json' with { type: 'json' };
import { type AdaptiveCard, expand } from './expand.ts';
import { plain, shownSerial } from './text.ts';
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
  const problem = device.problem === undefined ? undefined : problemText(device.problem.code);
  return expand(template, {
    status: statusWords[device.status],
    color: colors[device.status],
    serialNumber: shownSerial(device.serialNumber),
    model: plain(`${device.manufacturer} ${device.model}`),
    problem: problem?.sentence ?? '',
    remedy: problem?.remedy ?? '',
    waiting: device.status === 'pending' ? waiting(device, policy, now) : '',
    facts: [
      { label: 'Profile', text: plain(profile, 60) + (device.sharedMode ? ', shared device' : '') },
      { label: 'Deployment group', text: deploymentGroupWords(device) },
      { label: 'Autopilot profile', text: plain(device.assignedProfile ?? '', 80) },
      { label: 'Device name', text: plain(device.deviceName ?? '', 40) },
      { label: 'User', text: plain(device.userPrincipalName ?? '') },
    ].filter(({ text }) => text !== ''),
    lastSync:
      device.lastSyncAt === undefined
        ? ''
        : `${readersDateAndTime(device.lastSyncAt)}, ${ago(now - device.lastSyncAt)}`,
    hasTimeline: device.timeline.length > 0,
    timeline: device.timeline
      .slice(-historyLines)
      .reverse()
      .map(({ at, text }) => ({ at: readersTimeSince(at, now), text: plain(text, 200) })),
    asOf: `as of ${readersTime(now)}`,
    again: `status ${shownSerial(device.serialNumber)}`,
  });
}

function waiting({ step, stepSince }: Device, policy: Policy, now: number): string {
  const usual = Math.max(1, Math.round(policy.usual[step] / 60_000));
  return `${waitsFor[step]}, usually under ${usual} ${usual === 1 ? 'minute' : 'minutes'}; since ${readersTime(stepSince)}, ${ago(now - stepSince)}.`;
}
