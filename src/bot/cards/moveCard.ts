import { automatic, moveChoices } from '../../registration/deploymentGroups/moveChoices.ts';
import { whyNotMovable } from '../../registration/deploymentGroups/moveDevices.ts';
import type { Device } from '../../registration/lifecycle/device.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import { labelledGroup } from './deploymentGroupWords.ts';
import { type AdaptiveCard, expand, type ViewValue } from './expand.ts';
import template from './move.json' with { type: 'json' };
import { count, enumerate, formatNumber, plain, shownSerial } from './text.ts';

/** Devices the card names one by one. */
const shownRows = 12;

/** What moving a device does beside moving it (docs/sources.md, deployment groups). */
const sideEffects = [
  'The policies of the new group apply: they may install the latest Windows and restart the device. Move a few devices first.',
  'Until Entra shows a device in its new group, its group stays the old one, labelled Pending. It can take 24 hours until everything has changed.',
];

/** What somebody wants to move. */
export interface MoveProposal {
  devices: readonly Device[];
  /** Devices that share their serial number with another manufacturer's: who asks has to say which are meant. */
  doubles: readonly Device[];
  /** Serial numbers nobody knows. */
  unknown: readonly string[];
  /** The choice that is set already. */
  choice: string | undefined;
}

/** Devices and the groups they are in, a choice of group, and what moving does. Without a device that can be moved it only says why. */
export function moveCard(proposal: MoveProposal, policy: Policy): AdaptiveCard {
  const { devices, doubles, unknown, choice } = proposal;
  const movable = isMovable(proposal);
  return expand(template, {
    ...nothing,
    title: moveTitle(proposal),
    sections: [
      ...sectionOf('', devices.map(rowOf)),
      ...sectionOf(movable ? '' : 'Two devices share a serial number', movable ? [] : doubles.map(rowOf)),
      ...sectionOf(
        'Not known here',
        unknown.map((serial) => ({ lead: shownSerial(serial), text: '', subtle: '' })),
        'Attention',
      ),
    ],
    movable,
    hasDoubles: doubles.length > 0,
    doubles: doubles.map((device, index) => ({ title: doubleTitle(device), value: String(index) })),
    choice: choice ?? '',
    choices: moveChoices(policy).map((value) => ({ title: choiceTitle(value, policy), value })),
    hasNotes: movable,
    notes: sideEffects.map((text) => ({ text })),
    deviceIds: devices.map(({ id }) => id),
    doubleIds: doubles.map(({ id }) => id),
  });
}

/** `Move 3 devices to another deployment group` */
export function moveTitle({ devices, doubles }: Pick<MoveProposal, 'devices' | 'doubles'>): string {
  if (!isMovable({ devices, doubles })) return 'No device can be moved';
  const serials = new Set([...devices, ...doubles].map(({ serialNumber }) => serialNumber.toUpperCase()));
  return `Move ${count(serials.size, 'device')} to another deployment group`;
}

function isMovable({ devices, doubles }: Pick<MoveProposal, 'devices' | 'doubles'>): boolean {
  return [...devices, ...doubles].some((device) => whyNotMovable(device) === undefined);
}

/** What stands in the place of a card whose Cancel was pressed. */
export function cancelledMoveCard(by: string): AdaptiveCard {
  const lead = `${plain(by, 80)} cancelled it. Nothing was changed.`;
  return expand(template, { ...nothing, title: 'No device was moved', lead });
}

/** One line of a list of devices. */
export interface MoveRow {
  readonly lead: string;
  readonly text: string;
  readonly subtle: string;
  readonly [name: string]: ViewValue;
}

/** A list of devices under a heading, cut where it gets long; nothing when there are none. */
export function sectionOf(heading: string, rows: readonly MoveRow[], color = 'Default') {
  if (rows.length === 0) return [];
  const more = rows.length - shownRows;
  const rest = more > 0 ? [{ lead: '', text: `And ${formatNumber(more)} more.`, subtle: '' }] : [];
  return [{ heading, color, rows: [...rows.slice(0, shownRows), ...rest] }];
}

/** A view model that shows nothing, for every name of the template. */
export const nothing = {
  title: '',
  lead: '',
  sections: [],
  movable: false,
  hasDoubles: false,
  doubles: [],
  choice: '',
  choices: [],
  hasNotes: false,
  notes: [],
  deviceIds: [],
  doubleIds: [],
} as const;

function rowOf(device: Device): MoveRow {
  const lead = shownSerial(device.serialNumber);
  const obstacle = whyNotMovable(device);
  if (obstacle !== undefined) return { lead, text: `  Cannot be moved: ${plain(obstacle, 160)}`, subtle: '' };
  return { lead, text: `  ${labelledGroup(device)}`, subtle: `  ${plain(device.model, 40)}` };
}

function doubleTitle(device: Device): string {
  const obstacle = whyNotMovable(device);
  const state = obstacle === undefined ? labelledGroup(device) : `cannot be moved: ${plain(obstacle, 100)}`;
  return `${shownSerial(device.serialNumber)}, ${plain(`${device.manufacturer} ${device.model}`, 60)}: ${state}`;
}

function choiceTitle(choice: string, { deployment }: Policy): string {
  if (choice === automatic) {
    const names = deployment.groups.map(({ name }) => plain(name, 40));
    return `${automatic}: Preflight chooses between ${enumerate(names)}, by their shares`;
  }
  return choice === deployment.testGroup.name
    ? `${plain(choice, 40)}: only devices that an administrator puts there`
    : plain(choice, 40);
}
