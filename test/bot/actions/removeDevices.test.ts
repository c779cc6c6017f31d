import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { cardOf, execute, latest, personalChat } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { ada, grace, now, sampleDevice } from '../support/samples.ts';

describe('removing devices', () => {
  const talk = conversation();
  beforeEach(() => talk.under.roles.set(ada.id, ['administrator']));

  /** Devices the engine knows, by serial number and status. */
  function know(...devices: Partial<Device>[]): Device[] {
    const known = devices.map((device) =>
      sampleDevice({ status: 'ready', id: `DELL|${device.serialNumber}`, step: 'assigned', ...device }),
    );
    talk.under.registration.knownDevices.push(...known);
    return known;
  }
  const press = (verb: string, deviceIds: unknown, from = ada, place = 'm1') =>
    talk.under.post(execute(talk.under.connector, verb, { deviceIds }, from, place));
  const asked = () =>
    talk.under.registration.knownDevices.flatMap(({ id, removal }) => (removal ? [[id, removal.by.id]] : []));

  it('asks first, naming each device, what is deleted and what is left alone', async () => {
    know({ serialNumber: 'A1' }, { serialNumber: 'A2', status: 'active', userPrincipalName: 'lynne@contoso.example' });
    await talk.say('remove A1, A2');
    const card = latest(talk.under);
    assert.match(card, /Remove 2 devices\?/);
    assert.match(card, /A1.*Ready for user.*A2.*Active.*, in use by lynne@contoso.example/);
    assert.match(card, /1 device is in use. Its user loses Intune's management: policies/);
    assert.match(card, /the Intune record, the assigned user, the Autopilot identity.*the Entra object/);
    assert.match(card, /"data":\{"deviceIds":\["DELL\|A1","DELL\|A2"\]\}/);
    assert.deepEqual(asked(), []);
  });

  it('removes when the button is pressed, and replaces the card for everybody', async () => {
    const [device] = know({ serialNumber: 'A1' });
    await talk.say('remove A1');
    const place = talk.under.connector.sent.at(-1)?.id;
    const answer = await press('removeDevices', [device?.id], ada, place);
    assert.match(answer.text, /card.adaptive.*1 device is being removed/);
    const edit = talk.under.connector.sent.at(-1);
    assert.deepEqual([edit?.method, edit?.activityId, edit?.conversationId], ['PUT', place, personalChat]);
    assert.doesNotMatch(cardOf(edit), /Action\.Execute/);
    assert.deepEqual(asked(), [[device?.id, ada.id]]);
    await talk.say('status A1');
    assert.match(latest(talk.under), /Ready for user, being removed.*Waiting to be removed. Ada Lovelace asked/);
  });

  it('tells a second click, and another administrator, who was first', async () => {
    const [device] = know({ serialNumber: 'A1' });
    talk.under.roles.set(grace.id, ['administrator']);
    await press('removeDevices', [device?.id]);
    for (const person of [ada, grace]) {
      const again = await press('removeDevices', [device?.id], person);
      assert.deepEqual(again.body, {
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: 'Already asked for by Ada Lovelace at 23 Nov 2026, 11:48.',
      });
      assert.match(latest(talk.under), /1 device is being removed.*Asked for by Ada Lovelace/);
    }
  });

  it('tells who comes late that it is done', async () => {
    const removal = { by: grace, at: now, doneAt: now };
    const [device] = know({ serialNumber: 'A1', status: 'removed', removal });
    for (const verb of ['removeDevices', 'keepDevices']) {
      const answer = await press(verb, [device?.id]);
      assert.match(answer.text, /Already asked for by Grace Hopper at/);
      assert.match(latest(talk.under), /1 device was removed.*Asked for by Grace Hopper/);
    }
  });

  it('refuses by name what changed since the card was drawn', async () => {
    const [first, second] = know({ serialNumber: 'A1' }, { serialNumber: 'A2' });
    await talk.say('remove A1 A2');
    talk.under.registration.knownDevices[1] = sampleDevice({ ...second, status: 'pending' });
    const answer = await press('removeDevices', [first?.id, second?.id, 'DELL|A3']);
    assert.match(answer.text, /1 device is being removed.*A1.*Not removed.*A2.*is being registered: wait/);
    assert.match(answer.text, /One device of this card is not known any more/);
    assert.deepEqual(asked(), [[first?.id, ada.id]]);
  });

  it('keeps the devices', async () => {
    const [device] = know({ serialNumber: 'A1' });
    const answer = await press('keepDevices', [device?.id]);
    assert.match(answer.text, /Nothing was removed.*Ada Lovelace chose to keep the devices/);
    assert.deepEqual(asked(), []);
  });

  it('does not say that devices were kept which somebody removed before', async () => {
    const [device] = know({ serialNumber: 'A1' });
    await press('removeDevices', [device?.id]);
    const answer = await press('keepDevices', [device?.id]);
    assert.match(answer.text, /Already asked for by Ada Lovelace at/);
    assert.match(latest(talk.under), /1 device is being removed/);
  });

  it('is for administrators, when asked and when the button is pressed', async () => {
    const [device] = know({ serialNumber: 'A1' });
    talk.under.roles.set(ada.id, ['registrar']);
    await talk.say('remove A1');
    assert.match(latest(talk.under), /needs the administrator role/);
    const forged = { deviceIds: [device?.id], actor: grace, role: 'administrator', by: grace, aadObjectId: grace.id };
    talk.under.roles.set(grace.id, ['administrator']);
    for (const verb of ['removeDevices', 'keepDevices']) {
      const answer = await talk.under.post(execute(talk.under.connector, verb, forged));
      assert.match(answer.text, /activity.message.*needs the administrator role/);
    }
    assert.deepEqual(asked(), []);
  });

  const unreadable: [string, unknown][] = [
    ['no ids', undefined],
    ['no list', 'DELL|A1'],
    ['an empty list', []],
    ['ids that are objects', [{ $ne: '' }]],
    ['an id of a megabyte', ['x'.repeat(50_000)]],
    ['more ids than a card names', Array.from({ length: 31 }, (_, index) => `DELL|${index}`)],
  ];
  for (const [what, deviceIds] of unreadable) {
    it(`does nothing for a forged card with ${what}`, async () => {
      know({ serialNumber: 'A1' });
      const answer = await press('removeDevices', deviceIds);
      assert.match(answer.text, /This button cannot be read/);
      assert.deepEqual(asked(), []);
    });
  }

  it('says why a device cannot be removed', async () => {
    know(
      { serialNumber: 'A1', status: 'pending' },
      { serialNumber: 'A2', status: 'removed' },
      { serialNumber: 'A3', removal: { by: grace, at: now } },
    );
    await talk.say('deregister A1;A2;A3;A4');
    const card = latest(talk.under);
    assert.match(card, /Nothing can be removed/);
    assert.match(card, /A4.*is not known here/);
    assert.match(card, /A1.*wait until it is Ready for user.*A2.*was removed already.*A3.*Grace Hopper asked/);
    assert.doesNotMatch(card, /removeDevices/);
  });

  it('asks apart for devices that share a serial number', async () => {
    know({ serialNumber: 'A1' }, { serialNumber: 'B1' }, { serialNumber: 'B1', manufacturer: 'HP', id: 'HP|B1' });
    const before = talk.under.connector.sent.length;
    await talk.say('remove A1 B1');
    const cards = talk.under.connector.sent.slice(before).map(cardOf);
    assert.deepEqual(
      cards.map((card) => /"data":\{"deviceIds":(\[[^\]]*\])/.exec(card)?.[1]),
      ['["DELL|A1"]', '["DELL|B1"]', '["HP|B1"]'],
    );
    assert.match(cards[2] ?? '', /2 devices have the serial number B1. This card is about the one of HP only/);
  });

  it('understands serial numbers with blanks', async () => {
    know({ serialNumber: 'VMware-56 4d aa bb' }, { serialNumber: 'A1' });
    await talk.say('remove VMware-56 4d aa bb, a1');
    assert.match(latest(talk.under), /Remove 2 devices\?/);
  });

  it('takes up to thirty devices at a time', async () => {
    await talk.say(`remove ${Array.from({ length: 31 }, (_, index) => `S${index}`).join(' ')}`);
    assert.match(
      latest(talk.under),
      /These are 31 serial numbers, and nothing was done: at most 30 are allowed at a time/,
    );
    await talk.say('remove');
    assert.match(latest(talk.under), /Which devices\?/);
  });

  it('works as Action.Submit for clients without Action.Execute', async () => {
    const [device] = know({ serialNumber: 'A1' });
    await talk.say('', { value: { verb: 'removeDevices', deviceIds: [device?.id] }, replyToId: 'm1' });
    assert.match(latest(talk.under), /1 device is being removed/);
    assert.deepEqual(asked(), [[device?.id, ada.id]]);
  });
});
