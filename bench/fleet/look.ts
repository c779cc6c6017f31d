import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectGraph } from '../../src/graph/graph.ts';
import { compare } from '../../src/registration/discovery/compare.ts';
import { discover } from '../../src/registration/discovery/discover.ts';
import { sweep } from '../../src/registration/enrolment/sweep.ts';
import { type Device, deviceKey } from '../../src/registration/lifecycle/device.ts';
import { nextLook } from '../../src/registration/lifecycle/moves.ts';
import { pass } from '../../src/registration/lifecycle/pass.ts';
import { defaultPolicy } from '../../src/registration/policy/defaultPolicy.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import { remediate } from '../../src/registration/remediation/remediate.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { capturedLog } from '../../test/support/capturedLog.ts';

/** What one hourly look cost in a process of its own. */
export interface LookCost {
  /** User and system time of the process. */
  cpuSeconds: number;
  /** Largest resident set of the process, start and store included. */
  peakMegabytes: number;
  /** Devices written. */
  writes: number;
}

interface Order {
  kind: 'fill' | 'look';
  origin: string;
  secret: string;
  now: number;
  /** Devices of the tenant, one JSON object a line. */
  file: string;
  folder: string;
}

/** A process of its own: an engine that knows the whole fleet (`fill`), then looks at it once (`look`). Speaks over IPC. */
process.on('message', (order: Order) => {
  void (order.kind === 'fill' ? fill(order) : look(order)).then((answer) => {
    process.send?.(answer);
    process.disconnect?.();
  });
});

async function fill({ file, folder, now }: Order): Promise<{ filled: number }> {
  const store = openSqliteStore(join(folder, 'preflight.sqlite'));
  const lines = readFileSync(file, 'utf8').split('\n');
  for (let start = 0; start < lines.length; start += 1_000) {
    const devices = lines.slice(start, start + 1_000).map((line) => known(JSON.parse(line), now));
    await store.createAll('devices', devices);
  }
  await store.create('bookmarks', { id: 'managedDevices', readTo: now, wholeAt: now });
  store.close();
  return { filled: lines.length };
}

async function look({ origin, secret, now, folder }: Order): Promise<LookCost> {
  process.env['IDENTITY_ENDPOINT'] = `${origin}/msi/token`;
  process.env['IDENTITY_HEADER'] = secret;
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const log = capturedLog();
  const health = createHealth(clock);
  const graph = connectGraph(
    { credential: { kind: 'managedIdentity' }, origin, random: () => 0.5 },
    { clock, log, health },
  );
  const file = openSqliteStore(join(folder, 'preflight.sqlite'));
  let writes = 0;
  const store: typeof file = {
    ...file,
    replace: (collection, record) => {
      if (collection === 'devices') writes += 1;
      return file.replace(collection, record);
    },
    replaceAll: (collection, records) => {
      if (collection === 'devices') writes += records.length;
      return file.replaceAll(collection, records);
    },
  };
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  const ports = { ...graph, store, clock, log, health, newId };
  const started = process.cpuUsage();
  await discover(ports, defaultPolicy);
  await compare(ports, defaultPolicy);
  await remediate(ports, defaultPolicy);
  await sweep(ports, defaultPolicy);
  const { errors } = await pass(ports, defaultPolicy);
  if (errors.length > 0) throw new AggregateError(errors);
  const { user, system } = process.cpuUsage(started);
  file.close();
  return {
    cpuSeconds: Math.round((user + system) / 1e4) / 100,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    writes,
  };
}

interface Line {
  id: string;
  serialNumber: string;
  manufacturer: string;
  model: string;
  groupTag: string;
  entraObjectId: string;
  entraDeviceId: string;
  managedDeviceId: string;
}

/** A device as Preflight keeps it a month after its registration. */
function known({ id: autopilotId, ...line }: Line, now: number): Omit<Device, 'version'> {
  const month = 30 * 24 * 3_600_000;
  const lastSyncAt = now - 3_600_000;
  const texts = [
    'Registration pending',
    'Sent to Autopilot',
    'Imported into Autopilot',
    'Known to Entra',
    'In its groups',
  ];
  return {
    ...line,
    id: deviceKey(line.manufacturer, line.serialNumber),
    autopilotId,
    profile: 'Standard',
    sharedMode: false,
    requestedIn: 'batch',
    registeredAt: now - month,
    shippedSince: now - month,
    managedSince: now - month,
    status: 'active',
    step: 'assigned',
    stepSince: now - month,
    deploymentGroup: { name: 'Broad', assignedBy: 'auto', pending: false },
    assignedProfile: 'Modern Workplace Autopilot Profile',
    deviceName: 'MMD-12345678901',
    userPrincipalName: 'LynneR@contoso.example',
    lastSyncAt,
    dueAt: nextLook(lastSyncAt + defaultPolicy.inactiveAfter, defaultPolicy.restingLook),
    looks: 0,
    announcements: [],
    announcementCount: 2,
    timeline: [...texts, 'Ready for user', 'Active'].map((text) => ({ at: now - month, text })),
  };
}
