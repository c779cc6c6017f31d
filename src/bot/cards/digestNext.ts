import type { Digest, DigestDevice } from '../../registration/announcements/digest.ts';
import { liveNext } from './digestLive.ts';

/** What to do about a wave of devices, in a sentence or two; nothing where its problems say it. */
export function digestNext({ kind, devices }: Pick<Digest, 'kind' | 'devices'>): string {
  const one = devices.length === 1;
  const [them, they] = one ? ['it', 'it is'] : ['them', 'they are'];
  const their = one ? 'its user' : 'their users';
  switch (kind) {
    case 'ready':
      return liveNext(devices) ?? ready(devices);
    case 'discovered':
      return `You will be told when ${they} ready for user.`;
    case 'inactive':
      return `Ask ${their} to switch ${them} on and connect to the internet.`;
    case 'withdrawn':
      return `${withdrawn(devices)} You will be told when ${they} ready again.`;
    case 'moved':
      return `The policies of the new group apply to ${them} within 24 hours; they may install the latest Windows and restart ${them}.`;
    case 'notRenamed':
      return `Preflight tries ${them} again by itself. To keep ${one ? 'its name' : 'their names'} instead, write “request naming exception”.`;
    case 'unshipped':
      return liveNext(devices) ?? unshipped(devices);
    default:
      return '';
  }
}

/** Whether somebody has marked the device as shipped. */
export function isShipped({ shipped }: DigestDevice): boolean {
  return shipped === true;
}

function unshipped(devices: readonly DigestDevice[]): string {
  const waiting = devices.filter((device) => !isShipped(device));
  const [them, they, numbers] =
    waiting.length === 1 ? ['it', 'it is', 'serial number'] : ['them', 'they are', 'serial numbers'];
  if (waiting.length === 0) return '';
  return `Ship ${them}. If ${they} on the way already, write “shipped” and the ${numbers}.`;
}

function ready(devices: readonly DigestDevice[]): string {
  const shipped = devices.filter(isShipped).length;
  const one = devices.length === 1;
  const [them, user] = one ? ['it', 'its user'] : ['them', 'their users'];
  if (shipped === devices.length && shipped > 0)
    return `${one ? 'It was' : 'They were'} shipped already and can be set up now.`;
  if (shipped === 0) return `Ship ${them} to ${user}.`;
  return 'Those that were shipped already can be set up now; ship the others to their users.';
}

function withdrawn(devices: readonly DigestDevice[]): string {
  const shipped = devices.filter(isShipped).length;
  const one = devices.length === 1;
  const them = one ? 'it' : 'them';
  if (shipped === 0) return `Do not ship ${them}.`;
  if (shipped === devices.length)
    return `${one ? 'It was' : 'They were'} shipped already: keep ${them} from being set up.`;
  return 'Do not ship them, and keep those that were shipped already from being set up.';
}
