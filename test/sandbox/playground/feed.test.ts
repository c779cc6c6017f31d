import assert from 'node:assert/strict';
import { emptyFeed } from '../../../sandbox/playground/feed.ts';
import { startTranscript } from '../../../sandbox/playground/transcript.ts';
import { waitFor } from '../../../sandbox/playground/waitFor.ts';
import { conversationIds } from '../../../sandbox/playground/world.ts';
import { testWorld } from '../../support/playgroundWorld.ts';

function card(lines: string[]) {
  const body = lines.map((text) => ({ type: 'TextBlock', text }));
  return { contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', body } };
}

function event(
  action: string,
  messageId: string,
  message: Record<string, unknown>,
  conversation: string = conversationIds.personal,
) {
  return { action, actionConversationId: conversation, message: { messageId, ...message } };
}

describe("the feed of the bot's messages", () => {
  it('keeps each message as it stands now, in the conversation where it was posted', () => {
    const feed = emptyFeed();
    const thread = `${conversationIds.channel};messageid=7`;
    feed.take(
      event(
        'createMessage',
        '7',
        { attachments: [card(['one', 'two'])], postConversationId: thread },
        conversationIds.channel,
      ),
    );
    feed.take(event('updateMessage', '7', { attachments: [card(['one', 'three'])] }, conversationIds.channel));
    feed.take({ action: 'typing', actionConversationId: 'x' });
    const [message, ...others] = feed.messages();
    assert.equal(others.length, 0);
    assert.deepEqual(message?.lines, ['one', 'three']);
    assert.equal(message.conversationId, thread);
    assert.equal(message.changes, 1);
  });

  it('shows the answer to a button as a client does: a card in place, a text by itself', () => {
    const feed = emptyFeed();
    feed.take(event('createMessage', '1', { attachments: [card(['form'])] }));
    feed.takeAnswer(conversationIds.personal, '1', {
      type: 'application/vnd.microsoft.card.adaptive',
      value: card(['done']).content,
    });
    feed.takeAnswer(conversationIds.personal, '1', {
      type: 'application/vnd.microsoft.activity.message',
      value: 'Too late',
    });
    assert.deepEqual(
      feed.messages().map((message) => message.lines),
      [['done'], ['Too late']],
    );
  });
});

describe('waiting for a message', () => {
  it('finds one that is already there, or the next that fits, or only later ones', async () => {
    const feed = emptyFeed();
    feed.take(event('createMessage', '1', { text: 'ready' }));
    const options = { what: 'ready', timeoutMs: 5_000 };
    assert.equal((await waitFor(feed, (message) => message.text === 'ready', options)).id, '1');
    const later = waitFor(feed, (message) => message.text === 'ready', { ...options, after: feed.position() });
    feed.take(event('createMessage', '2', { text: 'not yet' }));
    feed.take(event('createMessage', '3', { text: 'ready' }));
    assert.equal((await later).id, '3');
  });

  it('tells what was seen instead', async () => {
    const feed = emptyFeed();
    const never = () => false;
    await assert.rejects(
      waitFor(feed, never, { what: 'the report', timeoutMs: 1 }),
      /in vain for the report\. The bot said nothing\./,
    );
    feed.take(event('createMessage', '1', { attachments: [card(['This file is empty', 'Send another'])] }));
    await assert.rejects(
      waitFor(feed, never, { what: 'the report', timeoutMs: 1 }),
      /card in chat:\n {4}This file is empty\n {4}Send another/,
    );
  });

  it('gives up when there is no more hope', async () => {
    const unless = Promise.reject(new Error('the bot has ended'));
    await assert.rejects(
      waitFor(emptyFeed(), () => true, { what: 'x', timeoutMs: 60_000, unless }),
      /the bot has ended/,
    );
  });
});

describe('the transcript', () => {
  it('writes people, the bot, and of a changed card only what is new', () => {
    const feed = emptyFeed();
    const transcript = startTranscript({
      feed,
      world: testWorld,
      now: () => Date.UTC(2026, 0, 1, 9, 30),
      write: () => {},
    });
    transcript.person('Alex', 'devices.csv');
    feed.take(event('createMessage', '1', { attachments: [card(['0 of 5 are ready', 'sent 5', 'in groups 0'])] }));
    feed.take(event('updateMessage', '1', { attachments: [card(['0 of 5 are ready', 'sent 5', 'in groups 5'])] }));
    feed.take(event('updateMessage', '1', { attachments: [card(['0 of 5 are ready', 'sent 5', 'in groups 5'])] }));
    feed.take(event('createMessage', '2', { text: 'hello' }, conversationIds.channel));
    transcript.scene('10 minutes pass');
    transcript.stop();
    feed.take(event('createMessage', '3', { text: 'unheard' }));
    assert.deepEqual(transcript.text().split('\n'), [
      '09:30:00  Alex      ▸ devices.csv',
      '09:30:00  Preflight ◂ [card] 0 of 5 are ready',
      '                      sent 5',
      '                      in groups 0',
      '09:30:00  Preflight ◂ [card changes] 0 of 5 are ready',
      '                      in groups 5',
      '09:30:00  Preflight ◂ #IT operations: hello',
      '09:30:00            · 10 minutes pass',
    ]);
  });
});
