import assert from 'node:assert/strict';
import { activity, execute, latest } from './support/activities.ts';
import { type BotUnderTest, startBot } from './support/botUnderTest.ts';

describe('malformed requests', () => {
  let under: BotUnderTest;
  before(async () => {
    under = await startBot();
  });
  after(() => under.stop());

  const bodies: [string, unknown][] = [
    ['an empty object', {}],
    ['a type that is a number', { type: 5 }],
    ['an array', [1, 2]],
    ['a type alone', { type: 'message' }],
    ['a service URL that is none', { ...activity({ origin: 'x' }), serviceUrl: 'javascript:alert(1)' }],
    ['no sender', { ...activity({ origin: 'http://127.0.0.1:1' }), from: undefined }],
    ['attachments that are none', { ...activity({ origin: 'http://127.0.0.1:1' }), attachments: [null] }],
    ['text that is a number', { ...activity({ origin: 'http://127.0.0.1:1' }), text: 5 }],
    ['no conversation', { ...activity({ origin: 'http://127.0.0.1:1' }), conversation: 'x' }],
  ];
  for (const [what, body] of bodies) {
    it(`answers ${what} with 400 and a JSON error`, async () => {
      const answer = await under.post(body);
      assert.equal(answer.status, 400);
      assert.match(answer.text, /^\{"error":\{"code":"BadRequest","message":"The body/);
      assert.doesNotMatch(answer.text, /node_modules|\bat .*\.js/);
    });
  }

  it('answers anything but POST with 405', async () => {
    const response = await fetch(`${under.origin}/api/messages`);
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'POST');
  });

  const values: [string, Record<string, unknown>][] = [
    ['no action', { value: {} }],
    ['an action that is text', { value: { action: 'register' } }],
    ['a null value', { value: null }],
  ];
  for (const [what, over] of values) {
    it(`answers a card action with ${what} with a sentence`, async () => {
      const answer = await under.post({ ...execute(under.connector, 'register', {}), ...over });
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.body, {
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: 'This button cannot be read. Write help to see what can be done, or send the file again.',
      });
    });
  }

  const actions: [string, string, Record<string, unknown>][] = [
    ['an unknown verb', 'launch', { batchId: 'batch-1' }],
    ['no batch', 'register', {}],
    ['a batch id that is an object', 'register', { batchId: { $ne: 1 } }],
    ['a batch id of a megabyte', 'cancel', { batchId: 'x'.repeat(50_000) }],
    ['data that is text', 'refreshBatch', 'batch-1' as unknown as Record<string, unknown>],
  ];
  for (const [what, verb, data] of actions) {
    it(`answers a button with ${what} with a sentence`, async () => {
      const answer = await under.post(execute(under.connector, verb, data));
      assert.equal(answer.status, 200);
      assert.match(answer.text, /This button cannot be read/);
    });
  }

  it('answers a button for a batch that does not exist', async () => {
    const answer = await under.post(execute(under.connector, 'register', { batchId: 'gone', profile: 'Standard' }));
    assert.match(answer.text, /This file is not known any more/);
  });

  it('answers a submitted button it cannot read', async () => {
    await under.post(activity(under.connector, { value: { verb: 'launch' }, text: '' }));
    assert.match(latest(under), /This button cannot be read/);
  });

  it('answers other invokes with 400, not 501', async () => {
    const answer = await under.post(
      activity(under.connector, { type: 'invoke', name: 'composeExtension/query', value: {} }),
    );
    assert.equal(answer.status, 400);
    assert.match(answer.text, /does not support/);
  });

  it('takes activities it has no use for', async () => {
    for (const type of ['messageReaction', 'typing', 'event', 'messageUpdate', 'endOfConversation']) {
      assert.equal((await under.post(activity(under.connector, { type }))).status, 200, type);
    }
  });
});
