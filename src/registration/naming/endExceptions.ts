import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { preflight } from '../writeAudit.ts';
import { auditEffects } from './effects.ts';
import type { NamingEffect, NamingException } from './namingException.ts';
import { endedEarly, letTimePass } from './step.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/**
 * Ends the exceptions whose time is over, marks those that end within a week to be told of, and lets those go on that a clock which went
 * ahead had ended. Resolves with how many changed.
 */
export async function endExceptions(world: World): Promise<{ changed: number }> {
  const { store, clock } = world;
  const now = clock.now();
  let changed = 0;
  const change = async (exception: NamingException) => {
    if (await pass(exception, now, world)) changed += 1;
  };
  const due = { atMost: { field: 'dueAt', value: now } } as const;
  for await (const exception of everyRecord(store, 'namingExceptions', due)) await change(exception);
  // Nothing is due of what is over. There are never many: people ask for each.
  for await (const exception of everyRecord(store, 'namingExceptions', { equals: { state: 'expired' } }))
    if (endedEarly(exception, now)) await change(exception);
  return { changed };
}

/** Whether something happened to it. Whoever was faster took a step, which says itself when it is due next. */
async function pass(exception: NamingException, now: number, { store }: World): Promise<boolean> {
  const later = letTimePass(exception, now);
  if (later === exception) return false;
  const { id, state, lastDay, revision, effects = [] } = later;
  const isEnd = state === 'expired';
  const action = isEnd ? 'endedNamingException' : 'reopenedNamingException';
  const effect: NamingEffect = { id: `${id}:${revision}`, action, by: preflight, at: now, detail: { state, lastDay } };
  const isForAudit = isEnd || exception.state === 'expired';
  const stored = await store.replace(
    'namingExceptions',
    isForAudit ? { ...later, effects: [...effects, effect] } : later,
  );
  if (stored === undefined) return false;
  await auditEffects(stored, store);
  return true;
}
