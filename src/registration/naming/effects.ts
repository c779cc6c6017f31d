import type { Store } from '../ports/store.ts';
import type { NamingException } from './namingException.ts';

/** Writes what happened into the audit; whatever is there already stays as it is. */
export async function auditEffects({ id: subject, effects = [] }: NamingException, store: Pick<Store, 'create'>) {
  for (const { id, action, by: actor, at, detail, activityId } of effects)
    await store.create('audit', { id, at, actor, action, subject, detail, activityId });
}

/** The exception without what was written into the audit as `written` had it. */
export function withoutEffects(exception: NamingException, written: NamingException): NamingException {
  const done = new Set(written.effects?.map(({ id }) => id));
  const effects = exception.effects?.filter(({ id }) => !done.has(id));
  return { ...exception, effects: effects?.length === 0 ? undefined : effects };
}
