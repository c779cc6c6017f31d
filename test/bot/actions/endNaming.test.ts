import assert from 'node:assert/strict';
import type { NamingException } from '../../../src/registration/naming/namingException.ts';
import { execute } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { decided, nestor, sampleException } from '../support/namingSamples.ts';
import { ada, grace, now, sampleDevice } from '../support/samples.ts';

const id = 'exception-1';
const needsApprover = (purpose: string) =>
  `${purpose} needs the approver role (Entra group “Preflight approvers”). Ask the owner of that group or an administrator.`;

describe('revoking and extending a naming exception', () => {
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
  const press = (verb: string, from = nestor, data: Record<string, unknown> = {}, place = 'm1') =>
    talk.under.post(execute(talk.under.connector, verb, { exceptionId: id, ...data }, from, place));
  const told = (value: string) => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });

  it('revokes, by an approver or an administrator', async () => {
    const needs = needsApprover('Revoking naming exceptions');
    approved();
    assert.deepEqual((await press('revokeNaming', ada)).body, told(needs));
    const answer = await press('revokeNaming', nestor, { comment: 'The project is over.' });
    assert.match(answer.text, /The naming exception for 1 Standard device was revoked/);
    assert.match(answer.text, /Revoked by Nestor Wilke.*: The project is over\./);
    assert.match(
      answer.text,
      /The rename job gives this device a name that follows MMD-%RAND:11% again, at its next restart\./,
    );
    assert.deepEqual(
      (await press('revokeNaming', grace)).body,
      told('Already revoked by Nestor Wilke at 23 Nov 2026, 11:48.'),
    );
    approved();
    talk.under.roles.set(grace.id, ['administrator']);
    assert.match((await press('revokeNaming', grace)).text, /Revoked by Grace Hopper/);
  });

  it('has nothing to revoke or extend before it is decided', async () => {
    for (const verb of ['revokeNaming', 'extendNaming'])
      assert.deepEqual(
        (await press(verb, nestor, { lastDay: '2027-06-30' })).body,
        told('Already sent for approval at 23 Nov 2026, 10:48. Nobody has decided yet.'),
      );
  });

  it('extends, to a later day only', async () => {
    approved();
    talk.under.roles.set(ada.id, ['administrator']);
    assert.deepEqual((await press('extendNaming', ada)).body, told(needsApprover('Extending naming exceptions')));
    assert.deepEqual((await press('extendNaming', nestor, { lastDay: '' })).body, told('Choose the new last day.'));
    assert.deepEqual(
      (await press('extendNaming', nestor, { lastDay: '2027-03-31' })).body,
      told('It ends on 31 March 2027 already. Choose a later day.'),
    );
    const answer = await press('extendNaming', nestor, { lastDay: '2027-06-30' });
    assert.match(answer.text, /keeps its name until 30 June 2027/);
    assert.match(answer.text, /Extended by Nestor Wilke.*: before, it ended on 31 March 2027/);
  });

  it('says that it has ended by itself', async () => {
    have({ state: 'expired', decision: decided(), ending: { at: now } });
    assert.deepEqual((await press('revokeNaming')).body, told('It has ended: its last day was 31 March 2027.'));
  });
});
