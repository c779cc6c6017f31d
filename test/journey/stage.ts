import { chatPerson } from '../../sandbox/chatWorld.ts';
import { type Conversation, connectConversation } from '../../sandbox/playground/conversation.ts';
import type { ChatMessage } from '../../sandbox/playground/feed.ts';
import { startTranscript, type Transcript } from '../../sandbox/playground/transcript.ts';
import type { PlaygroundPerson } from '../../sandbox/playground/world.ts';
import type { Stack } from '../../sandbox/stack.ts';

/** One conversation to be played. */
export interface Scenario {
  /** What it shows, one sentence. */
  title: string;
  /** Plays it; rejects when something promised does not come. */
  play(stage: Stage): Promise<void>;
}

/** A running stack, the chat, and the acts that a scenario is made of. Every act goes to the transcript. */
export interface Stage {
  stack: Stack;
  chat: Conversation;
  transcript: Transcript;
  person(givenName: string): PlaygroundPerson;
  /** Somebody says something; see `Sender.say`. */
  says(who: PlaygroundPerson, words: string, conversation: string): Promise<{ conversationId: string }>;
  /** Somebody hands over one of the sandbox's sample files in the personal chat, as the sandbox page does. */
  sends(who: PlaygroundPerson, sampleId: string): Promise<void>;
  /** Somebody presses a button, by title or verb, after filling in inputs by id. */
  presses(who: PlaygroundPerson, message: ChatMessage, button: string, inputs?: Record<string, string>): Promise<void>;
  /** Waits for a promised message, at most 30 s of real time unless said otherwise. */
  expects(
    what: string,
    predicate: (message: ChatMessage) => boolean,
    options?: { after?: number; timeoutMs?: number },
  ): Promise<ChatMessage>;
  /** Lets sandbox time run so many times faster until `during` settles, then as before. */
  fastForward<T>(speed: number, during: () => Promise<T>): Promise<T>;
  close(): void;
}

/** Opens the stage on a running stack. */
export async function openStage(stack: Stack, write: (line: string) => void): Promise<Stage> {
  const { world, sandbox } = stack;
  const chat = await connectConversation(stack.chatUrl, world);
  const transcript = startTranscript({ feed: chat.feed, world, now: () => sandbox.clock.now(), write });
  return {
    stack,
    chat,
    transcript,
    person: chatPerson,
    says(who, words, conversation) {
      transcript.person(who.givenName, words, conversation);
      return chat.say(words, { from: who, conversation });
    },
    async sends(who, sampleId) {
      const sample = sandbox.samples.find(({ id }) => id === sampleId);
      transcript.person(who.givenName, `${sample?.name ?? sampleId} (${sample?.description ?? 'no such sample'})`);
      const response = await fetch(`${stack.consoleUrl}/_sandbox/deliver?sample=${sampleId}&user=${who.objectId}`, {
        method: 'POST',
      });
      if (!response.ok) throw new Error(`The sandbox did not send the file: ${await response.text()}`);
    },
    async presses(who, message, button, inputs = {}) {
      const filled = Object.entries(inputs).map(([id, value]) => `${id}: ${value}`);
      const action = message.card?.actions.find((each) => each.title === button || each.verb === button);
      transcript.person(
        who.givenName,
        `[${action?.title ?? button}]${filled.length > 0 ? ` with ${filled.join(', ')}` : ''}`,
        message.conversationId,
      );
      await chat.press(message, button, { from: who, inputs });
    },
    expects: (what, predicate, options = {}) =>
      chat.waitFor(predicate, { timeoutMs: 30_000, ...options, what, unless: stack.failure }),
    async fastForward(speed, during) {
      const before = sandbox.clock.state().speed;
      sandbox.clock.setSpeed(speed);
      try {
        return await during();
      } finally {
        sandbox.clock.setSpeed(before);
      }
    },
    close() {
      transcript.stop();
      chat.close();
    },
  };
}
