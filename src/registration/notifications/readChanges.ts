import { storeWakeUps } from '../lifecycle/wake.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { GroupWatch } from '../ports/groupWatch.ts';
import type { Ports } from '../ports/ports.ts';

/** What reading the changes of groups came to. */
export interface ReadChanges {
  /** Objects that came or went were stored as wake-ups: so many. */
  changed: number;
  /** Nobody knows what changed since the last look: everything is to be looked at anew. */
  everything: boolean;
  /** A watched group was deleted. */
  groupGone: boolean;
}

/** Object ids in one record. */
const idsPerRecord = 1_000;

/**
 * Asks what changed in the watched groups, as they are recorded, since they were asked last, whatever notifications said or did not say. The wake-ups are stored
 * before the new link, so that a crash between the two repeats and loses nothing. A link for other groups, one that has expired (after
 * seven days) or none at all means that everything must be looked at; the new link is fetched before that, so that nothing happens unseen
 * in between.
 */
export async function readChanges(
  ports: Pick<Ports, 'store' | 'clock' | 'newId'> & { groupWatch: Pick<GroupWatch, 'changes' | 'startChanges'> },
): Promise<ReadChanges> {
  const { store, groupWatch } = ports;
  const groups = await Array.fromAsync(everyRecord(store, 'watchedGroups', {}));
  const sorted = groups.flatMap(({ groupId }) => groupId ?? []).sort();
  const before = await store.get('changeLinks', 'watched');
  const keep = async (link: string) => {
    const next = { id: 'watched', groupIds: sorted, link };
    if (before === undefined) await store.create('changeLinks', next);
    else await store.replace('changeLinks', { ...before, ...next });
  };
  const isSame = before !== undefined && before.groupIds.join() === sorted.join();
  const changes = isSame ? await groupWatch.changes(before.link) : 'expired';
  if (changes === 'expired') {
    if (sorted.length > 0) await keep(await groupWatch.startChanges(sorted));
    return { changed: 0, everything: sorted.length > 0, groupGone: false };
  }
  const { objectIds, deletedGroups, link } = changes;
  for (let start = 0; start < objectIds.length; start += idsPerRecord) {
    const ids = objectIds.slice(start, start + idsPerRecord);
    await storeWakeUps(
      ids.map((id) => ({ kind: 'entraObject', id })),
      ports,
    );
  }
  await keep(link);
  return { changed: objectIds.length, everything: false, groupGone: deletedGroups.length > 0 };
}
