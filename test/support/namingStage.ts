import assert from 'node:assert/strict';
import type { Device } from '../../src/registration/lifecycle/device.ts';
import type { NamingException } from '../../src/registration/naming/namingException.ts';
import { buildException } from './buildException.ts';
import { createEngine, type Engine } from './engine.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Three devices in use and whoever names them. */
export interface NamingStage {
  engine: Engine;
  serialNumbers: string[];
  /** A user renames the device of this place by hand. */
  rename(place: number, name: string): void;
  device(place: number): Promise<Device>;
  /** The history of a device. */
  texts(place: number): Promise<string[]>;
  /** How many new names Intune was asked for. */
  asked(): number;
  /** One run of the rename job. */
  run(): ReturnType<Engine['run']>;
  /** Time passes, and the sweep learns what happened meanwhile. Milliseconds. */
  pass(milliseconds: number): Promise<void>;
  /** Approves an exception, for the whole tenant unless `changes` say otherwise. */
  except(changes?: Partial<NamingException>): Promise<NamingException>;
  /** Ids of the notices that stand. */
  notices(): Promise<string[]>;
  /** Throws when anything said to Graph, or by it, was not as described. */
  close(): Promise<void>;
}

/** An engine with three devices in use, set up more than an hour ago and named by the convention. */
export async function namingStage(options: Parameters<typeof createEngine>[0] = {}): Promise<NamingStage> {
  const engine = await createEngine({ signInAfter: minute, latencies: 'quick', throttling: false, ...options });
  const { serialNumbers } = await engine.register(3);
  await engine.until(({ status }) => status === 'active', 8 * hour);
  const { sandbox, ports } = engine;
  sandbox.clock.advance(hour);
  await engine.turn();
  const device = async (place: number) => {
    const found = (await engine.devices()).find(({ serialNumber }) => serialNumber === serialNumbers[place]);
    assert.ok(found);
    return found;
  };
  return {
    engine,
    serialNumbers,
    rename: (place, name) => sandbox.tenant.rename(serialNumbers[place] ?? '', name),
    device,
    texts: async (place) => (await device(place)).timeline.map(({ text }) => text),
    asked: () => sandbox.log.entries().filter(({ route }) => route.endsWith('/setDeviceName')).length,
    run: () => engine.run('rename'),
    async pass(milliseconds) {
      sandbox.clock.advance(milliseconds);
      await engine.turn();
    },
    async except(changes = {}) {
      const until = ports.clock.now() + 30 * 24 * hour;
      const stored = await ports.store.create(
        'namingExceptions',
        buildException({ state: 'approved', until, ...changes }),
      );
      assert.ok(stored);
      return stored;
    },
    notices: async () => (await ports.store.query('notices', { limit: 10 })).items.map(({ id }) => id),
    async close() {
      const violations = sandbox.violations();
      await engine.close();
      assert.deepEqual(violations, []);
    },
  };
}
