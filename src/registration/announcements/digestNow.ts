import { createHash } from 'node:crypto';
import type { Device } from '../lifecycle/device.ts';
import type { Ports } from '../ports/ports.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import { lifeOf } from '../shipping/shownDevices.ts';
import type { DeviceNow, Digest, DigestDevice } from './digest.ts';

/** Whether the cards of a digest follow its devices: those that say what to ship. */
export function isLiving({ kind }: Pick<Digest, 'kind'>): boolean {
  return kind === 'ready' || kind === 'unshipped';
}

/** The lines with what has become of each device. */
export async function linesNow(lines: readonly DigestDevice[], store: Ports['store']): Promise<DigestDevice[]> {
  const devices: DigestDevice[] = [];
  for (const line of lines) {
    const device = await store.get('devices', line.key);
    const shipped = device === undefined ? line.shipped : device.shipped === undefined ? undefined : true;
    devices.push({ ...line, shipped, now: nowOf(device, line) });
  }
  return devices;
}

function nowOf(device: Device | undefined, { life }: DigestDevice): DeviceNow {
  if (device === undefined || device.status === 'removed') return 'removed';
  if (isBeingRemoved(device)) return 'beingRemoved';
  const { status } = device;
  if (status === 'pending' || status === 'failed') return 'withdrawn';
  if (life !== undefined && life !== lifeOf(device)) return 'again';
  if (status === 'active' || status === 'inactive') return 'active';
  return device.shipped === undefined ? 'waiting' : 'shipped';
}

/** Whether nothing about the device will change on this card any more. */
export function isOver({ now }: DigestDevice): boolean {
  return now === 'active' || now === 'removed' || now === 'again';
}

/** Whether the device must not be shipped on the strength of this card. */
export function isGone({ now }: DigestDevice): boolean {
  return now === 'withdrawn' || now === 'beingRemoved' || now === 'removed';
}

/** What the card shows of its devices. */
export function fingerprint(lines: readonly DigestDevice[]): string {
  const shown = lines.map(({ key, now, shipped }) => [key, now, shipped]);
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex').slice(0, 16);
}
