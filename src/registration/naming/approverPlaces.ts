import { readAudiences } from '../announcements/audiences.ts';
import { isAbout } from '../announcements/channels.ts';
import { isObjectId, isSamePerson, type Person } from '../person.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';

/** Where those who may decide are told, and whom nobody could tell. */
export interface ApproverPlaces {
  /** Conversation ids. */
  places: string[];
  /** Names of approvers who have met Preflight in no chat of their own; none where a channel is told. */
  unreached: string[];
  /** Nobody but the requester has the approver role. */
  nobody: boolean;
}

/**
 * The channels that are about approvals; where there is none, the personal chat of each approver but the requester, who cannot decide. A bot
 * can speak first only where it was installed. Rejects with `ServiceError` where chats would be needed and nobody can say whose.
 */
export async function approverPlaces(
  requester: Person,
  { store, clock, directory }: Pick<Ports, 'store' | 'clock' | 'directory'>,
  policy: Policy,
): Promise<ApproverPlaces> {
  const audiences = await readAudiences({ store, clock });
  const channels = await Array.fromAsync(everyRecord(store, 'channels', {}));
  const places = channels
    .filter((channel) => channel.stoppedBecause === undefined && isAbout(channel, 'approvals'))
    // Whoever would decide there does not see it while the channel takes no messages.
    .filter(({ id }) => !audiences.isRefused(id))
    .map(({ id }) => id);
  const deciders = await othersWhoDecide(requester, directory, policy).catch((error: unknown) => {
    // A channel is told whoever is in it.
    if (places.length > 0 && error instanceof ServiceError) return undefined;
    throw error;
  });
  if (places.length > 0) return { places, unreached: [], nobody: deciders?.length === 0 };
  const unreached: string[] = [];
  for (const { id, name } of deciders ?? []) {
    const { items } = await store.query('conversations', { equals: { personId: id.toLowerCase() }, limit: 1 });
    const [chat] = items;
    if (chat === undefined || audiences.isRefused(chat.id)) unreached.push(name);
    // A guest in the group has no role, and a card with devices on it is not for them; nor for an account that is switched off.
    else if ((await directory.userStanding(id)) === 'member') places.push(chat.id);
  }
  return { places, unreached, nobody: places.length === 0 && unreached.length === 0 };
}

async function othersWhoDecide(
  requester: Person,
  directory: Ports['directory'],
  { roles: { approver } }: Policy,
): Promise<Person[]> {
  const groupId = isObjectId(approver) ? approver : (await directory.groupIds([approver])).get(approver);
  const approvers = groupId === undefined ? [] : await directory.usersOf(groupId);
  return approvers.filter((approver) => !isSamePerson(approver, requester));
}
