import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { cardOf, execute, latest } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { ada, grace } from '../support/samples.ts';

const template = 'MMD-%RAND:11%';
const needs =
  'Allowing devices to be renamed needs the administrator role (Entra group “Preflight administrators”). Ask the owner of that group or an administrator.';

describe('many devices to be renamed', () => {
  const talk = conversation();
  const consent = () => talk.under.registration.naming.consent;
  const press = (verb: string, data: Record<string, unknown> = {}, from = ada) =>
    talk.under.post(execute(talk.under.connector, verb, data, from));
  const told = (value: string) => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });
  beforeEach(() => {
    talk.under.roles.set(ada.id, ['administrator']);
    consent().held = { template, devices: 412 };
  });

  it('are shown to all as held back, with a button for administrators', async () => {
    await talk.say('naming');
    assert.match(latest(talk.under), /"verb":"askForRenames","title":"Rename 412 devices"/);
    talk.under.roles.set(ada.id, ['registrar', 'approver']);
    await talk.say('naming');
    const card = latest(talk.under);
    for (const text of [
      'Held back',
      '412 devices would get names that follow MMD-%RAND:11%.',
      'So many at once need an administrator’s word: at most 200 are renamed every four hours, each at its next restart. “naming preview” shows some.',
    ])
      assert.ok(card.includes(`"text":"${text}"`), text);
    assert.doesNotMatch(card, /askForRenames/);
    consent().held = undefined;
    await talk.say('naming');
    assert.doesNotMatch(latest(talk.under), /Held back/);
  });

  it('are renamed only after a second question that says what it does', async () => {
    assert.deepEqual((await press('askForRenames')).body, told('See the answer below.'));
    const question = latest(talk.under);
    for (const text of [
      'Rename 412 devices?',
      'The rename job gives these devices names that follow the naming convention, from its next run on: at most 200 are renamed every four hours, each at its next restart. Devices that are added later are included, until the naming convention changes.',
      'A name that is queued for a device cannot be called back.',
      'Devices in a naming exception keep the names they have, or follow the template of the exception.',
    ])
      assert.ok(question.includes(`"text":"${text}"`), text);
    assert.match(
      question,
      /"verb":"allowRenames","title":"Rename them".*"shown":"MMD-%RAND:11%".*"title":"Leave them"/,
    );
    assert.deepEqual(consent().asked, []);
    await press('allowRenames', { shown: template });
    assert.deepEqual(consent().asked, [{ shown: template, actor: ada, activityId: 'incoming-1' }]);
    const edit = talk.under.connector.sent.at(-1);
    assert.deepEqual(
      [edit?.method, edit?.activityId, edit?.body['summary']],
      ['PUT', 'm1', '412 devices will be renamed'],
    );
    assert.match(
      cardOf(edit),
      /"text":"from the next run of the rename job on: at most 200 are renamed every four hours, each at its next restart\."/,
    );
    assert.match(cardOf(edit), /"text":"Allowed by {2}".*"text":"Ada Lovelace"/);
    assert.doesNotMatch(cardOf(edit), /Action\./);
  });

  it('are allowed once', async () => {
    await press('allowRenames', { shown: template });
    assert.deepEqual(
      (await press('allowRenames', { shown: template })).body,
      told('This was allowed already. Nothing was changed.'),
    );
    assert.deepEqual(
      (await press('askForRenames')).body,
      told('No device is held back any more. Nothing was changed.'),
    );
  });

  it('are asked for again where the convention is another than the card said, forged or overtaken', async () => {
    const also = 'The naming convention is another by now, so nothing was changed. Read the card again.';
    for (const shown of ['EVIL-%RAND:5%', '', `${template}${' '.repeat(200)}X`, 7, { $ne: 1 }]) {
      const answer = await press('allowRenames', { shown, template, convention: 'EVIL', actor: grace });
      assert.deepEqual(answer.body, told(also), String(shown));
      assert.match(latest(talk.under), /Rename 412 devices\?.*"shown":"MMD-%RAND:11%"/);
    }
    assert.equal(consent().allowed, undefined);
    consent().convention = 'CONTOSO-%RAND:7%';
    assert.deepEqual((await press('allowRenames', { shown: template })).body, told(also));
    const question = latest(talk.under);
    assert.match(question, /Rename all devices that do not follow CONTOSO-%RAND:7%\?/);
    assert.match(question, /all whose names do not follow it\. The next run of the rename job counts them\./);
    assert.match(question, /"shown":"CONTOSO-%RAND:7%"/);
    talk.knows('renames');
    await press('allowRenames', { shown: 'CONTOSO-%RAND:7%' });
    assert.match(latest(talk.under), /Devices that do not follow CONTOSO-%RAND:7% will be renamed/);
    assert.equal(consent().allowed, 'CONTOSO-%RAND:7%');
  });

  it('are left as they are', async () => {
    talk.knows('renames');
    await press('leaveNames');
    assert.match(
      latest(talk.under),
      /The devices were not renamed.*Ada Lovelace.*left them as they are\. They stay held back: write “naming” to be asked again\./,
    );
    assert.deepEqual(consent().asked, []);
  });

  it('are for administrators to allow, as the directory says now', async () => {
    talk.under.believed.set(ada.id, ['administrator']);
    talk.under.roles.set(ada.id, ['registrar', 'approver']);
    for (const verb of ['askForRenames', 'allowRenames', 'leaveNames'])
      assert.deepEqual((await press(verb, { shown: template })).body, told(needs), verb);
    talk.under.directoryFails.error = new ServiceError('down', {
      kind: 'throttled',
      status: 429,
      code: 'x',
      outcome: 'none',
    });
    assert.match(
      (await press('allowRenames', { shown: template })).text,
      /The directory cannot be asked for your role at the moment, so nothing was done\./,
    );
    assert.deepEqual(consent().asked, []);
    assert.equal(talk.under.connector.sent.length, 0);
  });
});
