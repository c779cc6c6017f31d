import assert from 'node:assert/strict';
import type { ChatMessage } from '../../sandbox/playground/feed.ts';
import { conversationIds } from '../../sandbox/playground/world.ts';
import type { Stage } from './stage.ts';

/** Devices in the sample file `five`. */
export const devices = 5;

/** Sandbox time while something is awaited: half an hour of Microsoft's work takes six seconds. */
export const hurry = 300;

const says = (pattern: RegExp) => (message: ChatMessage) => message.lines.some((line) => pattern.test(line));
const inChannel = (pattern: RegExp) => (message: ChatMessage) =>
  message.conversationId.startsWith(conversationIds.channel) && says(pattern)(message);

/** The bot is added to the chat and introduces itself, says what it can do, and is asked for digests in the IT channel. */
export async function meet(stage: Stage): Promise<void> {
  await stage.chat.install(conversationIds.personal);
  const welcome = await stage.expects('the welcome card', (message) => message.card !== undefined);
  await stage.says(stage.person('Alex'), 'help', conversationIds.personal);
  const isHelp = (message: ChatMessage) => message.card !== undefined && says(/csv/i)(message);
  await stage.expects('the help card', isHelp, { after: welcome.position });
  await stage.says(stage.person('Megan'), 'subscribe', conversationIds.channel);
  await stage.expects('the answer to "subscribe" in the IT channel', inChannel(/gets digests/));
}

/** Alex sends five devices, chooses Standard and registers them. Resolves with the batch card, which is the report card changed. */
export async function register(stage: Stage): Promise<ChatMessage> {
  const alex = stage.person('Alex');
  await stage.sends(alex, 'five');
  const report = await stage.expects('the report card', says(new RegExp(`^${devices} devices can be registered`)));
  const profile = report.card?.inputs.find((input) => input.choices.length > 1);
  const standard = profile?.choices.find((choice) => choice.title.startsWith('Standard'));
  assert.ok(profile && standard, 'The report card offers no choice of a profile called Standard.');
  const button = report.card?.actions.find((action) => action.title.startsWith('Register'));
  assert.ok(button, 'The report card has no Register button.');
  await stage.presses(alex, report, button.title, { [profile.id]: standard.title });
  const registering = shows(report, `Registering ${devices} devices`);
  return stage.expects('the report card becoming the batch card', registering);
}

/**
 * Whether a digest may come twice, word for word: a bot that dies between posting it and noting that it was posted cannot know. What two different digests
 * tell must never overlap.
 */
export type Repeats = 'none' | 'word for word';

/** Microsoft does its part, fast, until the card and the channel say that all devices are ready. */
export async function becomeReady(stage: Stage, batch: ChatMessage, repeats: Repeats = 'none'): Promise<void> {
  stage.transcript.scene('time passes, fast');
  await stage.fastForward(hurry, async () => {
    const ready = shows(batch, `All ${devices} devices are ready for user`);
    await stage.expects('the batch card saying that all devices are ready', ready, { timeoutMs: 60_000 });
    await toldOf(stage, 'ready', repeats);
  });
}

/** The users sign in, and time passes until the card and the channel say that all devices are active. */
export async function becomeActive(stage: Stage, batch: ChatMessage, repeats: Repeats = 'none'): Promise<void> {
  const { tenant } = stage.stack.sandbox;
  for (const { serialNumber } of tenant.overview().devices) {
    tenant.unbox(serialNumber);
    const { userDisplayName } = tenant.signIn(serialNumber);
    stage.transcript.scene(`${userDisplayName} unboxes ${serialNumber} and signs in`);
  }
  await stage.fastForward(hurry, async () => {
    const active = shows(batch, `All ${devices} devices are active`);
    await stage.expects('the batch card saying that all devices are active', active, { timeoutMs: 60_000 });
    await toldOf(stage, 'active', repeats);
  });
  // Not again, either.
  await toldOf(stage, 'ready', repeats);
}

/** Alex hands the devices over, and says so on the batch card. */
export async function ship(stage: Stage, batch: ChatMessage): Promise<void> {
  await press(stage, batch, `Mark ${devices} as shipped`, new RegExp(`^Shipped +${devices} of ${devices}$`));
}

/** Alex has seen that the devices work, and says so on the batch card: the request is over. */
export async function confirm(stage: Stage, batch: ChatMessage): Promise<void> {
  await press(stage, batch, `Confirm ${devices} active`, /this request is closed$/);
}

async function press(stage: Stage, batch: ChatMessage, button: string, outcome: RegExp): Promise<void> {
  const offers = ({ id, card }: ChatMessage) =>
    id === batch.id && card?.actions.some(({ title }) => title === button) === true;
  await stage.presses(stage.person('Alex'), await stage.expects(`the button “${button}”`, offers), button);
  const shows = (message: ChatMessage) => message.id === batch.id && says(outcome)(message);
  await stage.expects(`the batch card after “${button}”`, shows, { timeoutMs: 60_000 });
}

/** A digest of ready devices says later what has become of them. */
const titles = {
  ready: /^(\d+) devices? (?:is|are|became) ready for user/,
  active: /^(\d+) devices? became active/,
} as const;

/** Waits until the digests in the IT channel add up to every device; a wave may come in several. A device told of twice is one too many. */
async function toldOf(stage: Stage, state: keyof typeof titles, repeats: Repeats): Promise<void> {
  const title = titles[state];
  const told = (): number => {
    const digests = stage.chat.feed.messages().filter(inChannel(title));
    const counts = digests.map(({ id, lines }) => {
      const number = Number(lines.map((line) => title.exec(line)?.[1]).find(Boolean) ?? 0);
      // What can be pressed, and what has become of the devices, may have changed since the first time; which they are must not.
      const words = lines.filter((line) => line.startsWith('Serial numbers')).join('\n');
      return [repeats === 'none' ? id : words, number] as const;
    });
    return new Map(counts).values().reduce((sum, number) => sum + number, 0);
  };
  const what = `digests in the IT channel that tell of ${devices} ${state} devices`;
  await stage.expects(what, () => told() >= devices);
  assert.equal(told(), devices, `The IT channel was told of ${told()} ${state} devices; there are ${devices}.`);
}

function shows(card: ChatMessage, title: string) {
  return (message: ChatMessage) => message.id === card.id && message.lines[0] === title;
}
