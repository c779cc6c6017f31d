import assert from 'node:assert/strict';
import type { Fault, Lie } from '../../sandbox/faults.ts';
import type { Device } from '../../src/registration/lifecycle/device.ts';
import { createEngine, type Engine } from './engine.ts';

/** Everything a body can be that is not what was asked for. */
export const bodies = [
  'cutAtOnce',
  'cutHalf',
  'truncated',
  'html',
  'object',
  'null',
  'empty',
] as const satisfies readonly Lie[];

/** Paths of Graph whose answers are lied about. */
export const paths = {
  import: '/deviceManagement/importedWindowsAutopilotDeviceIdentities/import',
  staging: '/deviceManagement/importedWindowsAutopilotDeviceIdentities',
  identities: '/deviceManagement/windowsAutopilotDeviceIdentities',
  profiles: '/deviceManagement/windowsAutopilotDeploymentProfiles',
  managed: '/deviceManagement/managedDevices',
} as const;

/** An engine whose turns may fail: a service that lies is no fault of the test. */
export interface Stage extends Engine {
  /** One turn, whatever it says. */
  tryTurn(): Promise<void>;
  /** Turns for so many virtual minutes, with the hourly jobs at the full hour. */
  live(minutes: number): Promise<void>;
  /** As `until`, with turns that may fail. */
  reach(fits: (device: Device) => boolean, minutes?: number): Promise<Device[]>;
  lie(fault: Fault): string;
  imports(): number;
  staged(): number;
  /** Kinds of digests told, with how many devices each named, over all of them. */
  told(): Record<string, number>;
}

/** An engine against a tenant that can lie. */
export async function createStage(options: Parameters<typeof createEngine>[0] = {}): Promise<Stage> {
  const engine = await createEngine(options);
  const { sandbox } = engine;
  const tryTurn = () => engine.turn().catch(onlyTold);
  const stage: Stage = {
    ...engine,
    tryTurn,
    async live(minutes) {
      const end = sandbox.clock.now() + minutes * 60_000;
      for (let hour = sandbox.clock.now(); sandbox.clock.now() < end; ) {
        await tryTurn();
        if (sandbox.clock.now() >= hour) {
          for (const job of ['discover', 'compare', 'remediate', 'troubles']) await engine.run(job).catch(onlyTold);
          hour += 3_600_000;
        }
        sandbox.clock.advance(60_000);
      }
    },
    async reach(fits, minutes = 240) {
      const end = sandbox.clock.now() + minutes * 60_000;
      for (;;) {
        await tryTurn();
        const all = await engine.devices();
        if (all.length > 0 && all.every(fits)) return all;
        const where = all.map(({ serialNumber, status, step, problem }) => [serialNumber, status, step, problem?.code]);
        assert.ok(sandbox.clock.now() < end, JSON.stringify(where));
        sandbox.clock.advance(30_000);
      }
    },
    lie: (fault) => sandbox.faults.add(fault).id,
    imports: () =>
      sandbox.log.entries().filter(({ method, url }) => method === 'POST' && url.endsWith('/import')).length,
    staged: () => sandbox.tenant.world().imports.size,
    told() {
      const counts: Record<string, number> = {};
      const seen = new Set<string>();
      for (const { digest } of engine.ports.courier.digests) {
        if (seen.has(digest.id)) continue;
        seen.add(digest.id);
        counts[digest.kind] = (counts[digest.kind] ?? 0) + Math.max(1, digest.devices.length);
      }
      return counts;
    },
  };
  return stage;
}

function onlyTold(error: unknown): void {
  const errors = error instanceof AggregateError ? error.errors : [error];
  // A TypeError is a body that was believed.
  for (const each of errors) assert.equal((each as Error).name, 'ServiceError', String((each as Error).stack));
}
