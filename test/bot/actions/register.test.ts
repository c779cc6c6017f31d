import assert from 'node:assert/strict';
import { cardOf, execute, personalChat } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { ada, grace } from '../support/samples.ts';

describe('buttons of a report', () => {
  const talk = conversation();

  it('turns the report into the batch card, for everybody', async () => {
    const batchId = await talk.draft();
    const place = talk.under.connector.sent.at(-1)?.id;
    const answer = await talk.under.post(
      execute(
        talk.under.connector,
        'register',
        { batchId, profile: 'Standard', sharedMode: 'false', note: ' Order 4711 ' },
        ada,
        place,
      ),
    );
    assert.equal(answer.status, 200);
    assert.match(answer.text, /"statusCode":200,"type":"application\/vnd.microsoft.card.adaptive"/);
    assert.match(answer.text, /Registering 2 devices/);
    const edit = talk.under.connector.sent.at(-1);
    assert.deepEqual([edit?.method, edit?.activityId, edit?.conversationId], ['PUT', place, personalChat]);
    assert.match(cardOf(edit), /Registering 2 devices/);
    const batch = talk.under.registration.drafts.get(batchId);
    assert.deepEqual(
      [batch?.profile, batch?.sharedMode, batch?.note, batch?.decidedBy],
      ['Standard', false, 'Order 4711', ada],
    );
    const answered = talk.under.registration.answered.map((view) => [view.batch.id, view.batch.state]);
    assert.deepEqual(answered, [[batchId, batch?.state]], 'the engine hears what the card shows now');
  });

  it('tells a second click who was first', async () => {
    const batchId = await talk.draft();
    const press = () =>
      talk.under.post(execute(talk.under.connector, 'register', { batchId, profile: 'Standard', sharedMode: 'false' }));
    await press();
    const second = await press();
    assert.deepEqual(second.body, {
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'Already registered by Ada Lovelace at 23 Nov 2026, 11:48.',
    });
    assert.match(cardOf(talk.under.connector.sent.at(-1)), /Registering 2 devices/);
  });

  it('answers with the card when the message cannot be edited', async () => {
    const batchId = await talk.draft();
    talk.under.connector.failNext({ status: 500 });
    const answer = await talk.under.post(execute(talk.under.connector, 'register', { batchId, profile: 'Standard' }));
    assert.match(answer.text, /card.adaptive.*Registering 2 devices/);
    assert.ok(talk.under.log.lines.some(({ level }) => level === 'warn'));
  });

  it('keeps the report with the reason and the inputs when the choice is refused', async () => {
    const batchId = await talk.draft();
    const answer = await talk.under.post(
      execute(talk.under.connector, 'register', { batchId, profile: 'PowerUser', sharedMode: 'true', note: 'x' }),
    );
    assert.match(answer.text, /Power user devices can't be shared. Turn shared devices off./);
    assert.match(answer.text, /"id":"profile"[^}]*"value":"PowerUser"/);
    assert.match(answer.text, /"id":"sharedMode"[^}]*"value":"true"/);
    assert.equal(talk.under.registration.drafts.get(batchId)?.state, 'draft');
    assert.equal(talk.under.connector.sent.at(-1)?.method, 'POST');
  });

  it('refuses somebody without the role and leaves the card', async () => {
    const batchId = await talk.draft();
    const answer = await talk.under.post(
      execute(talk.under.connector, 'register', { batchId, profile: 'Standard' }, grace),
    );
    assert.match(answer.text, /activity.message.*Registering needs the registrar role/);
    assert.equal(talk.under.registration.drafts.get(batchId)?.state, 'draft');
  });

  it("refuses another registrar's click on somebody else's file", async () => {
    const batchId = await talk.draft();
    talk.under.roles.set(grace.id, ['registrar']);
    const answer = await talk.under.post(
      execute(talk.under.connector, 'register', { batchId, profile: 'Standard' }, grace),
    );
    assert.match(answer.text, /Only Ada Lovelace or an administrator can register this file\./);
    assert.equal(talk.under.registration.drafts.get(batchId)?.state, 'draft');
  });

  it("lets an administrator register somebody else's file", async () => {
    const batchId = await talk.draft();
    talk.under.roles.set(grace.id, ['administrator']);
    await talk.under.post(execute(talk.under.connector, 'register', { batchId, profile: 'Standard' }, grace));
    assert.deepEqual(talk.under.registration.drafts.get(batchId)?.decidedBy, grace);
  });

  it('checks the role again at the click', async () => {
    const batchId = await talk.draft();
    talk.under.roles.clear();
    const answer = await talk.under.post(execute(talk.under.connector, 'register', { batchId, profile: 'Standard' }));
    assert.match(answer.text, /Registering needs the registrar role/);
  });

  it('believes the authenticated sender, not the data of the card', async () => {
    const batchId = await talk.draft();
    const data = {
      batchId,
      profile: 'Standard',
      actor: ada,
      requester: ada,
      role: 'administrator',
      aadObjectId: ada.id,
    };
    await talk.under.post(execute(talk.under.connector, 'register', data, grace));
    assert.equal(talk.under.registration.drafts.get(batchId)?.state, 'draft');
  });

  it('works as Action.Submit for clients without Action.Execute', async () => {
    const batchId = await talk.draft();
    const place = talk.under.connector.sent.at(-1)?.id;
    await talk.say('', {
      value: { verb: 'register', batchId, profile: 'Standard', sharedMode: 'false' },
      replyToId: place,
    });
    const edit = talk.under.connector.sent.at(-1);
    assert.deepEqual([edit?.method, edit?.activityId], ['PUT', place]);
    assert.match(cardOf(edit), /Registering 2 devices/);
  });

  it('cancels, without a role, what one sent oneself', async () => {
    const batchId = await talk.draft();
    talk.under.roles.clear();
    const answer = await talk.under.post(execute(talk.under.connector, 'cancel', { batchId }));
    assert.match(answer.text, /The file was cancelled\. Nothing of it is registered\./);
    assert.doesNotMatch(answer.text, /pasted text|card\.adaptive/);
    assert.equal(talk.under.registration.drafts.get(batchId)?.state, 'cancelled');
  });

  it('refreshes', async () => {
    const batchId = await talk.draft();
    const answer = await talk.under.post(execute(talk.under.connector, 'refreshBatch', { batchId }, ada, 'copy'));
    assert.match(answer.text, /2 devices can be registered/);
    assert.deepEqual(talk.under.registration.answered, [], 'this was not the card of the batch');
  });
});
