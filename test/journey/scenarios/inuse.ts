import assert from 'node:assert/strict';
import { conversationIds } from '../../../sandbox/playground/world.ts';
import { hurry, meet } from '../acts.ts';
import type { Scenario, Stage } from '../stage.ts';

type Lines = { conversationId: string; lines: readonly string[] };
const says = (pattern: RegExp) => (message: Lines) => message.lines.some((line) => pattern.test(line));
const inChannel = (pattern: RegExp) => (message: Lines) =>
  message.conversationId.startsWith(conversationIds.channel) && says(pattern)(message);

/** The serial numbers of a sample file, in its order. */
function serialNumbersOf(stage: Stage, sampleId: string): string[] {
  const sample = stage.stack.sandbox.samples.find(({ id }) => id === sampleId);
  assert.ok(sample !== undefined);
  const text = sample.bytes[0] === 0xff ? sample.bytes.toString('utf16le') : sample.bytes.toString('utf8');
  return text
    .split(/\r?\n/)
    .slice(1)
    .flatMap((line) => /^[A-Z0-9]+(?=,)/i.exec(line.replaceAll('"', ''))?.[0] ?? []);
}

/** Alex sends a file and registers it. Resolves with the card. */
async function register(stage: Stage, sampleId: string, isShared: boolean) {
  const alex = stage.person('Alex');
  await stage.sends(alex, sampleId);
  const report = await stage.expects('the report card', says(/^\d+ devices? can be registered/));
  const profile = report.card?.inputs.find(({ choices }) => choices.some(({ title }) => title.startsWith('Standard')));
  const standard = profile?.choices.find(({ title }) => title.startsWith('Standard'));
  const shared = report.card?.inputs.find(({ id }) => /shared/i.test(id));
  const button = report.card?.actions.find(({ title }) => title.startsWith('Register'));
  assert.ok(profile && standard && button && shared, 'The report card lacks its inputs.');
  await stage.presses(alex, report, button.title, {
    [profile.id]: standard.title,
    ...(isShared ? { [shared.id]: 'true' } : {}),
  });
  return report;
}

/** Somebody works with devices that are registered only afterwards. */
export const scenario: Scenario = {
  title: 'Two devices are in use before they are registered: one for a single user, one as a shared device',
  async play(stage) {
    const { tenant } = stage.stack.sandbox;
    await meet(stage);
    const [single = ''] = serialNumbersOf(stage, 'five');
    const [shared = ''] = serialNumbersOf(stage, 'one');
    for (const serialNumber of [single, shared]) {
      const { deviceName } = tenant.useBefore({ serialNumber, manufacturer: 'Dell Inc.', model: 'Latitude 5450' });
      stage.transcript.scene(`somebody has worked with ${serialNumber} as ${deviceName} for a hundred days`);
    }
    await register(stage, 'five', false);
    await stage.fastForward(hurry, async () => {
      const patient = { timeoutMs: 60_000 };
      await stage.expects('the digest of the device in use', inChannel(/^1 device became active/), patient);
      await stage.expects('what its new profile waits for', inChannel(/takes effect when somebody resets it/), patient);
      await stage.expects('the digest of the others', inChannel(/^\d devices? (?:is|are) ready for user/), patient);
    });
    await register(stage, 'one', true);
    await stage.fastForward(hurry, async () => {
      const patient = { timeoutMs: 60_000 };
      await stage.expects('the word that the shared device is in use', inChannel(/is in use/), patient);
      tenant.wipeUsed(shared);
      stage.transcript.scene(`somebody wipes ${shared}`);
      await stage.expects('the digest of the shared device', inChannel(/^1 device is ready for user/), patient);
    });
    const proposed = stage.chat.feed
      .messages()
      .flatMap(({ lines }) => lines.filter((line) => /delete that record/i.test(line)));
    assert.deepEqual(proposed, [], 'Nobody is told to delete a record of a device in use.');
  },
};
