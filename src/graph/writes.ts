import type { WriteResult } from '../registration/ports/writeResult.ts';
import { type BatchItem, sendEach } from './batch.ts';
import type { GraphClient } from './client.ts';
import type { Workload } from './throttle.ts';
import type { GraphVersion } from './versions.ts';

/**
 * Sends one write for each id in batches and answers how each ended. What is not there any more (404) counts as done where
 * `absent` says so: those writes take things away, and may be repeated. Elsewhere it is a `ServiceError` of its own kind. Rejects with `ServiceError` only when a whole batch was not served.
 */
export async function writeEach(
  client: GraphClient,
  request: {
    workload: Workload;
    version: GraphVersion;
    ids: readonly string[];
    item: (id: string) => BatchItem;
    absent: 'done' | 'notFound';
  },
): Promise<Map<string, WriteResult>> {
  const ids = [...new Set(request.ids)];
  const items = ids.map(request.item);
  const answers = await sendEach(client, request.workload, request.version, items);
  return new Map(
    ids.map((id, index): [string, WriteResult] => {
      const outcome = answers[index] ?? 'done';
      const isGone = outcome !== 'done' && outcome.kind === 'notFound' && request.absent === 'done';
      return [id, isGone ? 'done' : outcome];
    }),
  );
}

/** A DELETE below a path. */
export function deleteItem(path: string): (id: string) => BatchItem {
  return (id) => ({ method: 'DELETE', url: `${path}/${encodeURIComponent(id)}` });
}
