import assert from 'node:assert/strict';
import { about } from '../../../src/bot/known/about.ts';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { cardOf, execute, latest } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { ada, grace, sampleDevice } from '../support/samples.ts';

describe('moving devices by a card', () => {
  const talk = conversation();
  const press = (verb: string, data: object, from = ada) =>
    talk.under.post(execute(talk.under.connector, verb, { ...data }, from, talk.under.connector.sent.at(-1)?.id));
  const inBroad = { name: 'Broad', assignedBy: 'auto', pending: false } as const;
  const device = (serialNumber: string, over: object = {}) =>
    sampleDevice({ id: `DELL|${serialNumber}`, serialNumber, status: 'ready', deploymentGroup: inBroad, ...over });
  const edits = () => talk.under.connector.sent.filter(({ method }) => method === 'PUT');
  const data = (over: object = {}) => ({
    deviceIds: ['DELL|A1', 'DELL|A2'],
    doubleIds: [],
    choice: 'First',
    ...over,
  });
  const target = (serialNumber: string) =>
    talk.under.registration.knownDevices.find((known) => known.serialNumber === serialNumber)?.deploymentGroup
      ?.movingTo;

  beforeEach(() => {
    talk.under.roles.set(ada.id, ['administrator']);
    talk.under.registration.knownDevices.push(device('A1'), device('A2'), device('B1', { status: 'pending' }));
  });

  it('asks first, with the group preset and what moving does; the card carries ids', async () => {
    await talk.say('move a1 A2, b1 X9 to first');
    const card = latest(talk.under);
    assert.match(card, /Move 3 devices to another deployment group/);
    assert.match(card, /"id":"choice".*"value":"First"/);
    assert.match(card, /Broad \(Auto\)/);
    assert.match(card, /Cannot be moved: its registration is pending/);
    assert.match(card, /Not known here.*X9/);
    assert.match(card, /may install the latest Windows and restart/);
    assert.match(card, /24 hours/);
    assert.match(card, /"deviceIds":\["DELL\|A1","DELL\|A2","DELL\|B1"\]/);
    assert.equal(target('A1'), undefined);
  });

  it('moves those that can be and says why the others cannot, for everybody', async () => {
    await talk.say('move A1 A2 B1 to First');
    talk.knows(about.move(['DELL|A1', 'DELL|A2', 'DELL|B1', 'GONE|Z']));
    await press('moveDevices', data({ deviceIds: ['DELL|A1', 'DELL|A2', 'DELL|B1', 'GONE|Z'] }));
    const card = cardOf(edits().at(-1));
    assert.match(card, /2 devices are moving to First/);
    assert.match(card, /Ada Lovelace asked for First/);
    assert.match(card, /from Broad to First/);
    assert.match(card, /its registration is pending/);
    assert.match(card, /not known here/);
    assert.doesNotMatch(card, /"verb"/);
    assert.deepEqual([target('A1')?.name, target('A1')?.by, target('A2')?.name], ['First', ada, 'First']);
  });

  it('pressed twice says that they are on their way, and changes nothing', async () => {
    await talk.say('move A1 A2 to First');
    await press('moveDevices', data());
    const answer = await press('moveDevices', data());
    assert.match(answer.text, /activity\.message/);
    assert.match(answer.text, /No device was moved\. A1: already on its way to First, asked for by Ada Lovelace\./);
    assert.equal(edits().length, 1);
  });

  it('follows the latest request and says what it replaced', async () => {
    await talk.say('move A1 to First');
    await press('moveDevices', data({ deviceIds: ['DELL|A1'] }));
    const answer = await press('moveDevices', data({ deviceIds: ['DELL|A1'], choice: 'Fast' }));
    assert.match(answer.text, /from Broad to Fast, instead of First/);
    await talk.say('status A1');
    assert.match(latest(talk.under), /Broad, moving to Fast \(asked for by Ada Lovelace\)/);
  });

  it('is for administrators, asked at the click', async () => {
    await talk.say('move A1 to First');
    talk.under.roles.set(ada.id, ['registrar']);
    for (const verb of ['moveDevices', 'cancelMove'])
      assert.match((await press(verb, data())).text, /This needs the administrator role/);
    assert.match((await press('moveDevices', data(), grace)).text, /This needs the administrator role/);
    talk.under.directoryFails.error = new ServiceError('down', {
      kind: 'throttled',
      status: 429,
      code: 'x',
      outcome: 'none',
    });
    assert.match((await press('moveDevices', data())).text, /directory cannot be asked/);
    assert.equal(target('A1'), undefined);
    assert.equal(edits().length, 0);
  });

  it('refuses groups that are none and forged ids with a sentence', async () => {
    await talk.say('move A1 to First');
    const sentence = async (over: object) => (await press('moveDevices', data(over))).text;
    const choices = /Choose First, Fast, Broad, Test or Automatic\./;
    assert.match(await sentence({ choice: 'Ring <b>9</b>' }), /There is no deployment group Ring/);
    assert.match(await sentence({ choice: 'Ring 9' }), choices);
    assert.match(await sentence({ choice: '' }), /No deployment group was chosen\. Choose First/);
    assert.match(await sentence({ choice: { $gt: '' } }), /No deployment group was chosen/);
    assert.match(await sentence({ deviceIds: ['FORGED|Z'] }), /No device was moved\. Z: not known here\./);
    assert.match(await sentence({ deviceIds: [] }), /choose which of the devices are meant/);
    for (const deviceIds of ['A1', [1], Array(51).fill('x'), undefined, ['']])
      assert.match(await sentence({ deviceIds }), /This button cannot be read/);
    assert.equal(target('A1'), undefined);
  });

  it('asks which is meant where two manufacturers share a serial number', async () => {
    talk.under.registration.knownDevices.push(device('A1', { id: 'HP|A1', manufacturer: 'HP', model: 'EliteBook' }));
    await talk.say('move A1 to First');
    const card = latest(talk.under);
    assert.match(card, /which are meant\?/);
    assert.match(card, /"deviceIds":\[\],"doubleIds":\["DELL\|A1","HP\|A1"\]/);
    const doubles = { deviceIds: [], doubleIds: ['DELL|A1', 'HP|A1'] };
    assert.match((await press('moveDevices', data(doubles))).text, /choose which of the devices are meant/);
    await press('moveDevices', data({ ...doubles, which: '1' }));
    const moving = talk.under.registration.knownDevices.filter(({ deploymentGroup }) => deploymentGroup?.movingTo);
    assert.deepEqual(
      moving.map(({ id }) => id),
      ['HP|A1'],
    );
  });

  it('can be cancelled; old clients get the same by a message', async () => {
    await talk.say('move A1 to First');
    await press('cancelMove', {});
    assert.match(cardOf(edits().at(-1)), /Ada Lovelace cancelled it\. Nothing was changed\./);
    await talk.say('', { value: { verb: 'moveDevices', ...data() }, replyToId: 'm9' });
    assert.equal(edits().length, 1, 'm9 is no card of this');
    assert.match(latest(talk.under), /2 devices are moving to First/);
  });
});
