import assert from 'node:assert/strict';
import type { NamingException } from '../../../src/registration/naming/namingException.ts';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { cardOf, execute, latest } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { decided, nestor, sampleException } from '../support/namingSamples.ts';
import { ada, grace, now, sampleDevice } from '../support/samples.ts';

const id = 'exception-1';
const needsApprover = (purpose: string) =>
  `${purpose} needs the approver role (Entra group “Preflight approvers”). Ask the owner of that group or an administrator.`;

describe('deciding about a naming exception', () => {
  const talk = conversation();
  beforeEach(() => {
    talk.under.roles.set(nestor.id, ['approver']);
    talk.under.roles.set(grace.id, ['approver']);
    talk.under.registration.knownDevices.push(sampleDevice({ profile: 'Standard' }));
    have();
    talk.knows(`exception:${id}`);
  });

  function have(over: Partial<NamingException> = {}): void {
    talk.under.registration.naming.exceptions.set(id, sampleException(over));
  }
  const approved = (over: Partial<NamingException> = {}) => have({ state: 'approved', decision: decided(), ...over });
  const current = () => talk.under.registration.naming.exceptions.get(id);
  const press = (verb: string, from = nestor, data: Record<string, unknown> = {}, place = 'm1') =>
    talk.under.post(execute(talk.under.connector, verb, { exceptionId: id, ...data }, from, place));
  const told = (value: string) => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });

  it('approves with a comment, for everybody who sees the card', async () => {
    const answer = await press('approveNaming', nestor, { comment: ' Fine by me. ' });
    assert.match(answer.text, /1 Standard device keeps its name until 31 March 2027/);
    assert.match(answer.text, /Approved by Nestor Wilke.*: Fine by me\..*Asked for by Ada Lovelace/);
    assert.match(answer.text, /Extend.*Revoke/);
    assert.doesNotMatch(answer.text, /"verb":"approveNaming"/);
    const edit = talk.under.connector.sent.at(-1);
    assert.deepEqual([edit?.method, edit?.activityId], ['PUT', 'm1']);
    const { state, decision } = current() ?? {};
    assert.deepEqual([state, decision], ['approved', { by: nestor, at: now, comment: 'Fine by me.' }]);
  });

  it('denies with a comment, and the buttons are gone', async () => {
    const answer = await press('denyNaming', nestor, { comment: 'Use the asset tag.' });
    assert.match(answer.text, /The naming exception for 1 Standard device was denied/);
    assert.match(answer.text, /Denied by Nestor Wilke.*: Use the asset tag\./);
    assert.doesNotMatch(answer.text, /Action\.Execute|Input\./);
  });

  it('tells the second of two approvers who was first, and shows the card as it is', async () => {
    const answers = await Promise.all([press('approveNaming'), press('denyNaming', grace)]);
    const texts = answers.map(({ text }) => text);
    const first = current()?.decision?.by.id === nestor.id ? 0 : 1;
    assert.match(texts[first] ?? '', /card\.adaptive/);
    assert.match(
      texts[1 - first] ?? '',
      /"value":"Already (approved by Nestor Wilke|denied by Grace Hopper) at 23 Nov 2026, 11:48\."/,
    );
  });

  it('tells a replayed click the same, and changes nothing', async () => {
    await press('approveNaming');
    const before = current();
    for (const verb of ['approveNaming', 'denyNaming', 'approveNaming']) {
      assert.deepEqual((await press(verb)).body, told('Already approved by Nestor Wilke at 23 Nov 2026, 11:48.'));
      assert.match(cardOf(talk.under.connector.sent.at(-1)), /keeps its name until/);
    }
    assert.deepEqual(current(), before);
  });

  it('is for approvers, as the directory says now', async () => {
    talk.under.believed.set(nestor.id, ['approver']);
    talk.under.roles.set(nestor.id, []);
    for (const verb of ['approveNaming', 'denyNaming'])
      assert.deepEqual((await press(verb)).body, told(needsApprover('Deciding about naming exceptions')));
    assert.equal(current()?.state, 'requested');
    talk.under.believed.set(nestor.id, []);
    talk.under.roles.set(nestor.id, ['approver']);
    await press('approveNaming');
    assert.equal(current()?.state, 'approved');
  });

  it('does nothing while the directory cannot be asked', async () => {
    talk.under.directoryFails.error = new ServiceError('down', {
      kind: 'throttled',
      status: 429,
      code: 'x',
      outcome: 'none',
    });
    assert.deepEqual(
      (await press('approveNaming')).body,
      told(
        'The directory cannot be asked for your role at the moment, so nothing was done. Try again in a few minutes.',
      ),
    );
    assert.equal(current()?.state, 'requested');
  });

  it('is never about a request of one’s own', async () => {
    talk.under.roles.set(ada.id, ['approver', 'administrator']);
    const own = told('Nobody decides about a request of their own. Another approver must.');
    for (const verb of ['approveNaming', 'denyNaming']) assert.deepEqual((await press(verb, ada)).body, own);
    assert.equal(current()?.state, 'requested');
    approved();
    assert.deepEqual((await press('extendNaming', ada, { lastDay: '2027-06-30' })).body, own);
  });

  it('believes no name, role, state or other id in the data of a button', async () => {
    talk.under.registration.naming.exceptions.set('exception-2', sampleException({ id: 'exception-2' }));
    const forged = {
      actor: nestor,
      by: nestor,
      approver: nestor.name,
      requester: grace,
      role: 'approver',
      state: 'approved',
      id: 'exception-2',
      from: { aadObjectId: nestor.id },
      decision: { by: nestor, at: 0 },
      card: { conversationId: 'elsewhere', activityId: 'x' },
    };
    assert.deepEqual(
      (await press('approveNaming', ada, forged)).body,
      told(needsApprover('Deciding about naming exceptions')),
    );
    await press('approveNaming', grace, forged);
    assert.equal(talk.under.registration.naming.exceptions.get('exception-2')?.state, 'requested');
    assert.deepEqual([current()?.decision?.by, current()?.requester], [grace, ada]);
    assert.equal(talk.under.registration.naming.asked.at(-1)?.card, undefined);
  });

  for (const [what, exceptionId] of [
    ['no id', undefined],
    ['an object', { $ne: '' }],
    ['a megabyte', 'x'.repeat(50_000)],
    ['nothing', ''],
  ] as const) {
    it(`does nothing for a forged card whose id is ${what}`, async () => {
      assert.match((await press('approveNaming', nestor, { exceptionId })).text, /This button cannot be read/);
      assert.equal(talk.under.registration.naming.asked.length, 0);
    });
  }

  it('takes no comment that is no text', async () => {
    await press('approveNaming', nestor, { comment: { $gt: '' } });
    assert.equal(current()?.decision?.comment, undefined);
  });

  it('does not decide about what was not sent', async () => {
    have({ state: 'draft' });
    assert.deepEqual(
      (await press('approveNaming')).body,
      told('This request was not sent yet, so there is nothing to decide.'),
    );
  });

  it('does not decide after the last day', async () => {
    have({ lastDay: '2026-11-22', until: now - 1 });
    assert.deepEqual(
      (await press('approveNaming')).body,
      told('Its last day, 22 November 2026, is over. Write request naming exception to ask again.'),
    );
  });

  it('lets the requester withdraw, and nobody else', async () => {
    assert.deepEqual(
      (await press('withdrawNaming', grace)).body,
      told('Only Ada Lovelace can send, change or withdraw this request.'),
    );
    const answer = await press('withdrawNaming', ada);
    assert.match(answer.text, /The request to keep the device name for 1 Standard device was withdrawn/);
    assert.match(answer.text, /Withdrawn by Ada Lovelace/);
    assert.deepEqual(
      (await press('approveNaming')).body,
      told('Already withdrawn by Ada Lovelace at 23 Nov 2026, 11:48.'),
    );
  });

  it('does not withdraw what was decided', async () => {
    approved();
    assert.deepEqual(
      (await press('withdrawNaming', ada)).body,
      told('Already approved by Nestor Wilke at 23 Nov 2026, 11:18.'),
    );
  });

  it('redraws the card for whom it was drawn', async () => {
    have({ cards: [{ conversationId: 'c', reader: 'requester', state: 'sent', attempts: 1, activityId: 'own' }] });
    const answer = await press('approveNaming', nestor, {}, 'own');
    assert.doesNotMatch(answer.text, /revokeNaming|Input\./);
  });

  it('is shown from the overview with the buttons of who asks', async () => {
    await press('showNaming', nestor);
    assert.match(latest(talk.under), /approveNaming/);
    await press('showNaming', ada);
    assert.match(latest(talk.under), /withdrawNaming/);
    assert.doesNotMatch(latest(talk.under), /approveNaming/);
    talk.under.roles.set(grace.id, ['administrator']);
    await press('showNaming', grace);
    assert.doesNotMatch(latest(talk.under), /Action\.Execute/);
    approved();
    await press('showNaming', grace);
    assert.match(latest(talk.under), /revokeNaming/);
  });

  it('works as Action.Submit for clients without Action.Execute', async () => {
    talk.under.roles.set(ada.id, ['approver']);
    have({ requester: grace });
    await talk.say('', { value: { verb: 'approveNaming', exceptionId: id, comment: 'ok' }, replyToId: 'm1' });
    assert.deepEqual(current()?.decision, { by: ada, at: now, comment: 'ok' });
    assert.match(latest(talk.under), /Approved by Ada Lovelace/);
  });
});
