import type { ReportRow } from '../intake/report.ts';
import type { Device } from '../lifecycle/device.ts';
import type { Ports } from '../ports/ports.ts';
import { inTurns } from '../reading/inTurns.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import type { KnownDevices } from './batch.ts';

/** Serial numbers and files it names; the rest are counted. */
const named = 5;

/** Devices looked up before everything else has its turn. */
const lookedUpAtOnce = 100;

const stateOf: Record<Exclude<Device['status'], 'removed'>, KnownDevices['state']> = {
  pending: 'onTheirWay',
  ready: 'ready',
  active: 'inUse',
  inactive: 'inUse',
  failed: 'failed',
};

/** Looks up each device of a file that could be registered. */
export async function knownDevices(rows: readonly ReportRow[], store: Ports['store']): Promise<KnownDevices[]> {
  const known = new Map<KnownDevices['state'], KnownDevices>();
  const fileNames = new Map<string, string>();
  const keys = rows.flatMap(({ device }) => device?.key ?? []);
  for await (const some of inTurns(keys, lookedUpAtOnce)) {
    for (const key of some) await add(key);
  }
  return [...known.values()];

  async function add(key: string): Promise<void> {
    const device = await store.get('devices', key);
    // One that was removed is as good as new.
    if (device === undefined || device.status === 'removed') return;
    const state = isBeingRemoved(device) ? 'beingRemoved' : stateOf[device.status];
    const group = known.get(state) ?? { state, count: 0, serialNumbers: [], files: [] };
    known.set(state, group);
    group.count += 1;
    if (group.serialNumbers.length < named) group.serialNumbers.push(device.serialNumber);
    if (device.requestedIn === undefined || group.files.length === named) return;
    const { requestedIn } = device;
    const fileName = fileNames.get(requestedIn) ?? (await store.get('batches', requestedIn))?.fileName ?? '';
    fileNames.set(requestedIn, fileName);
    if (fileName !== '' && !group.files.includes(fileName)) group.files.push(fileName);
  }
}
