import type { Device } from '../../registration/lifecycle/device.ts';
import type { RemovalRefusal } from '../../registration/removal/refuseRemoval.ts';
import { stateWords } from './deviceCard.ts';
import { type AdaptiveCard, expand, type ViewValue } from './expand.ts';
import template from './removal.json' with { type: 'json' };
import { count, plain, shownSerial } from './text.ts';

/** A device that is not removed, and why. Of serial numbers that nobody knows there is no device. */
export type NotRemoved =
  | { reason: RemovalRefusal; device: Device }
  | { reason: 'unknown'; serialNumber: string }
  | { reason: 'gone' };

const deleted =
  'the Intune record, the assigned user, the Autopilot identity, and the membership in the groups that Preflight put it into.';
const leftAlone = 'the Entra object. The device can be registered again with its hardware hash.';

/** Asks whether these devices shall be removed: which, what is deleted and what is not. `intro` says which one is meant where a serial number does not. */
export function confirmRemovalCard(
  devices: readonly Device[],
  refused: readonly NotRemoved[],
  intro = '',
): AdaptiveCard {
  const number = count(devices.length, 'device');
  return draw({
    title: confirmRemovalTitle(devices),
    intro: plain(intro, 300),
    devices: devices.map(deviceLine),
    warning: warning(devices),
    facts:
      devices.length === 0
        ? []
        : [
            { label: 'Deleted', text: deleted },
            { label: 'Left alone', text: leftAlone },
          ],
    refused: refused.map(refusedLine),
    removeTitle: devices.length === 0 ? '' : `Remove ${number}`,
    deviceIds: devices.map(({ id }) => id),
  });
}

/** The question in one line. */
export function confirmRemovalTitle(devices: readonly Device[]): string {
  return devices.length === 0 ? 'Nothing can be removed' : `Remove ${count(devices.length, 'device')}?`;
}

/** Stands in the place of the question once somebody answered it. */
export function removalCard(devices: readonly Device[], refused: readonly NotRemoved[], by: string): AdaptiveCard {
  const progress = 'takes minutes, hours at worst. Send status and a serial number to see how far it is.';
  return draw({
    title: removalTitle(devices),
    intro: devices.length === 0 ? '' : `Asked for by ${plain(by, 80)}.`,
    devices: devices.map((device) => ({ ...deviceLine(device), inUse: '' })),
    warning: '',
    facts: isOver(devices) ? [] : [{ label: 'Removal', text: progress }],
    refused: refused.map(refusedLine),
    removeTitle: '',
    deviceIds: [],
  });
}

/** What became of the question in one line. */
export function removalTitle(devices: readonly Device[]): string {
  if (devices.length === 0) return 'Nothing was removed';
  const one = devices.length === 1;
  const what = isOver(devices)
    ? one
      ? 'was removed'
      : 'were removed'
    : one
      ? 'is being removed'
      : 'are being removed';
  return `${count(devices.length, 'device')} ${what}`;
}

/** Stands in the place of the question when somebody decided to keep the devices. */
export function keptCard(by: string): AdaptiveCard {
  return draw({
    title: removalTitle([]),
    intro: `${plain(by, 80)} chose to keep the devices.`,
    devices: [],
    warning: '',
    facts: [],
    refused: [],
    removeTitle: '',
    deviceIds: [],
  });
}

function isOver(devices: readonly Device[]): boolean {
  return devices.every(({ status }) => status === 'removed');
}

function draw(view: {
  title: string;
  intro: string;
  devices: readonly ViewValue[];
  warning: string;
  facts: readonly ViewValue[];
  refused: readonly ViewValue[];
  removeTitle: string;
  deviceIds: readonly string[];
}): AdaptiveCard {
  return expand(template, { ...view, hasDevices: view.devices.length > 0, hasRefused: view.refused.length > 0 });
}

function deviceLine(device: Device): { serialNumber: string; detail: string; inUse: string } {
  const model = plain(device.model, 40);
  const user = device.userPrincipalName === undefined ? '' : ` by ${plain(device.userPrincipalName, 60)}`;
  return {
    serialNumber: shownSerial(device.serialNumber),
    detail: `${model === '' ? '' : `  ${model}`} · ${stateWords(device)}`,
    inUse: isInUse(device) ? `, in use${user}` : device.shipped === undefined ? '' : ', shipped already',
  };
}

/** Inactive devices are in somebody's hands too. */
function isInUse({ status }: Device): boolean {
  return status === 'active' || status === 'inactive';
}

function warning(devices: readonly Device[]): string {
  const inUse = devices.filter(isInUse).length;
  if (inUse === 0) return '';
  const one = inUse === 1;
  const whose = one ? 'is in use. Its user loses' : 'are in use. Their users lose';
  const what = 'policies, apps and updates no longer arrive, and what only a managed device may open stays closed';
  // Deleting a device in Intune retires it where the enrolment allows that.
  const data = `Intune may also take the organisation's data off the ${one ? 'device when it next checks' : 'devices when they next check'} in.`;
  return `${count(inUse, 'device')} ${whose} Intune's management: ${what}. ${data}`;
}

function refusedLine(refused: NotRemoved): { serialNumber: string; reason: string } {
  switch (refused.reason) {
    case 'unknown':
      return { serialNumber: shownSerial(refused.serialNumber), reason: 'is not known here: check the spelling.' };
    case 'gone':
      return { serialNumber: '', reason: 'One device of this card is not known any more.' };
    case 'pending':
      return line(
        refused.device,
        'is being registered: wait until it is Ready for user, or has failed, and ask again.',
      );
    case 'beingRemoved':
      return line(
        refused.device,
        `is being removed already: ${plain(refused.device.removal?.by.name ?? '', 80)} asked.`,
      );
    case 'removed':
      return line(refused.device, 'was removed already.');
    default:
      return refused satisfies never;
  }
}

function line({ serialNumber }: Device, reason: string) {
  return { serialNumber: shownSerial(serialNumber), reason };
}
