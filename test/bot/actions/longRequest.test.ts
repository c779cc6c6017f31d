import assert from 'node:assert/strict';
import type { NamingScope } from '../../../src/registration/naming/namingException.ts';
import { execute, latest } from '../support/activities.ts';
import { cardProblems } from '../support/cardRules.ts';
import { conversation } from '../support/conversation.ts';
import { nestor, sampleException } from '../support/namingSamples.ts';
import { ada, grace, sampleDevice } from '../support/samples.ts';

const filled = {
  scope: 'devices',
  serialNumbers: '',
  what: 'keep',
  template: '',
  reason: 'Labels of the Berlin office.',
  lastDay: '2027-03-31',
};
const cut = 'The list is too long to be shown again: only its first part was kept. Paste it again.';

describe('a naming exception with much written on it', () => {
  const talk = conversation();
  const naming = () => talk.under.registration.naming;
  const press = (verb: string, data: Record<string, unknown>, from = ada) =>
    talk.under.post(execute(talk.under.connector, verb, data, from));
  const preview = async (over: Record<string, unknown>) => (await press('previewNaming', { ...filled, ...over })).text;
  /** As many devices with serial numbers of this many characters. */
  function know(many: number, length: number): string[] {
    const serialNumbers = Array.from({ length: many }, (_, index) => `S${String(index).padStart(length - 1, '0')}`);
    for (const serialNumber of serialNumbers)
      talk.under.registration.knownDevices.push(sampleDevice({ id: `id-${serialNumber}`, serialNumber }));
    return serialNumbers;
  }
  const valid = (answer: string) => assert.deepEqual(cardProblems(JSON.parse(answer).value), []);

  it('takes 500 serial numbers, of the longest too, and refuses more instead of dropping some', async () => {
    for (const length of [12, 54]) {
      const serialNumbers = know(500, length);
      const card = await preview({ serialNumbers: serialNumbers.join('\r\n') });
      assert.match(card, /Not sent yet/);
      const { scope } = [...naming().exceptions.values()].at(-1) ?? {};
      assert.equal(scope?.kind === 'devices' ? scope.deviceIds.length : 0, 500);
    }
    const many = Array.from({ length: 600 }, (_, index) => `5CG${String(index).padStart(9, '0')}`);
    const refused = await preview({ serialNumbers: many.join(', ') });
    valid(refused);
    assert.match(refused, /These are 600 serial numbers, and nothing was done: at most 500 are allowed at a time\."}/);
    assert.ok(refused.includes(`"value":"${many.join(', ')}"`));
    assert.equal(naming().exceptions.size, 2);
  });

  it('says where only a part of the list can be shown again, and never takes that part for all', async () => {
    const serialNumbers = know(500, 54);
    const form = await preview({ serialNumbers: serialNumbers.join('\n'), reason: '' });
    valid(form);
    assert.match(form, /2 answers must be corrected/);
    assert.ok(form.includes(cut));
    const [, kept = ''] = /"value":"(S0[^"]+)"/.exec(form) ?? [];
    assert.ok(kept.startsWith(serialNumbers.slice(0, 50).join(', ')) && kept.endsWith('…'), kept);
    const again = await preview({ serialNumbers: kept });
    assert.match(again, /No device with the serial number S\d*… is known here\. Check the spelling\./);
    assert.equal(naming().exceptions.size, 0);
  });

  it('refuses a list that fills the field, which a client may have cut', async () => {
    const form = await preview({ serialNumbers: 'S'.repeat(40_000) });
    valid(form);
    assert.ok(form.includes(`The list is longer than can be read: name at most 500 serial numbers. ${cut}`));
    assert.match(await preview({ scope: 'tenant', serialNumbers: 'S'.repeat(40_000) }), /Not sent yet/);
  });

  it('goes back to the form with all devices where their serial numbers do not fit on it', async () => {
    const serialNumbers = know(500, 54);
    await preview({ serialNumbers: serialNumbers.join(' ') });
    const form = await press('changeNaming', { exceptionId: 'exception-1' });
    valid(form.text);
    assert.match(form.text, /"title":"The 500 devices of this request","value":"request:exception-1"/);
    assert.doesNotMatch(form.text, /must be corrected/);
    const scope = 'request:exception-1';
    assert.match(await preview({ scope, reason: '' }), /"title":"The 500 devices of this request"/);
    await preview({ scope, reason: 'Another one.' });
    const [first, second] = [...naming().exceptions.values()];
    assert.deepEqual(second?.scope, first?.scope);
    assert.equal(second?.reason, 'Another one.');
  });

  it('takes no devices from a request that is somebody else’s, gone, or for others', async () => {
    const devices: NamingScope = { kind: 'devices', deviceIds: ['A'] };
    naming().exceptions.set('theirs', sampleException({ id: 'theirs', requester: grace, scope: devices }));
    naming().exceptions.set('wide', sampleException({ id: 'wide', requester: ada }));
    for (const scope of ['request:theirs', 'request:wide', 'request:gone', 'request:']) {
      const form = await preview({ scope });
      assert.match(form, /Choose which devices it is for\./);
      assert.doesNotMatch(form, /of this request/);
    }
  });

  it('shows again what a long list and a long reason leave room for', async () => {
    know(1, 10);
    for (const text of ['x', '"', '字', '😀']) {
      const form = await preview({
        serialNumbers: text.repeat(39_000 / Buffer.byteLength(text)),
        reason: text.repeat(4_000),
      });
      valid(form);
      assert.match(form, /The reason has [48]000 characters\. Shorten it to 500\./);
    }
    assert.match(
      await preview({ scope: 'tenant', reason: '字'.repeat(501) }),
      /The reason has 501 characters\. Shorten it to 500\."}/,
    );
    assert.ok(
      (await preview({ scope: 'tenant', reason: '字'.repeat(4_000) })).includes(
        'Shorten it to 500. It is too long to be shown again: only its first part was kept.',
      ),
    );
  });

  it('refuses a comment that is too long, and does nothing', async () => {
    talk.under.roles.set(nestor.id, ['approver']);
    naming().exceptions.set('exception-1', sampleException());
    const told = (value: string) => ({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value,
    });
    for (const verb of ['approveNaming', 'denyNaming', 'revokeNaming']) {
      const comment = ` ${'x'.repeat(1_501)} `;
      assert.deepEqual(
        (await press(verb, { exceptionId: 'exception-1', comment }, nestor)).body,
        told('The comment has 1,501 characters. Shorten it to 500.'),
      );
    }
    assert.deepEqual([naming().asked, talk.under.connector.sent], [[], []]);
    talk.knows('exception:exception-1');
    await press('approveNaming', { exceptionId: 'exception-1', comment: ` ${'x'.repeat(500)} ` }, nestor);
    assert.equal(naming().exceptions.get('exception-1')?.decision?.comment, 'x'.repeat(500));
    assert.match(latest(talk.under), /Approved by Nestor Wilke/);
  });
});
