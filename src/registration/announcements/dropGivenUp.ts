import { createHash } from 'node:crypto';
import { changeRecord } from '../ports/changeRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { preflight } from '../writeAudit.ts';
import type { Digest, DigestDelivery } from './digest.ts';
import { audienceOf } from './unreached.ts';
import { withDelivery } from './withDelivery.ts';

/**
 * Drops what a conversation that has refused for a month was to be told: it is written to the log and the audit, counted in `health`, and a channel's
 * subscription stops until somebody writes there.
 */
export async function dropGivenUp(
  digest: Digest,
  delivery: DigestDelivery,
  { store, clock, log }: Pick<Ports, 'store' | 'clock' | 'log'>,
): Promise<Digest | undefined> {
  const { conversationId } = delivery;
  const id = audienceOf(conversationId);
  const { kind, devices } = digest;
  // The audit first, under an id of its own, so that a crash between the two leaves no gap.
  await store.create('audit', {
    id: createHash('sha256').update(`${digest.id} ${conversationId}`).digest('hex').slice(0, 32),
    at: clock.now(),
    actor: preflight,
    action: 'gaveUpTelling',
    subject: id,
    detail: { kind, devices: devices.length },
  });
  const dropped = await store.replace('digests', withDelivery(digest, { ...delivery, state: 'dropped' }));
  if (dropped === undefined) return undefined;
  log.error(
    { digest: digest.id, kind, devices: devices.length },
    'a message was dropped: its conversation refused it for a month',
  );
  const audience = await changeRecord(store, 'unreachedAudiences', id, (current) => ({
    ...current,
    droppedMessages: (current.droppedMessages ?? 0) + 1,
  }));
  const stoppedBecause = audience?.code ?? 'refused';
  await changeRecord(store, 'channels', id, (channel) =>
    channel.stoppedBecause === undefined ? { ...channel, stoppedBecause } : undefined,
  );
  return dropped;
}
