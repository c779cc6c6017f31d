import type { Ports } from '../ports/ports.ts';
import type { Registration } from '../registration.ts';
import { writeAudit } from '../writeAudit.ts';
import { type ChannelTopic, isAbout } from './channels.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;
type Asked = Parameters<Registration['unsubscribe']>[0];

/** Subscribes a channel to digests or to naming exceptions, beside what it has; one that had stopped starts again. */
export async function subscribe(
  channel: Parameters<Registration['subscribe']>[0],
  world: World,
): Promise<'subscribed' | 'already'> {
  const { store, clock } = world;
  const topic = channel.about ?? 'digests';
  const record = { id: channel.id, name: channel.name, subscribedBy: channel.actor, subscribedAt: clock.now() };
  const known = await store.get('channels', channel.id);
  if (known !== undefined && known.stoppedBecause === undefined && isAbout(known, topic)) return 'already';
  // What had stopped starts again only where it is asked for.
  const isAlone = known === undefined || known.stoppedBecause !== undefined || (known.about ?? 'digests') === topic;
  const about = isAlone ? topic : 'both';
  const stored =
    known === undefined
      ? await store.create('channels', { ...record, about, threads: {} })
      : await store.replace('channels', { ...known, ...record, about, stoppedBecause: undefined });
  if (stored === undefined) return subscribe(channel, world);
  await audit('subscribed', topic, channel, world);
  return 'subscribed';
}

/** Ends a channel's subscription to digests or to naming exceptions; what else it has stays. */
export async function unsubscribe(channel: Asked, world: World): Promise<'unsubscribed' | 'notSubscribed'> {
  const { store } = world;
  const topic = channel.about ?? 'digests';
  const known = await store.get('channels', channel.id);
  if (known === undefined || !isAbout(known, topic)) return 'notSubscribed';
  const rest = topic === 'digests' ? 'approvals' : 'digests';
  const done =
    known.about === 'both'
      ? (await store.replace('channels', { ...known, about: rest })) !== undefined
      : await store.delete('channels', known.id, known.version);
  if (!done) return unsubscribe(channel, world);
  await audit('unsubscribed', topic, channel, world);
  return 'unsubscribed';
}

async function audit(action: string, about: ChannelTopic, channel: Asked, world: World): Promise<void> {
  await writeAudit(world, {
    actor: channel.actor,
    action,
    subject: channel.id,
    detail: { about },
    activityId: channel.activityId,
  });
}
