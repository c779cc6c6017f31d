import assert from 'node:assert/strict';
import { actions, type Verb } from '../../../src/bot/actions/actionTable.ts';
import type { Role } from '../../../src/registration/roles.ts';
import { activity, channelActivity, execute, personalChat } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { sampleException } from '../support/namingSamples.ts';
import { ada, sampleDevice } from '../support/samples.ts';

const data = {
  batchId: 'batch-1',
  exceptionId: 'exception-1',
  deviceIds: ['A'],
  doubleIds: ['A'],
  which: '0',
  markId: 'mark-1',
  step: 'shipped',
  choice: 'First',
  profileId: 'p1',
  wanted: 'X',
  shown: 'X',
  page: 1,
  profile: 'Standard',
  scope: 'tenant',
  what: 'keep',
  reason: 'because',
  lastDay: '2027-03-31',
  text: 'help',
};

describe('finding: a forged invoke makes the bot overwrite any of its own messages in that conversation', () => {
  const talk = conversation();
  const everything: Role[] = ['registrar', 'approver', 'administrator'];
  beforeEach(async () => {
    talk.under.roles.set(ada.id, everything);
    talk.under.registration.knownDevices.push(sampleDevice({ id: 'A', serialNumber: 'A1' }));
    talk.under.registration.naming.exceptions.set('exception-1', sampleException());
    await talk.draft();
    await talk.say('help');
  });
  const edits = () =>
    talk.under.connector.sent.filter(({ method }) => method === 'PUT').map(({ activityId }) => activityId);
  const verbs = Object.keys(actions) as Verb[];

  it('no button edits a message that is not remembered as its card: by invoke', async () => {
    for (const verb of verbs) await talk.under.post(execute(talk.under.connector, verb, data, ada, 'm2'));
    assert.deepEqual(edits(), []);
  });

  it('nor by a message', async () => {
    for (const verb of verbs)
      await talk.under.post(activity(talk.under.connector, { text: '', value: { ...data, verb }, replyToId: 'm2' }));
    assert.deepEqual(edits(), []);
  });

  it('nor the card of another thing in the same conversation, nor the right card’s id in another conversation', async () => {
    const card = [...talk.under.connector.sent][0]?.id ?? '';
    // These are the buttons of a batch's card, which draw it anew.
    const own = ['register', 'cancel', 'refreshBatch', 'markShipped', 'confirmActive', 'retryFailed'];
    for (const verb of verbs.filter((each) => !own.includes(each)))
      await talk.under.post(execute(talk.under.connector, verb, data, ada, card));
    assert.deepEqual(edits(), []);
    for (const verb of verbs)
      await talk.under.post(
        channelActivity(talk.under.connector, '', {
          type: 'invoke',
          name: 'adaptiveCard/action',
          replyToId: card,
          value: { action: { type: 'Action.Execute', verb, data } },
        }),
      );
    assert.deepEqual(edits(), []);
  });

  it('nor an answer to a question for a file that was not asked there', async () => {
    for (const context of [{ file: 'audit' }, { batchId: 'batch-1' }])
      await talk.under.post(
        activity(talk.under.connector, {
          type: 'invoke',
          name: 'fileConsent/invoke',
          replyToId: 'm2',
          value: { type: 'fileUpload', action: 'decline', context },
        }),
      );
    assert.deepEqual(edits(), []);
  });

  it('a forged place is not stored as the card of a batch or a request either', async () => {
    const { registration } = talk.under;
    await talk.under.post(execute(talk.under.connector, 'sendNaming', data, ada, 'm2'));
    assert.equal(registration.naming.asked.at(-1)?.card, undefined);
    const before = registration.drafts.get('batch-1')?.card;
    await talk.under.post(execute(talk.under.connector, 'register', data, ada, 'm2'));
    assert.deepEqual(registration.drafts.get('batch-1')?.card, before);
    assert.equal(before?.conversationId, personalChat);
  });

  it('the card itself is edited', async () => {
    const card = [...talk.under.connector.sent][0]?.id ?? '';
    await talk.under.post(execute(talk.under.connector, 'register', data, ada, card));
    assert.deepEqual(edits(), [card]);
  });
});
