import { duration } from '../duration.ts';
import type { Device, Renaming } from '../lifecycle/device.ts';
import { announce, record } from '../lifecycle/moves.ts';
import type { Policy } from '../policy/policy.ts';
import type { NamedDevice } from '../ports/intune.ts';
import { isWithin } from '../ports/isWithin.ts';
import { isNameWanted, type NameDecision, type NameFacts } from './decideName.ts';
import { nameShown } from './nameShown.ts';
import type { NamingException } from './namingException.ts';

/** Intune's clock and ours differ by no more than this, in milliseconds: an action that began this much before ours was asked for may be ours. */
const clocksDiffer = 5 * 60_000;

const hybridNote =
  'Not renamed: it is joined to a domain too, or only registered in Entra, and Intune does not rename such devices';

/**
 * The device with what Intune shows of its name and of the new one it was asked for. That the new one did not come is announced only where
 * one is still wanted; otherwise it is history.
 */
export function learnName(
  device: Device,
  shown: NamedDevice,
  { policy, now, isWanted }: { policy: Policy['naming']; now: number; isWanted: boolean },
): Device {
  const named = nameShown(device, shown, now);
  const { renaming } = named;
  if (renaming === undefined || renaming.state === 'failed') return named;
  const { rename } = shown;
  const failed = isWanted ? failedToRename : failedUnwanted;
  const isOurs = rename !== undefined && rename.startedAt >= renaming.askedAt - clocksDiffer;
  if (isOurs && rename.state === 'failed')
    return failed(named, renaming, `Intune reports that ${renaming.name} failed on the device`, now);
  if (isOurs && renaming.state === 'claimed') return queuedName(named, renaming, now);
  if (renaming.state === 'claimed' || isWithin(policy.takesUpTo, renaming.askedAt, now)) return named;
  // One that does not call takes no name, which people know already; one that Intune still wants to tell may yet take it.
  if (rename?.state === 'pending' || named.status === 'inactive') return named;
  const late = `${renaming.name} did not show within ${duration(policy.takesUpTo)}`;
  return failed(named, renaming, late, now);
}

/** The device that is where its decision says: what was wrong before is over where nothing is to be done, and why it is left alone is noted once. */
export function settleName(
  device: Device,
  decision: NameDecision,
  { rule, policy, now }: Pick<NameFacts, 'rule' | 'policy' | 'now'>,
): Device {
  if (decision.kind === 'rename') return device;
  if (!isNameWanted(decision)) {
    const { renaming } = device;
    const canCome = renaming?.state === 'queued' && isWithin(policy.takesUpTo, renaming.askedAt, now);
    const settled = { ...device, notRenamedSince: undefined, renaming: canCome ? renaming : undefined };
    return decision.kind === 'left' && rule.source === 'exception'
      ? noteOnce(settled, exceptionNote(device, rule.exception), now)
      : settled;
  }
  return decision.kind === 'left' && decision.because === 'hybridJoined' ? noteOnce(device, hybridNote, now) : device;
}

function exceptionNote({ deviceName }: Device, { requester, decision, lastDay }: NamingException): string {
  return `${keptLead}${deviceName ?? ''}: naming exception asked for by ${requester.name}, approved by ${decision?.by.name ?? ''}, until ${lastDay}`;
}

/** Not again unless its name was dealt with since: each run of the job finds the same. */
function noteOnce(device: Device, note: string, now: number): Device {
  return lastNote(device) === note ? device : record(device, note, now);
}

const keptLead = 'Keeps its name ';
const overLead = 'No exception keeps its name any more; ';

/** The latest line of its history that says what is done about its name. */
function lastNote({ timeline }: Device): string | undefined {
  const leads = [hybridNote, keptLead, overLead, 'Its name '];
  return timeline.findLast(({ text }) => leads.some((lead) => text.startsWith(lead)))?.text;
}

/** The device that is to be renamed, with why. */
export function claimedName(device: Device, renaming: Renaming, template: string, now: number): Device {
  const wasKept = lastNote(device)?.startsWith(keptLead) ?? false;
  const why = `${wasKept ? `${overLead}its` : 'Its'} name ${renaming.before} is not one of ${template}`;
  return record({ ...device, renaming }, `${why}: to be renamed to ${renaming.name}`, now);
}

/** The device whose new name Intune has taken. */
export function queuedName(device: Device, renaming: Renaming, now: number): Device {
  const queued: Device = { ...device, renaming: { ...renaming, state: 'queued' } };
  return record(queued, `Renaming to ${renaming.name} asked for; takes effect at next restart`, now);
}

/** The device that did not get the name asked for. */
export function failedToRename(device: Device, renaming: Renaming, reason: string, now: number): Device {
  return notRenamed({ ...device, renaming: { ...renaming, state: 'failed' } }, reason, now);
}

/** The device that did not get a name nobody wants any more. */
function failedUnwanted(device: Device, renaming: Renaming, reason: string, now: number): Device {
  return record({ ...device, renaming: { ...renaming, state: 'failed' } }, `Not renamed: ${reason}`, now);
}

/** The device that cannot be renamed: said once, until its name is what applies. `reason` is a sentence without its full stop. */
export function notRenamed(device: Device, reason: string, now: number): Device {
  const noted = record(device, `Not renamed: ${reason}`, now);
  return device.notRenamedSince === undefined
    ? announce({ ...noted, notRenamedSince: now }, 'notRenamed', now, reason)
    : noted;
}
