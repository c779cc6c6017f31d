import assert from 'node:assert/strict';
import { activity, botAccount, latest } from './support/activities.ts';
import { conversation } from './support/conversation.ts';

describe('conversations', () => {
  const talk = conversation();

  it('remembers them without thread, message and person', async () => {
    await talk.sayInChannel('help');
    const stored = talk.under.registration.references.get('19:it-channel@thread.tacv2');
    assert.deepEqual(stored, {
      bot: { id: botAccount, name: 'Preflight' },
      channelId: 'msteams',
      serviceUrl: `${talk.under.connector.origin}/`,
      locale: 'en-GB',
      conversation: {
        id: '19:it-channel@thread.tacv2',
        name: '',
        conversationType: 'channel',
        isGroup: true,
        tenantId: '99999999-9999-4999-8999-999999999999',
      },
    });
  });

  it('welcomes once an installation, which Teams announces twice', async () => {
    const install = { type: 'installationUpdate', action: 'add' };
    const added = {
      type: 'conversationUpdate',
      membersAdded: [{ id: botAccount }],
      timestamp: '2026-11-23T10:48:02.000Z',
    };
    await talk.under.post(activity(talk.under.connector, install));
    await talk.under.post(activity(talk.under.connector, added));
    assert.equal(talk.under.connector.sent.length, 1);
    assert.match(latest(talk.under), /Get a sample CSV/);
    await talk.under.post(activity(talk.under.connector, { ...install, timestamp: '2026-11-23T11:48:02.000Z' }));
    assert.equal(talk.under.connector.sent.length, 2);
  });

  it('does not welcome people who join, nor a removal', async () => {
    await talk.under.post(
      activity(talk.under.connector, { type: 'conversationUpdate', membersAdded: [{ id: '29:somebody' }] }),
    );
    await talk.under.post(activity(talk.under.connector, { type: 'installationUpdate', action: 'remove' }));
    assert.equal(talk.under.connector.sent.length, 0);
  });
});
