import assert from 'node:assert/strict';
import type { NamingException } from '../../../src/registration/naming/namingException.ts';
import { cardOf, channelActivity, execute, latest, personalChat } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { sampleException } from '../support/namingSamples.ts';
import { ada, grace, sampleDevice } from '../support/samples.ts';

const filled = {
  scope: 'profile:Standard',
  serialNumbers: '',
  what: 'keep',
  template: '',
  reason: 'Labels of the Berlin office.',
  lastDay: '2027-03-31',
};

describe('requesting a naming exception', () => {
  const talk = conversation();
  beforeEach(() => {
    talk.knows('namingForm');
    const standard = { profile: 'Standard', status: 'active' } as const;
    talk.under.registration.knownDevices.push(
      sampleDevice({ id: 'A', serialNumber: '5CG1234', deviceName: 'LAPTOP-7', ...standard }),
      sampleDevice({ id: 'B', serialNumber: '5CG1234ABCD', ...standard }),
      sampleDevice({ id: 'C', serialNumber: 'PF0ZH8M', manufacturer: 'LENOVO' }),
      sampleDevice({ id: 'D', serialNumber: 'PF0ZH8M', manufacturer: 'HP' }),
    );
  });

  const press = (verb: string, data: Record<string, unknown>, from = ada, place?: string) =>
    talk.under.post(execute(talk.under.connector, verb, data, from, place));
  const exceptions = () => [...talk.under.registration.naming.exceptions.values()];
  const preview = async (over: Record<string, unknown> = {}) =>
    (await press('previewNaming', { ...filled, ...over }, ada, 'm1')).text;

  it('needs the registrar role, when asked and when the button is pressed', async () => {
    talk.under.roles.clear();
    await talk.say('request naming exception');
    const needs =
      'Asking for a naming exception needs the registrar role (Entra group “Preflight registrars”). Ask the owner of that group or an administrator.';
    assert.equal(latest(talk.under), needs);
    const answer = await press('previewNaming', filled);
    assert.deepEqual(answer.body, {
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: needs,
    });
    assert.equal(exceptions().length, 0);
  });

  it('offers the latest files of the requester, and to administrators those of all', async () => {
    const id = await talk.draft();
    const batch = talk.under.registration.drafts.get(id);
    assert.ok(batch);
    talk.under.registration.drafts.set(id, { ...batch, state: 'open', requester: grace });
    await talk.say('request naming exception');
    assert.doesNotMatch(latest(talk.under), /batch:batch-1/);
    talk.under.roles.set(ada.id, ['administrator']);
    await talk.say('request naming exception');
    assert.match(latest(talk.under), /pasted text: 2 devices of Grace Hopper","value":"batch:batch-1"/);
  });

  it('shows what it would do before it is sent', async () => {
    const card = await preview();
    assert.match(card, /This request is for 2 Standard devices/);
    assert.match(card, /Not sent yet/);
    assert.match(
      card,
      /The naming convention MMD-%RAND:11% and the rename job are off for these devices until 31 March 2027: they keep the names they have\. Devices that are added later are included\./,
    );
    assert.match(card, /Send for approval.*Change.*Drop/);
    const [exception] = exceptions();
    assert.deepEqual([exception?.state, exception?.requester, exception?.lastDay], ['draft', ada, '2027-03-31']);
    const edit = talk.under.connector.sent.at(-1);
    assert.deepEqual([edit?.method, edit?.activityId, edit?.conversationId], ['PUT', 'm1', personalChat]);
  });

  it('shows what a template makes of real devices, and which it gives no name', async () => {
    const card = await preview({ what: 'template', template: 'contoso-%serial%' });
    assert.match(card, /The rename job names them contoso-%serial% instead, each at its next restart/);
    assert.match(card, /"text":"5CG1234".*→ contoso-5CG1234 \(15 of 15 characters\)".*, now LAPTOP-7/);
    assert.match(card, /1 device gets no name from this template: it keeps the name it has/);
    assert.match(card, /5CG1234ABCD.*the name would have 19 characters/);
  });

  it('takes all devices that share a serial number, and says so', async () => {
    const card = await preview({ scope: 'devices', serialNumbers: 'pf0zh8m, 5CG1234' });
    assert.match(
      card,
      /PF0ZH8M is the serial number of 2 devices, of several manufacturers: the request is for all of them\./,
    );
    assert.deepEqual(exceptions()[0]?.scope, { kind: 'devices', deviceIds: ['C', 'D', 'A'] });
  });

  it('shows the form again with all that is wrong, and keeps what was written', async () => {
    const wrong = {
      scope: 'devices',
      serialNumbers: 'NOPE1 5CG1234',
      what: 'template',
      template: 'A B',
      reason: '',
      lastDay: '2020-01-01',
    };
    const card = await preview(wrong);
    assert.match(card, /4 answers must be corrected/);
    assert.match(card, /No device with the serial number NOPE1 is known here\. Check the spelling\./);
    assert.match(card, /A device name cannot hold a blank\./);
    assert.match(card, /Say why\./);
    assert.match(card, /Choose a day that is still to come\./);
    assert.match(card, /"value":"NOPE1 5CG1234"/);
    assert.match(card, /"value":"A B"/);
    assert.equal(exceptions().length, 0);
    assert.equal(talk.under.connector.sent.length, 0);
  });

  it('says of each field that was left empty what is missing', async () => {
    const card = await preview({ scope: '', what: '', reason: '', lastDay: '' });
    assert.match(card, /4 answers must be corrected/);
    assert.match(card, /Choose which devices it is for\./);
    assert.match(card, /Choose which names are wanted\./);
    assert.match(await preview({ scope: 'devices' }), /Write the serial numbers of the devices\./);
    const many = Array.from({ length: 501 }, (_, index) => `S${index}`).join(' ');
    assert.match(
      await preview({ scope: 'devices', serialNumbers: many }),
      /These are 501 serial numbers, and nothing was done: at most 500/,
    );
  });

  it('is not fooled by data the form does not have', async () => {
    await press('previewNaming', {
      ...filled,
      actor: grace,
      requester: grace,
      state: 'approved',
      decision: { by: grace, at: 0 },
      exceptionId: 'exception-9',
      conversationId: 'elsewhere',
    });
    const [exception] = exceptions();
    assert.deepEqual([exception?.id, exception?.state, exception?.requester], ['exception-1', 'draft', ada]);
    assert.equal(exception?.decision, undefined);
    for (const scope of [{ $ne: 1 }, 'profile:', 'batch:', 'x'.repeat(50_000), 7])
      assert.match((await press('previewNaming', { ...filled, scope })).text, /Choose which devices it is for\./);
  });

  it('goes back to the form with what was written', async () => {
    await preview({ scope: 'devices', serialNumbers: '5CG1234 PF0ZH8M', what: 'template', template: 'X-%SERIAL%' });
    const card = (await press('changeNaming', { exceptionId: 'exception-1' })).text;
    assert.match(card, /Request a naming exception/);
    assert.match(card, /"value":"5CG1234, PF0ZH8M"/);
    assert.match(card, /"value":"X-%SERIAL%"/);
    assert.match(card, /"value":"Labels of the Berlin office\."/);
    assert.match(card, /"value":"2027-03-31"/);
  });

  it('is dropped without being sent', async () => {
    await preview();
    const card = (await press('dropNaming', { exceptionId: 'exception-1' })).text;
    assert.match(card, /The request was dropped/);
    assert.match(card, /Ada Lovelace.*dropped it before it was sent\. Nothing changes\./);
    assert.doesNotMatch(card, /Action\.Execute/);
  });

  it('is sent by who wrote it, once, and its card becomes the requester’s', async () => {
    await preview();
    const answer = (await press('sendNaming', { exceptionId: 'exception-1' }, ada, 'm1')).text;
    assert.match(answer, /Ada Lovelace asks to keep device names for 2 Standard devices until 31 March 2027/);
    assert.match(answer, /Waiting for an approver/);
    assert.match(answer, /Withdraw/);
    assert.doesNotMatch(answer, /Approve|Input\./);
    const [request] = talk.under.registration.naming.asked;
    assert.deepEqual(request?.card, { conversationId: personalChat, activityId: 'm1' });
    assert.deepEqual(request?.actor, ada);
    const again = await press('sendNaming', { exceptionId: 'exception-1' });
    assert.match(again.text, /"value":"Already sent for approval at 23 Nov 2026, 11:48\. Nobody has decided yet\."/);
    assert.match(cardOf(talk.under.connector.sent.at(-1)), /Waiting for an approver/);
  });

  it('is not sent from an old card once it was dropped, or taken back to be changed', async () => {
    await preview();
    await press('changeNaming', { exceptionId: 'exception-1' });
    const taken = 'This request was taken back to be changed. Send the newer one.';
    assert.ok((await press('sendNaming', { exceptionId: 'exception-1' })).text.includes(taken));
    await press('dropNaming', { exceptionId: 'exception-1' });
    const unknown = 'This request is not known any more. Write request naming exception to begin again.';
    assert.ok((await press('sendNaming', { exceptionId: 'exception-1' })).text.includes(unknown));
    assert.deepEqual(exceptions(), []);
  });

  it('is nobody else’s to send, change, drop or look at', async () => {
    await preview();
    talk.under.roles.set(grace.id, ['registrar']);
    const only = 'Only Ada Lovelace can send, change or withdraw this request.';
    for (const verb of ['sendNaming', 'changeNaming', 'dropNaming'])
      assert.ok((await press(verb, { exceptionId: 'exception-1' }, grace)).text.includes(only), verb);
    const unknown = 'This request is not known any more. Write request naming exception to begin again.';
    for (const verb of ['showNaming', 'showMisfits', 'misfitsPage'])
      assert.ok((await press(verb, { exceptionId: 'exception-1' }, grace)).text.includes(unknown), verb);
    assert.equal(exceptions()[0]?.state, 'draft');
  });

  it('is not sent by who has lost the registrar role meanwhile', async () => {
    await preview();
    talk.under.roles.set(ada.id, []);
    const needs = 'Asking for a naming exception needs the registrar role (Entra group “Preflight registrars”).';
    assert.ok((await press('sendNaming', { exceptionId: 'exception-1' })).text.includes(needs));
    assert.equal(exceptions()[0]?.state, 'draft');
  });

  it('that is gone is answered with what to do', async () => {
    const unknown = 'This request is not known any more. Write request naming exception to begin again.';
    for (const verb of ['sendNaming', 'changeNaming', 'dropNaming', 'withdrawNaming', 'showNaming', 'showMisfits'])
      assert.ok((await press(verb, { exceptionId: 'gone' })).text.includes(unknown), verb);
  });

  it('that was sent meanwhile is not changed or dropped', async () => {
    const sent: NamingException = sampleException();
    talk.under.registration.naming.exceptions.set(sent.id, sent);
    for (const verb of ['changeNaming', 'dropNaming']) {
      const answer = await press(verb, { exceptionId: sent.id });
      assert.match(answer.text, /Already sent for approval at 23 Nov 2026, 10:48\. Nobody has decided yet\./);
      assert.match(latest(talk.under), /Waiting for an approver/);
    }
  });

  it('remembers the channel without its thread, and the message with it', async () => {
    const press = (verb: string, data: object) =>
      talk.under.post(
        channelActivity(talk.under.connector, '', {
          type: 'invoke',
          name: 'adaptiveCard/action',
          replyToId: 'm1',
          value: { action: { type: 'Action.Execute', verb, data } },
        }),
      );
    talk.knows('namingForm', 'm1', '19:it-channel@thread.tacv2');
    await press('previewNaming', filled);
    await press('sendNaming', { exceptionId: 'exception-1' });
    assert.deepEqual(talk.under.registration.naming.asked[0]?.card, {
      conversationId: '19:it-channel@thread.tacv2;messageid=1700000000000',
      activityId: 'm1',
    });
  });

  it('shows every device that gets no name, page by page', async () => {
    for (let index = 0; index < 30; index += 1) {
      const serialNumber = `LONGSERIAL${String(index).padStart(2, '0')}`;
      talk.under.registration.knownDevices.push(sampleDevice({ id: serialNumber, serialNumber, profile: 'Standard' }));
    }
    assert.match(await preview({ what: 'template', template: 'CONTOSO-%SERIAL%' }), /And 26 more\..*Show all 31/);
    assert.match((await press('showMisfits', { exceptionId: 'exception-1' })).text, /See the answer below/);
    assert.match(latest(talk.under), /31 devices get no name from this template.*page 1 of 2.*"page":2/);
    const pages = talk.under.connector.sent.at(-1)?.id;
    await press('misfitsPage', { exceptionId: 'exception-1', page: 2 }, ada, pages);
    assert.match(latest(talk.under), /page 2 of 2.*LONGSERIAL29/);
  });
});
