import type { Device } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { findProfile } from '../policy/tags.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Store } from '../ports/store.ts';
import { isInScope } from './nameRule.ts';
import type { NamingScope } from './namingException.ts';

type Reading = Pick<Store, 'get' | 'query'>;

/** Serial numbers named of a list. */
const named = 3;

/** Every device of ours in a scope, those being registered too; removed ones are nobody's. */
export async function* devicesIn(scope: NamingScope, store: Reading): AsyncGenerator<Device> {
  if (scope.kind === 'devices') {
    for (const id of scope.deviceIds) {
      const device = await store.get('devices', id);
      if (device !== undefined && device.status !== 'removed') yield device;
    }
    return;
  }
  const filter = scope.kind === 'batch' ? { equals: { requestedIn: scope.batchId } } : {};
  for await (const device of everyRecord(store, 'devices', filter)) {
    if (device.status !== 'removed' && isInScope(scope, device)) yield device;
  }
}

/** `all devices`, `Standard devices`, `the devices of laptops.csv`, `5CG1234ABC, 5CG1234ABD and 4 more` */
export async function scopeText(scope: NamingScope, store: Reading, policy: Policy): Promise<string> {
  switch (scope.kind) {
    case 'tenant':
      return 'all devices';
    case 'profile':
      return `${findProfile(policy, scope.profile)?.label ?? scope.profile} devices`;
    case 'batch': {
      const batch = await store.get('batches', scope.batchId);
      return `the devices of ${batch?.fileName ?? 'a file that is not known any more'}`;
    }
    case 'devices':
      return serialNumbers(scope.deviceIds, store);
    default:
      return scope satisfies never;
  }
}

async function serialNumbers(ids: readonly string[], store: Reading): Promise<string> {
  const texts: string[] = [];
  const shown = ids.length === named + 1 ? named + 1 : named;
  for (const id of ids.slice(0, shown)) texts.push((await store.get('devices', id))?.serialNumber ?? id);
  const more = ids.length - texts.length;
  if (more > 0) return `${texts.join(', ')} and ${more} more`;
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
