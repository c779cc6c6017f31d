import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';

/** Display names of what standing notices of a kind, `group:` or `profile:`, say is not there. */
export async function missingFrom(store: Pick<Ports['store'], 'query'>, kind: string): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { id } of everyRecord(store, 'notices', {}))
    if (id.startsWith(kind)) names.add(id.slice(kind.length));
  return names;
}
