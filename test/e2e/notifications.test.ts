import assert from 'node:assert/strict';
import { subscribe } from '../../src/registration/announcements/subscribe.ts';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import { createListeningEngine, type ListeningEngine } from '../support/listeningEngine.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const modes = ['on', 'lost', 'duplicated', 'shuffled'] as const;

/** What was said of which device, and how long after its cause, in milliseconds. */
interface Story {
  told: string[];
  enrolment: number;
  upload: number;
}

/** Devices are registered, one uploaded elsewhere, all signed in to, one taken out of its groups by hand: three hours of it. */
async function play(mode: (typeof modes)[number]): Promise<Story> {
  const engine = await createListeningEngine({ latencies: 'quick', policy: { digestDelay: 0 } });
  try {
    const { sandbox, ports } = engine;
    await subscribe({ id: 'it', name: 'IT', actor: { id: 'm', name: 'Megan' }, activityId: undefined }, ports);
    sandbox.notifications.set({ mode, delay: 200 });
    const go = await runner(engine);
    await engine.register(3);
    await go(20 * minute);
    const uploadedAt = ports.clock.now();
    const machine = { manufacturer: 'LENOVO', model: '21R3001BUK' };
    sandbox.tenant.partnerUpload([{ serialNumber: 'PF000001', groupTag: 'Microsoft365Managed_Standard', ...machine }]);
    const discovered = await go(2 * hour, async () =>
      (await engine.devices()).some(({ serialNumber }) => serialNumber === 'PF000001'),
    );
    await go(30 * minute);
    assert.ok((await engine.devices()).every(({ status }) => status === 'ready'));
    const signedInAt = ports.clock.now();
    for (const { serialNumber } of await engine.devices()) sandbox.tenant.signIn(serialNumber);
    const active = await go(hour, async () => (await engine.devices()).every(({ status }) => status === 'active'));
    sandbox.tenant.editGroup(engine.policy.allDevicesGroup, 'remove', 'PF000001');
    await go(hour);
    const digests = await Array.fromAsync(everyRecord(ports.store, 'digests', {}));
    const told = digests.flatMap(({ kind, devices }) => devices.map(({ serialNumber }) => `${serialNumber} ${kind}`));
    assert.deepEqual(sandbox.violations(), []);
    return { told: told.sort(), enrolment: active - signedInAt, upload: discovered - uploadedAt };
  } finally {
    await engine.close();
  }
}

/** A device uploaded elsewhere while no Autopilot profile is assigned to any group: what becomes of it in seven hours. */
async function playUnassigned(isListening: boolean): Promise<{ devices: unknown[]; told: string[] }> {
  const engine = await createListeningEngine({ latencies: 'quick', policy: { digestDelay: 0 } });
  try {
    const { sandbox, ports } = engine;
    await subscribe({ id: 'it', name: 'IT', actor: { id: 'm', name: 'Megan' }, activityId: undefined }, ports);
    for (const profile of sandbox.tenant.world().profiles.values()) profile.assignments = [];
    const go = await runner(engine, isListening);
    await go(minute);
    const machine = { manufacturer: 'LENOVO', model: '21R3001BUK' };
    sandbox.tenant.partnerUpload([{ serialNumber: 'PF000001', groupTag: 'Microsoft365Managed_Standard', ...machine }]);
    await go(7 * hour);
    const devices = (await engine.devices()).map(({ serialNumber, status, step, problem }) => [
      serialNumber,
      status,
      step,
      problem?.code,
    ]);
    const digests = await Array.fromAsync(everyRecord(ports.store, 'digests', {}));
    const told = digests.flatMap(({ kind, devices: named }) => named.map((each) => `${each.serialNumber} ${kind}`));
    return { devices, told: told.sort() };
  } finally {
    await engine.close();
  }
}

/** Lets time pass with the jobs on their schedules, until something is so; resolves with when that was. */
async function runner(engine: ListeningEngine, isListening = true) {
  const { ports } = engine;
  const every = {
    ...(isListening ? { subscriptions: 15 * minute } : {}),
    discover: hour,
    compare: hour,
    remediate: hour,
  };
  const last = new Map<string, number>();
  return async (milliseconds: number, until: () => Promise<boolean> = async () => false): Promise<number> => {
    const end = ports.clock.now() + milliseconds;
    while (ports.clock.now() < end) {
      for (const [job, interval] of Object.entries(every)) {
        if (ports.clock.now() - (last.get(job) ?? Number.NEGATIVE_INFINITY) < interval) continue;
        last.set(job, ports.clock.now());
        await engine.run(job);
      }
      await engine.pass(second);
      if (await until()) return ports.clock.now();
    }
    return ports.clock.now();
  };
}

describe('notifications, lost and found', function () {
  this.timeout(5 * minute);
  const stories = new Map<string, Story>();

  for (const mode of modes) {
    it(`ends in the same announcements: ${mode}`, async () => {
      const story = await play(mode);
      stories.set(mode, story);
      assert.deepEqual(story.told, stories.get('on')?.told);
      assert.deepEqual(
        story.told.filter((line) => line.startsWith('PF000001')),
        ['PF000001 active', 'PF000001 corrected', 'PF000001 discovered', 'PF000001 ready'],
      );
    });
  }

  it('ends alike where no Autopilot profile is assigned to the group of a tag', async () => {
    const notified = await playUnassigned(true);
    assert.deepEqual(notified.devices, [['PF000001', 'pending', 'grouped', 'stuck-grouped']]);
    assert.deepEqual(await playUnassigned(false), notified, 'with polling alone');
  });

  it('differs in when they are made only', () => {
    const { on, lost } = Object.fromEntries(stories) as Record<(typeof modes)[number], Story>;
    assert.ok(on.enrolment < lost.enrolment && lost.enrolment <= 6 * minute, JSON.stringify([...stories]));
    assert.ok(on.upload < lost.upload && lost.upload <= hour + minute, JSON.stringify([...stories]));
  });
});
