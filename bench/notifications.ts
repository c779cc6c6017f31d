import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../sandbox/children/freePort.ts';
import { createSandbox } from '../sandbox/server.ts';
import { readConfig } from '../src/config.ts';
import { startPreflight } from '../src/main.ts';
import type { Device } from '../src/registration/lifecycle/device.ts';
import { everyRecord } from '../src/registration/ports/everyRecord.ts';
import { openSqliteStore } from '../src/store/sqlite.ts';

/**
 * The whole product against a sandbox tenant in real time: how long after a change of an Entra group a partner's upload is discovered and an enrolment is announced, as the device
 * document says when it was. Notifications leave at once here: how late Microsoft's are nobody promises. `--json` prints figures only.
 */
const devices = 200;
const tag = 'Microsoft365Managed_Standard';
/** Milliseconds between two users signing in. */
const between = 100;

const sandbox = await createSandbox({
  speed: 1,
  throttling: false,
  latencies: {
    identity: 100,
    link: 100,
    dynamicGroup: 100,
    assignment: 2_000,
    notification: 0,
    directory: 100,
    sync: 1_000,
  },
});
const folder = await mkdtemp(join(tmpdir(), 'preflight-bench-'));
const port = await freePort();
process.env['IDENTITY_ENDPOINT'] = `${sandbox.origin}/msi/token`;
process.env['IDENTITY_HEADER'] = sandbox.credentials.identitySecret;
const environment = {
  PORT: String(port),
  PREFLIGHT_HOST: '127.0.0.1',
  PREFLIGHT_PUBLIC_URL: `http://127.0.0.1:${port}`,
  PREFLIGHT_DATA: folder,
  PREFLIGHT_TENANT_ID: sandbox.credentials.tenantId,
  PREFLIGHT_SANDBOX: sandbox.origin,
  GRAPH_ORIGIN: sandbox.origin,
  PREFLIGHT_BOT_AUTHENTICATION: 'dangerously-anonymous',
};
const config = readConfig(environment, 'sandbox');
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const preflight = await startPreflight(config, { clock: sandbox.clock, log: quiet });
const store = openSqliteStore(join(folder, 'preflight.sqlite'));

const changed = new Map<string, number>();
sandbox.tenant.world().listeners.push((event) => {
  if (event.kind === 'membershipChanged' && event.change === 'added')
    changed.set(`${event.group.displayName} ${event.objectId}`, sandbox.clock.now());
});

try {
  await until(async () => sandbox.notifications.subscriptions().length >= 15);
  sandbox.tenant.partnerUpload(
    Array.from({ length: devices }, (_, index) => ({
      serialNumber: `PF${String(index).padStart(6, '0')}`,
      manufacturer: 'LENOVO',
      model: '21R3001BUK',
      groupTag: tag,
    })),
  );
  await until(async () => (await store.count('devices', {})) === devices);
  const discovered = new Map((await all()).map((device) => [device.serialNumber, device.timeline[0]?.at ?? 0]));
  sandbox.clock.setSpeed(30);
  await until(async () => (await all()).every(({ status }) => status === 'ready'));
  sandbox.clock.setSpeed(1);
  await pause(2_000);
  for (const { serialNumber } of await all()) {
    sandbox.tenant.signIn(serialNumber);
    await pause(between);
  }
  await until(async () => (await all()).every(({ status }) => status === 'active'));
  const found = await all();
  const since = (group: string, at: (device: Device) => number) =>
    found.map((device) => at(device) - (changed.get(`${group} ${device.entraObjectId ?? ''}`) ?? Number.NaN));
  const uploads = summary(since(`Preflight tag - ${tag}`, ({ serialNumber }) => discovered.get(serialNumber) ?? 0));
  const enrolments = summary(since('Preflight - Enrolled devices', ({ stepSince }) => stepSince));
  if (process.argv.includes('--json')) console.log(JSON.stringify({ devices, uploads, enrolments }));
  else {
    console.log(`${devices} devices, from the change of the group to what Preflight says of it, in milliseconds:`);
    for (const [name, { p50, p95, most }] of Object.entries({
      'uploads discovered': uploads,
      'enrolments announced': enrolments,
    }))
      console.log(`  ${name.padEnd(21)} p50 ${p50}, p95 ${p95}, most ${most}`);
  }
} finally {
  store.close();
  await preflight.stop();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

function all(): Promise<Device[]> {
  return Array.fromAsync(everyRecord(store, 'devices', {}));
}

function summary(values: readonly number[]) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), most: at(1) };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (await isSo()) return;
    await pause(100);
  }
  throw new Error('it did not happen within two minutes');
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
