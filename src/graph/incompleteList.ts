import { ServiceError } from '../registration/ports/serviceError.ts';
import { areaOf } from './areas.ts';
import type { GraphClient } from './client.ts';
import type { Workload } from './throttle.ts';

/** Milliseconds until such a list is asked for again, at the soonest. */
const delay = 60_000;

/** A list was read to its end and lacks rows that could not be read: what was looked for may be among them. Noted for `health`, because each of its answers worked. */
export function incompleteList(client: GraphClient, workload: Workload, path: string): ServiceError {
  const error = new ServiceError(`GET ${path}: some of what was looked for may be in rows that could not be read`, {
    kind: 'unreadable',
    status: 200,
    code: 'incompleteList',
    outcome: 'none',
  });
  client.throttle.note({ workload, area: areaOf(path) }, error, delay);
  return error;
}
