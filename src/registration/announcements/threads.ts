import { changeRecord } from '../ports/changeRecord.ts';
import type { Ports } from '../ports/ports.ts';

/** Threads a channel's record remembers. */
const threadsKept = 200;

/** Remembers which post of a channel a batch's messages come under. */
export async function rememberThread(
  channelId: string,
  batchId: string,
  activityId: string,
  store: Ports['store'],
): Promise<void> {
  await changeRecord(store, 'channels', channelId, (channel) => {
    const threads = Object.entries({ ...channel.threads, [batchId]: activityId }).slice(-threadsKept);
    return { ...channel, threads: Object.fromEntries(threads) };
  });
}

/** Forgets it: the next message of the batch starts a new thread. */
export async function forgetThread(channelId: string, batchId: string, store: Ports['store']): Promise<void> {
  await changeRecord(store, 'channels', channelId, (channel) => {
    const { [batchId]: _forgotten, ...threads } = channel.threads;
    return { ...channel, threads };
  });
}
