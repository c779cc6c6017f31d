import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval as every } from 'node:timers/promises';
import { type Stack, startStack } from '../../sandbox/stack.ts';
import type { Digest } from '../../src/registration/announcements/digest.ts';
import type { Device } from '../../src/registration/lifecycle/device.ts';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite.ts';
import { becomeActive, becomeReady, devices as count, meet, register } from '../journey/acts.ts';
import { openStage } from '../journey/stage.ts';

/** Where the bot is killed: as soon as one device is seen there. */
const moments: [name: string, seen: (device: Device) => boolean][] = [
  ['accepted', ({ status, step }) => status === 'pending' && step === 'accepted'],
  ['importing', ({ status, step }) => status === 'pending' && step === 'importing'],
  ['imported', ({ status, step }) => status === 'pending' && step === 'imported'],
  ['linked', ({ status, step }) => status === 'pending' && step === 'linked'],
  ['grouped', ({ status, step }) => status === 'pending' && step === 'grouped'],
  ['ready', ({ status }) => status === 'ready'],
  ['active', ({ status }) => status === 'active'],
];

describe('a bot that is killed (SIGKILL) in every step of the journey', function () {
  this.timeout(180_000);
  let folder: string;
  let stack: Stack;
  let store: SqliteStore;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-kill-'));
    stack = await startStack({ ports: 'free', dataFolder: folder });
    store = openSqliteStore(join(folder, 'sandbox', 'bot', 'preflight.sqlite'));
  });
  after(async () => {
    store.close();
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('still takes every device to Active: one import, one Ready, one Active', async () => {
    const killedAt: string[] = [];
    const stage = await openStage(stack, () => undefined);
    const over = new AbortController();
    const killing = killAtEachMoment(over.signal, killedAt);
    try {
      await meet(stage);
      // Killed while it answers the click, the bot draws the card after it is back.
      const isBatchCard = ({ lines }: { lines: readonly string[] }) => /^Registering|devices are/.test(lines[0] ?? '');
      const batch = await register(stage).catch(() => stage.expects('the batch card', isBatchCard));
      await becomeReady(stage, batch);
      await becomeActive(stage, batch);
    } finally {
      over.abort();
      await killing;
      stage.close();
    }
    // Steps that last no longer than a commit are not always caught alive.
    for (const name of ['importing', 'linked', 'grouped', 'ready', 'active'])
      assert.ok(killedAt.includes(name), `killed at ${killedAt}`);
    const devices = await all('devices');
    assert.equal(devices.length, count);
    assert.ok(devices.every(({ status }) => status === 'active'));
    assert.deepEqual([...stack.sandbox.tenant.world().importsReceived.values()], Array(count).fill(1));
    for (const kind of ['ready', 'active'] as const) {
      const told = (await all('digests'))
        .filter((digest: Digest) => digest.kind === kind)
        .flatMap((digest) => digest.devices);
      assert.deepEqual(told.map(({ key }) => key).sort(), devices.map(({ id }) => id).sort(), kind);
    }
    assert.deepEqual(stack.sandbox.violations(), []);
  });

  async function all<C extends 'devices' | 'digests'>(collection: C) {
    return Array.fromAsync(everyRecord(store, collection, {}));
  }

  async function killAtEachMoment(over: AbortSignal, killedAt: string[]): Promise<void> {
    const left = new Map(moments);
    for await (const _ of every(5)) {
      if (over.aborted || left.size === 0) return;
      const devices = await all('devices');
      const due = [...left].find(([, seen]) => devices.some(seen));
      if (due === undefined) continue;
      left.delete(due[0]);
      killedAt.push(due[0]);
      await stack.killBot();
      await stack.restartBot();
    }
  }
});
