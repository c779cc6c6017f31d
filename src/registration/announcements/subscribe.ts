import type { Ports } from '../ports/ports.ts';
import type { Registration } from '../registration.ts';
import { writeAudit } from '../writeAudit.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;

/** Subscribes a channel to digests; one that had stopped starts again. */
export async function subscribe(
  channel: Parameters<Registration['subscribe']>[0],
  world: World,
): Promise<'subscribed' | 'already'> {
  const { store, clock } = world;
  const record = { id: channel.id, name: channel.name, subscribedBy: channel.actor, subscribedAt: clock.now() };
  const known = await store.get('channels', channel.id);
  if (known !== undefined && known.stoppedBecause === undefined) return 'already';
  const stored =
    known === undefined
      ? await store.create('channels', { ...record, threads: {} })
      : await store.replace('channels', { ...known, ...record, stoppedBecause: undefined });
  if (stored === undefined) return subscribe(channel, world);
  await audit('subscribed', channel, world);
  return 'subscribed';
}

/** Ends a channel's subscription. */
export async function unsubscribe(
  channel: Parameters<Registration['unsubscribe']>[0],
  world: World,
): Promise<'unsubscribed' | 'notSubscribed'> {
  const known = await world.store.get('channels', channel.id);
  if (known === undefined) return 'notSubscribed';
  if (!(await world.store.delete('channels', known.id, known.version))) return unsubscribe(channel, world);
  await audit('unsubscribed', channel, world);
  return 'unsubscribed';
}

async function audit(action: string, channel: Parameters<Registration['unsubscribe']>[0], world: World): Promise<void> {
  await writeAudit(world, {
    actor: channel.actor,
    action,
    subject: channel.id,
    detail: {},
    activityId: channel.activityId,
  });
}
