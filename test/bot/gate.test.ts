import assert from 'node:assert/strict';
import { execute, latest, personalChat } from './support/activities.ts';
import { conversation, pasted } from './support/conversation.ts';
import { ada, grace } from './support/samples.ts';

describe('who is let in', () => {
  const talk = conversation();

  const foreign = { tenant: { id: '00000000-0000-4000-8000-000000000000' } };
  const cases: [string, Record<string, unknown>][] = [
    ['another tenant', { channelData: foreign }],
    [
      'a conversation of another tenant',
      { conversation: { id: personalChat, conversationType: 'personal', tenantId: 'other' } },
    ],
    ['no tenant at all', { channelData: {}, conversation: { id: personalChat, conversationType: 'personal' } }],
    [
      'a sender of another tenant in our channel',
      { from: { id: '29:x', name: 'X', aadObjectId: ada.id, tenantId: 'other' } },
    ],
    ['a guest', { from: { id: '29:x', name: 'X', aadObjectId: ada.id, userRole: 'guest' } }],
    ['a sender without an Entra object id', { from: { id: '29:x', name: 'X' } }],
  ];
  for (const [who, over] of cases) {
    it(`refuses ${who} in one sentence`, async () => {
      await talk.say(pasted(), over);
      assert.match(latest(talk.under), /works only for people of the organisation it was set up for/);
      assert.equal(talk.under.registration.uploads.length, 0);
      assert.equal(talk.under.registration.references.size, 0);
    });
  }

  it('refuses a foreign button', async () => {
    const batchId = await talk.draft();
    const answer = await talk.under.post({
      ...execute(talk.under.connector, 'cancel', { batchId }),
      channelData: foreign,
    });
    assert.match(answer.text, /works only for people of the organisation/);
    assert.equal(talk.under.registration.drafts.get(batchId)?.state, 'draft');
  });

  it('knows whose personal chat it is, and no one’s in a channel', async () => {
    await talk.say('help');
    await talk.sayInChannel('help');
    const install = {
      type: 'installationUpdate',
      action: 'add',
      conversation: { conversationType: 'personal', id: 'a:grace', tenantId: '99999999-9999-4999-8999-999999999999' },
    };
    await talk.say('', { ...install, from: { id: '29:g', name: 'Grace', aadObjectId: grace.id } });
    await talk.say('', { ...install, conversation: { ...install.conversation, id: 'a:nobody' }, from: undefined });
    assert.deepEqual([...talk.under.registration.persons.values()], [ada.id, grace.id]);
  });
});
