import type { NamingException } from '../../src/registration/naming/namingException.ts';

const day = 24 * 3_600_000;

/** A naming exception for the whole tenant, sent at `0`, that ends after thirty days, with changes. */
export function buildException(changes: Partial<NamingException> = {}): NamingException {
  return {
    id: 'exception',
    version: 1,
    state: 'requested',
    revision: 1,
    scope: { kind: 'tenant' },
    wanted: { kind: 'keep' },
    reason: 'Labels are printed',
    lastDay: '1970-01-30',
    until: 30 * day,
    requester: { id: 'alex', name: 'Alex Wilber' },
    requestedAt: 0,
    cards: [],
    news: [],
    ...changes,
  };
}
