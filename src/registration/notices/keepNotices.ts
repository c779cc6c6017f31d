import { audience } from '../announcements/audience.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { Draft } from '../ports/stored.ts';
import type { Notice } from './notice.ts';

/**
 * Makes the notices whose ids start with `about` the ones given: what is new is told to the channels once, what is over is forgotten, so
 * that it is told again when it comes back.
 */
export async function keepNotices(
  about: string,
  wanted: readonly Omit<Draft<Notice>, 'since'>[],
  world: Pick<Ports, 'store' | 'clock' | 'log'>,
): Promise<void> {
  const { store, clock, log } = world;
  const ids = new Set(wanted.map(({ id }) => id));
  for await (const notice of everyRecord(store, 'notices', {})) {
    if (notice.id.startsWith(about) && !ids.has(notice.id)) await store.delete('notices', notice.id, notice.version);
  }
  for (const draft of wanted) {
    if ((await store.get('notices', draft.id)) !== undefined) continue;
    const now = clock.now();
    log.error({ notice: draft.id }, draft.sentence);
    // The digest first: a crash between the two writes tells it once more at worst, under the same id.
    await store.create('digests', {
      id: `${draft.id}@${now}`,
      kind: 'notice',
      createdAt: now,
      notice: { sentence: draft.sentence, remedy: draft.remedy },
      devices: [],
      deliveries: await audience(undefined, store),
      state: 'open',
      dueAt: now,
    });
    await store.create('notices', { ...draft, since: now });
  }
}
