import assert from 'node:assert/strict';
import type { ChatMessage } from '../../../sandbox/playground/feed.ts';
import { conversationIds } from '../../../sandbox/playground/world.ts';
import type { Scenario, Stage } from '../stage.ts';

const devices = 5;

/** Sandbox time while something is awaited: half an hour of Microsoft's work takes six seconds. */
const hurry = 300;

const says = (pattern: RegExp) => (message: ChatMessage) => message.lines.some((line) => pattern.test(line));
const inChannel = (pattern: RegExp) => (message: ChatMessage) =>
  message.conversationId.startsWith(conversationIds.channel) && says(pattern)(message);

/** The main road: five laptops from a file to their users. */
export const scenario: Scenario = {
  title: 'Five laptops, from a CSV file to their users',
  async play(stage) {
    const alex = stage.person('Alex');
    const megan = stage.person('Megan');
    await stage.chat.install(conversationIds.personal);

    const welcome = await stage.expects('the welcome card', (message) => message.card !== undefined);
    await stage.says(alex, 'help', conversationIds.personal);
    await stage.expects('the help card', (message) => message.card !== undefined && says(/csv/i)(message), {
      after: welcome.position,
    });
    await stage.says(megan, 'subscribe', conversationIds.channel);
    await stage.expects('the answer to "subscribe" in the IT channel', inChannel(/digest|subscribed|report/i));

    const batch = await register(stage, alex);
    await becomeReady(stage, batch);
    await becomeActive(stage, batch);
  },
};

async function register(stage: Stage, alex: ReturnType<Stage['person']>): Promise<ChatMessage> {
  await stage.sends(alex, 'five');
  const report = await stage.expects('the report card', says(new RegExp(`^${devices} devices can be registered`)));
  const profile = report.card?.inputs.find((input) => input.choices.length > 1);
  const standard = profile?.choices.find((choice) => choice.title.startsWith('Standard'));
  assert.ok(
    profile !== undefined && standard !== undefined,
    'The report card offers no choice of a profile called Standard.',
  );
  const button = report.card?.actions.find((action) => action.title.startsWith('Register'));
  assert.ok(button !== undefined, 'The report card has no Register button.');
  await stage.presses(alex, report, button.title, { [profile.id]: standard.value });
  return stage.expects(
    'the report card becoming the batch card',
    (message) => message.id === report.id && says(/^Registering 5 devices/)(message),
  );
}

async function becomeReady(stage: Stage, batch: ChatMessage): Promise<void> {
  stage.transcript.scene('time passes, fast');
  await stage.fastForward(hurry, async () => {
    await stage.expects(
      'the batch card saying that all devices are ready',
      shows(batch, `All ${devices} devices are ready for user`),
    );
    await digestsOf(stage, 'ready', /^(\d+) devices? (?:is|are) ready for user/);
  });
}

async function becomeActive(stage: Stage, batch: ChatMessage): Promise<void> {
  const { tenant } = stage.stack.sandbox;
  for (const { serialNumber } of tenant.overview().devices) {
    tenant.unbox(serialNumber);
    const { userDisplayName } = tenant.signIn(serialNumber);
    stage.transcript.scene(`${userDisplayName} unboxes ${serialNumber} and signs in`);
  }
  await stage.fastForward(hurry, async () => {
    await stage.expects(
      'the batch card saying that all devices are active',
      shows(batch, `All ${devices} devices are active`),
    );
    await digestsOf(stage, 'active', /^(\d+) devices? became active/);
  });
}

function shows(card: ChatMessage, title: string) {
  return (message: ChatMessage) => message.id === card.id && message.lines[0] === title;
}

/** Waits until the digests in the IT channel add up to every device; a wave may come in several. One device told twice is one too many. */
async function digestsOf(stage: Stage, state: string, title: RegExp): Promise<void> {
  const told = () =>
    stage.chat.feed
      .messages()
      .filter(inChannel(title))
      .reduce((sum, { lines }) => sum + Number(title.exec(lines.find((line) => title.test(line)) ?? '')?.[1] ?? 0), 0);
  await stage.expects(`digests in the IT channel that tell of ${devices} ${state} devices`, () => told() >= devices);
  assert.equal(told(), devices, `The IT channel was told of ${told()} ${state} devices; there are ${devices}.`);
}
