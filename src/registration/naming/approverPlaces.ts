import type { Person } from '../person.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { isObjectId } from '../roles.ts';

/** Where those who may decide are told, and whom nobody could tell. */
export interface ApproverPlaces {
  /** Conversation ids. */
  places: string[];
  /** Names of approvers who have met Preflight in no chat of their own. */
  unreached: string[];
}

/**
 * The channels that are about approvals; where there is none, the personal chat of each approver but the requester, who cannot decide. A bot
 * can speak first only where it was installed. Rejects with `ServiceError`.
 */
export async function approverPlaces(
  requester: Person,
  { store, directory }: Pick<Ports, 'store' | 'directory'>,
  policy: Policy,
): Promise<ApproverPlaces> {
  const channels = await Array.fromAsync(everyRecord(store, 'channels', {}));
  const places = channels
    .filter(({ about, stoppedBecause }) => stoppedBecause === undefined && (about === 'approvals' || about === 'both'))
    .map(({ id }) => id);
  if (places.length > 0) return { places, unreached: [] };
  const unreached: string[] = [];
  for (const { id, name } of await approvers(directory, policy)) {
    if (id === requester.id) continue;
    const { items } = await store.query('conversations', { equals: { personId: id }, limit: 1 });
    const [chat] = items;
    if (chat === undefined) unreached.push(name);
    else places.push(chat.id);
  }
  return { places, unreached };
}

async function approvers(directory: Ports['directory'], { roles: { approver } }: Policy): Promise<Person[]> {
  const groupId = isObjectId(approver) ? approver : (await directory.groupIds([approver])).get(approver);
  return groupId === undefined ? [] : directory.usersOf(groupId);
}
