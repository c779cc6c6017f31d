import assert from 'node:assert/strict';
import { activity, channelActivity, personalChat } from './activities.ts';
import { type BotUnderTest, startBot } from './botUnderTest.ts';

/** CSV text as somebody pastes it. */
export const pasted = (rows = 1) =>
  `Device Serial Number,Windows Product ID,Hardware Hash\n${'S1,,T0GAAAA\n'.repeat(rows)}`;

/** A bot for each test of a suite, and Ada who talks to it. */
export interface Conversation {
  /** The bot of the running test. */
  readonly under: BotUnderTest;
  /** Writes in the personal chat. */
  say(text: string, over?: Record<string, unknown>): ReturnType<BotUnderTest['post']>;
  /** Writes in a channel, with a mention. */
  sayInChannel(text: string): ReturnType<BotUnderTest['post']>;
  /** Has a message of the personal chat remembered as a card about this (`src/bot/known/about.ts`). */
  knows(about: string, activityId?: string, conversationId?: string): void;
  /** Leaves a draft of two devices behind and resolves with its id. */
  draft(): Promise<string>;
}

/** Starts and stops a bot around each test of the surrounding `describe`. */
export function conversation(): Conversation {
  let running: BotUnderTest | undefined;
  const under = () => {
    assert.ok(running, 'the bot runs only within a test');
    return running;
  };
  beforeEach(async () => {
    running = await startBot();
  });
  afterEach(() => under().stop());
  const say: Conversation['say'] = (text, over = {}) => under().post(activity(under().connector, { text, ...over }));
  return {
    get under() {
      return under();
    },
    say,
    sayInChannel: (text) => under().post(channelActivity(under().connector, text)),
    knows(about, activityId = 'm1', conversationId = personalChat) {
      under().registration.cards.set(JSON.stringify([conversationId, activityId]), about);
    },
    async draft() {
      await say(pasted(2));
      const id = [...under().registration.drafts.keys()].at(-1);
      assert.ok(id);
      return id;
    },
  };
}
