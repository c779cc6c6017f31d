import type { DeviceNow, Digest, DigestDevice } from '../../registration/announcements/digest.ts';
import { count, enumerate, shownSerial } from './text.ts';

/** Digests that say what to ship: their cards follow their devices. */
type LivingDigest = Pick<Digest, 'kind' | 'devices'>;

/** What has become of a device, as far as the card knows. */
export function stateOf({ now, shipped }: DigestDevice): DeviceNow {
  return now ?? (shipped === true ? 'shipped' : 'waiting');
}

/** The devices of a digest that are in one of these states. */
export function inState(devices: readonly DigestDevice[], ...states: DeviceNow[]): DigestDevice[] {
  return devices.filter((device) => states.includes(stateOf(device)));
}

/** How the parts of a wave are spoken of in its title, in this order. */
const parts: readonly (readonly [state: DeviceNow, text: string])[] = [
  ['waiting', 'to be shipped'],
  ['shipped', 'shipped'],
  ['active', 'in use'],
  ['withdrawn', 'no longer ready'],
  ['beingRemoved', 'being removed'],
  ['removed', 'removed'],
  ['again', 'ready again since'],
];

/** `5 devices became ready for user: 3 to be shipped, 1 in use, 1 no longer ready`; `undefined` while what the digest said is still so. */
export function liveTitle({ kind, devices }: LivingDigest): string | undefined {
  const stillSo = kind === 'ready' ? inState(devices, 'waiting', 'shipped') : inState(devices, 'waiting');
  if (stillSo.length === devices.length) return undefined;
  const shown = parts.flatMap(([state, text]) => {
    const { length } = inState(devices, state);
    return length === 0 ? [] : [`${length === devices.length && length > 1 ? 'all' : length} ${text}`];
  });
  const what = kind === 'ready' ? 'became ready for user' : 'waited to be shipped';
  const summary = devices.length === 1 ? shown.join().replace(/^1 /, 'now ') : shown.join(', ');
  return `${count(devices.length, 'device')} ${what}: ${summary}`;
}

/** Which devices are in which state, where they are not all to be shipped. */
export function liveFacts(devices: readonly DigestDevice[]): { label: string; text: string }[] {
  const waiting = inState(devices, 'waiting');
  const again = serials(inState(devices, 'again'));
  return [
    { label: 'Still to ship', text: waiting.length === devices.length ? '' : serials(waiting) },
    { label: 'Shipped already', text: serials(inState(devices, 'shipped')) },
    { label: 'In use', text: serials(inState(devices, 'active')) },
    { label: 'No longer ready', text: serials(inState(devices, 'withdrawn')) },
    { label: 'Being removed', text: serials(inState(devices, 'beingRemoved')) },
    { label: 'Removed', text: serials(inState(devices, 'removed')) },
    { label: 'Ready again since', text: again === '' ? '' : `${again}: see the newer card` },
  ];
}

/** What to do where devices must not be shipped any more, or some are in use; `undefined` where neither is so. */
export function liveNext(devices: readonly DigestDevice[]): string | undefined {
  const gone = inState(devices, 'withdrawn', 'beingRemoved', 'removed');
  const rest = inState(devices, 'active', 'again');
  if (gone.length + rest.length === 0) return undefined;
  const inHouse = gone.filter(({ shipped }) => shipped !== true);
  // A device that was removed is nobody's to set up here.
  const outside = gone.filter((device) => device.shipped === true && stateOf(device) !== 'removed');
  const waiting = inState(devices, 'waiting');
  const sentences = [
    inHouse.length === 0 ? '' : `Do not ship ${serials(inHouse)}.`,
    outside.length === 0
      ? ''
      : `${serials(outside)} ${outside.length === 1 ? 'was' : 'were'} shipped already: keep ${outside.length === 1 ? 'it' : 'them'} from being set up.`,
    waiting.length === 0 ? '' : `Ship ${serials(waiting)} to ${waiting.length === 1 ? 'its user' : 'their users'}.`,
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function serials(devices: readonly DigestDevice[]): string {
  return enumerate(devices.map(({ serialNumber }) => shownSerial(serialNumber)));
}
