import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../../../sandbox/stack.ts';
import { becomeActive, becomeReady, meet, register } from '../acts.ts';
import { openStage, type Scenario, type Stage } from '../stage.ts';

/** What becomes of notifications while devices become ready, and while their users sign in. */
const plays = [
  { name: 'all notifications arrive', modes: ['on', 'on'] },
  { name: 'all notifications are lost', modes: ['lost', 'lost'] },
  { name: 'notifications arrive twice, then one by one and out of order', modes: ['duplicated', 'shuffled'] },
] as const;

/** The journey, from CSV to Active; resolves with the sandbox's seconds from signing in to the last announcement. */
async function journey(stage: Stage, [first, second]: (typeof plays)[number]['modes']): Promise<number> {
  const { notifications, clock } = stage.stack.sandbox;
  notifications.set({ mode: first });
  await meet(stage);
  const batch = await register(stage);
  await becomeReady(stage, batch);
  notifications.set({ mode: second });
  const signedInAt = clock.now();
  await becomeActive(stage, batch);
  const arrived = notifications.deliveries().filter(({ outcome }) => outcome === 'delivered').length;
  if (first === 'lost') assert.equal(arrived, 0, 'A notification arrived that was to be lost.');
  else assert.ok(arrived > 0, 'No notification arrived.');
  return (clock.now() - signedInAt) / 1_000;
}

async function journeyApart(modes: (typeof plays)[number]['modes']): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-journey-'));
  const stack = await startStack({ ports: 'free', dataFolder: folder });
  try {
    const stage = await openStage(stack, console.log);
    const seconds = await journey(stage, modes);
    stage.close();
    assert.deepEqual(stack.sandbox.violations(), []);
    return seconds;
  } finally {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same announcements whatever becomes of change notifications; the acts themselves count who was told of what. */
export const scenario: Scenario = {
  title: 'Five devices, three times: notifications arrive, are lost, are doubled and shuffled',
  async play(stage) {
    const took: [string, number][] = [];
    for (const [index, { name, modes }] of plays.entries()) {
      console.log(`\n=== ${name} ===`);
      took.push([name, index === 0 ? await journey(stage, modes) : await journeyApart(modes)]);
    }
    console.log('\nFrom the users signing in to the last announcement, in sandbox time:');
    for (const [name, seconds] of took) console.log(`  ${name}: ${seconds.toFixed(0)} s`);
  },
};
