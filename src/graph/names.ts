import type { NamedDevice } from '../registration/ports/intune.ts';
import type { WriteResult } from '../registration/ports/writeResult.ts';
import type { GraphClient } from './client.ts';
import { readRows } from './leftOut.ts';
import { pages } from './pages.ts';
import { readNamedDevice } from './responses.ts';
import { versions } from './versions.ts';
import { writeEach } from './writes.ts';

const workload = 'intune';
const version = versions.deviceNames;
const managedDevicesPath = '/deviceManagement/managedDevices';

/** Every managed device with its name, page by page. Lists may leave out what became of actions (docs/sources.md, names). */
export async function* namedDevices(client: GraphClient): AsyncGenerator<NamedDevice[]> {
  for await (const page of pages(client, { workload, version, path: managedDevicesPath }))
    yield readRows(page, readNamedDevice, 'Intune devices', client.leftOut);
}

/** Queues a name for each device, by Intune id. Asking for the same name again does no harm, so what was not served is repeated; a device that is gone is `notFound`. */
export function setNames(client: GraphClient, names: ReadonlyMap<string, string>): Promise<Map<string, WriteResult>> {
  const item = (id: string) => ({
    method: 'POST' as const,
    url: `${managedDevicesPath}/${encodeURIComponent(id)}/setDeviceName`,
    body: { deviceName: names.get(id) },
  });
  return writeEach(client, { workload, version, ids: [...names.keys()], item, absent: 'notFound' });
}
