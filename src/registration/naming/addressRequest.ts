import { isDeepStrictEqual } from 'node:util';
import { keepNotices } from '../notices/keepNotices.ts';
import type { Policy } from '../policy/policy.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { explainAccess } from '../problems/explain.ts';
import { approverPlaces } from './approverPlaces.ts';
import type { NamingCard, NamingException } from './namingException.ts';

type World = Pick<Ports, 'store' | 'clock' | 'directory' | 'log'>;

/**
 * Gives a request a card for each place where somebody may decide on it; places that have one keep it. Resolves with the exception as it is
 * then, `undefined` when it is gone. Rejects with `ServiceError` while nobody can say who the approvers are; missing permissions become a notice.
 */
export async function addressRequest(
  exception: NamingException,
  world: World,
  policy: Policy,
): Promise<NamingException | undefined> {
  try {
    // Whoever asks anew while the directory is read is answered anew.
    const answered = exception.news.filter(({ kind }) => kind === 'request');
    const { places, unreached, nobody } = await approverPlaces(exception.requester, world, policy);
    await keepNotices('naming:approvers', [], world);
    return changeRecord(world.store, 'namingExceptions', exception.id, (current) => {
      // Whoever asked in a channel about approvals has a card there already, and that one has no buttons to decide with.
      const known = new Set(
        current.cards
          .filter(({ reader, isCopy, state }) => reader === 'approver' && isCopy !== true && state !== 'dropped')
          .map(({ conversationId }) => conversationId),
      );
      const cards = places
        .filter((conversationId) => !known.has(conversationId))
        .map((conversationId): NamingCard => ({ conversationId, reader: 'approver', state: 'waiting', attempts: 0 }));
      const isNews = !isDeepStrictEqual([current.unreached, current.nobody], [unreached, nobody]);
      // A place that was gone and is there again gets another card in place of the lost one.
      const back = new Set(cards.map(({ conversationId }) => conversationId));
      const kept = current.cards.filter(
        ({ state, reader, conversationId }) =>
          !(state === 'dropped' && reader === 'approver' && back.has(conversationId)),
      );
      return {
        ...current,
        news: current.news.filter(({ id }) => answered.every((each) => each.id !== id)),
        cards: [...kept, ...cards],
        unreached,
        nobody,
        // The requester's card tells who could not be reached, or that there is nobody.
        revision: isNews ? current.revision + 1 : current.revision,
      };
    });
  } catch (error) {
    if (error instanceof ServiceError && error.kind === 'forbidden') await noticeOf(error, world);
    throw error;
  }
}

/** The exception with nobody to be asked any more. */
export function withoutRequest(exception: NamingException): NamingException {
  return { ...exception, news: exception.news.filter(({ kind }) => kind !== 'request') };
}

/**
 * Looks anew for who may decide on what waits for a decision: a channel or an approver's chat was added, or one is gone. Resolves with whether
 * anything waits.
 */
export async function addressAgain({ store, clock }: Pick<Ports, 'store' | 'clock'>): Promise<boolean> {
  let waits = false;
  for await (const { id } of everyRecord(store, 'namingExceptions', { equals: { state: 'requested' } })) {
    waits = true;
    await changeRecord(store, 'namingExceptions', id, (current) => withRequest(current, clock.now()));
  }
  return waits;
}

/** The request with whoever may decide to be told of it. */
export function withRequest(exception: NamingException, now: number): NamingException | undefined {
  if (exception.state !== 'requested') return undefined;
  const news = withoutRequest(exception).news;
  const again = { id: `${exception.id}:${exception.revision}:request:${now}`, kind: 'request', at: now } as const;
  return { ...exception, news: [again, ...news], tellAt: now };
}

async function noticeOf(error: ServiceError, world: World): Promise<void> {
  const sentence = 'Preflight cannot read who the approvers are, so that requests of naming exceptions reach nobody.';
  await keepNotices('naming:approvers', [{ id: 'naming:approvers', sentence, remedy: explainAccess(error) }], world);
}
