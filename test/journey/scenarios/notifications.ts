import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conversationIds } from '../../../sandbox/playground/world.ts';
import { startStack } from '../../../sandbox/stack.ts';
import { becomeActive, becomeReady, devices, hurry, meet, register } from '../acts.ts';
import { openStage, type Scenario, type Stage } from '../stage.ts';

/** What becomes of notifications while devices become ready, and while their users sign in. */
const plays = [
  { name: 'all notifications arrive', modes: ['on', 'on'] },
  { name: 'all notifications are lost', modes: ['lost', 'lost'] },
  { name: 'notifications arrive twice, then one by one and out of order', modes: ['duplicated', 'shuffled'] },
] as const;

/** Sandbox time in which something else might be said after the last announcement, in milliseconds: every job but the hourly ones runs. */
const afterwards = 20 * 60_000;

/** What a play came to. */
interface Outcome {
  /** The sandbox's seconds from signing in to the last announcement. */
  seconds: number;
  /** What was said of which device and where, sorted. */
  told: string[];
}

/** The journey, from CSV to Active. */
async function journey(stage: Stage, [first, second]: (typeof plays)[number]['modes']): Promise<Outcome> {
  const { notifications, clock } = stage.stack.sandbox;
  notifications.set({ mode: first });
  await meet(stage);
  const batch = await register(stage);
  await becomeReady(stage, batch);
  notifications.set({ mode: second });
  const signedInAt = clock.now();
  await becomeActive(stage, batch);
  const seconds = (clock.now() - signedInAt) / 1_000;
  await stage.fastForward(hurry, () => clock.sleep(afterwards));
  const arrived = notifications.deliveries().filter(({ outcome }) => outcome === 'delivered').length;
  if (first === 'lost') assert.equal(arrived, 0, 'A notification arrived that was to be lost.');
  else assert.ok(arrived > 0, 'No notification arrived.');
  return { seconds, told: announcementsOf(stage) };
}

/** Each digest as a line for each of its devices: a wave may come in several digests, and in another order. */
function announcementsOf({ chat, stack }: Stage): string[] {
  const serialNumbers = stack.sandbox.tenant.overview().devices.map(({ serialNumber }) => serialNumber);
  const lines = chat.feed.messages().flatMap(({ conversationId, lines: [title = '', ...rest] }) => {
    const what = /^\d+ devices? (?:is |are )?(.+)/.exec(title)?.[1];
    if (what === undefined) return [];
    const where = conversationId.startsWith(conversationIds.channel) ? 'channel' : 'chat';
    const words = new Set(rest.join(' ').split(/[\s,]+/));
    return serialNumbers.filter((each) => words.has(each)).map((each) => `${each} ${what}, in the ${where}`);
  });
  return lines.sort();
}

async function journeyApart(modes: (typeof plays)[number]['modes']): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-journey-'));
  const stack = await startStack({ ports: 'free', dataFolder: folder });
  try {
    const stage = await openStage(stack, console.log);
    const outcome = await journey(stage, modes);
    stage.close();
    assert.deepEqual(stack.sandbox.violations(), []);
    return outcome;
  } finally {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same announcements whatever becomes of change notifications. */
export const scenario: Scenario = {
  title: 'Five devices, three times: notifications arrive, are lost, are doubled and shuffled',
  async play(stage) {
    const outcomes: (Outcome & { name: string })[] = [];
    for (const [index, { name, modes }] of plays.entries()) {
      console.log(`\n=== ${name} ===`);
      outcomes.push({ name, ...(index === 0 ? await journey(stage, modes) : await journeyApart(modes)) });
    }
    const [first, ...others] = outcomes;
    // Ready and active, in the chat and in the channel.
    assert.equal(first?.told.length, 4 * devices, first?.told.join('\n'));
    for (const { name, told } of others) assert.deepEqual(told, first?.told, `Something else was said when ${name}.`);
    console.log('\nFrom the users signing in to the last announcement, in sandbox time:');
    for (const { name, seconds } of outcomes) console.log(`  ${name}: ${seconds.toFixed(0)} s`);
    console.log(`Each time the same ${first?.told.length} announcements, counted by device and place.`);
  },
};
