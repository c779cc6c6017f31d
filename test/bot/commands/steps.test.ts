import assert from 'node:assert/strict';
import { activity, cardOf, channelActivity, execute, latest } from '../support/activities.ts';
import { type BotUnderTest, startBot } from '../support/botUnderTest.ts';
import { cardProblems } from '../support/cardRules.ts';
import { realRegistration } from '../support/realRegistration.ts';
import { ada, grace } from '../support/samples.ts';

describe("commands for people's steps", () => {
  let under: BotUnderTest;
  let engine: ReturnType<typeof realRegistration>;
  beforeEach(async () => {
    engine = realRegistration();
    under = await startBot({ registration: engine.registration });
  });
  afterEach(async () => {
    await under.stop();
    engine.world.store.close();
  });

  async function say(text: string, from = ada): Promise<string> {
    await under.post(activity(under.connector, { text }, from));
    return latest(under);
  }

  it('take serial numbers separated by spaces, commas and new lines', async () => {
    for (const serialNumber of ['A1', 'B2', 'C3', 'D4']) await engine.device(serialNumber);
    assert.match(await say('Shipped a1, B2;C3\nD4.'), /"4 devices are marked as shipped now: A1, B2, C3 and D4\."/);
    assert.deepEqual(await engine.said('shipped'), ['A1', 'B2', 'C3', 'D4']);
  });

  it('take a serial number with spaces where a device has it', async () => {
    const virtual = 'VMware-56 4d 3c 2b';
    await engine.device(virtual);
    await engine.device('B2');
    assert.match(await say(`shipped ${virtual}, B2`), /2 devices are marked as shipped now/);
  });

  it('work in a channel', async () => {
    await engine.device('A1', { status: 'active' });
    await under.post(channelActivity(under.connector, 'confirm A1'));
    assert.match(latest(under), /Ada Lovelace confirmed 1 device.*"1 device is confirmed now: A1\."/);
  });

  it('take serial numbers as they are pasted: in quotes, and with words between them', async () => {
    for (const serialNumber of ['A1', 'B2', 'C3', 'VMware-56 4d']) await engine.device(serialNumber);
    assert.match(
      await say(`shipped "A1", 'B2' and “C3”; "VMware-56 4d"`),
      /"4 devices are marked as shipped now: A1, B2, C3 and VMware-56 4d\."/,
    );
  });

  it('give each serial number its answer', async () => {
    await engine.device('READY');
    await engine.device('PENDING', { status: 'pending' });
    await engine.device('SAME');
    await engine.device('SAME', { manufacturer: 'HP' });
    await say('shipped READY ready PENDING SAME NO_BODY');
    const card = JSON.parse(cardOf(under.connector.sent.at(-2)));
    assert.deepEqual(cardProblems(card), []);
    const [, ...lines] = card.body.slice(0, -1);
    assert.deepEqual(
      lines.map((line: { inlines: [{ text: string }] }) => line.inlines[0].text),
      [
        '1 device is marked as shipped now: READY.',
        'PENDING is still being registered: do not ship it. You will be told when it is ready for user.',
        'No device with the serial number NO_BODY is known here. Check the spelling, or send the CSV to register it.',
        'Given more than once and counted once: READY.',
        'More than one manufacturer uses SAME: choose on the card which devices are meant.',
      ],
    );
    assert.deepEqual(await engine.said('shipped'), ['READY']);
  });

  it('ask for serial numbers where there are none, and refuse too many', async () => {
    assert.match(await say('confirm'), /Which devices\? Write `confirm` and their serial numbers/);
    assert.match(
      await say(`shipped ${'S '.repeat(501)}`),
      /These are 501 serial numbers, and nothing was done: at most 500 are allowed at a time\. The button/,
    );
  });

  it('ask which device is meant where manufacturers share a serial number, and take it for that one', async () => {
    const dell = await engine.device('SAME', { status: 'active' });
    const hp = await engine.device('SAME', { manufacturer: 'HP', status: 'active' });
    let place = 'a-card';
    const press = async (data: object, from = ada) => {
      const action = { step: 'confirmed', doubleIds: [dell.id, hp.id], ...data };
      return (await under.post(execute(under.connector, 'stepChosen', action, from, place))).text;
    };
    const card = await say('confirm SAME');
    place = under.connector.sent.at(-1)?.id ?? '';
    assert.match(card, /Which devices work\?.*SAME, Dell Inc\. .*: Active.*SAME, HP .*: Active/);
    assert.deepEqual(cardProblems(JSON.parse(card)), []);
    assert.deepEqual(await engine.said('confirmed'), []);
    assert.match(await press({ which: '' }), /Nothing was confirmed: choose which of the devices are meant/);
    assert.match(await press({ which: '1' }, grace), /Confirming devices needs the registrar role/);
    assert.match(await press({ step: 'removed', which: '1' }), /cannot be read/);
    assert.deepEqual(await engine.said('confirmed'), []);
    await press({ which: '1' });
    assert.match(
      cardOf(under.connector.sent.at(-2)),
      /Ada Lovelace chose HP SAME\..*1 device is confirmed now: SAME\./,
    );
    const stored = await Promise.all([dell, hp].map(({ id }) => engine.world.store.get('devices', id)));
    assert.deepEqual(
      stored.map((device) => device?.confirmed?.by),
      [undefined, ada],
    );
    const audit = (await engine.world.store.query('audit', { limit: 10 })).items;
    assert.deepEqual(
      audit.filter(({ action }) => action !== 'wasRefused').map(({ subject }) => subject),
      [hp.id],
    );
    assert.match(
      await press({ doubleIds: ['FORGED|Z'], which: '0' }),
      /No device with the serial number Z is known here/,
    );
  });

  it('ask on a card that Teams shows, however many share their serial numbers and however long the names are', async () => {
    const serials = Array.from({ length: 27 }, (_, index) => `${index}-${'W'.repeat(50)}`);
    for (const serialNumber of serials)
      for (const manufacturer of ['M'.repeat(60), 'N'.repeat(60)])
        await engine.device(serialNumber, { manufacturer, model: 'X'.repeat(200) });
    const card = await say(`shipped ${serials.join(' ')}`);
    assert.deepEqual(cardProblems(JSON.parse(card)), []);
    assert.match(card, /Write the serial numbers of the others in another message\./);
    assert.deepEqual(await engine.said('shipped'), []);
  });

  it('need the registrar role', async () => {
    await engine.device('A1', { status: 'active' });
    assert.match(await say('shipped A1', grace), /Marking devices as shipped needs the registrar role/);
    assert.match(await say('confirm A1', grace), /Confirming devices needs the registrar role/);
    assert.deepEqual([await engine.said('shipped'), await engine.said('confirmed')], [[], []]);
  });

  it('show in help and on the card of the device', async () => {
    await engine.device('A1', { status: 'active' });
    assert.match(await say('help'), /shipped <serial numbers>.*confirm <serial numbers>/);
    assert.doesNotMatch(await say('help', grace), /shipped <serial/);
    await say('shipped A1');
    await say('confirm A1');
    const card = await say('status A1');
    assert.match(card, /"Shipped".*by Ada Lovelace.*"Confirmed".*by Ada Lovelace/);
    assert.match(card, /Confirmed active by Ada Lovelace/);
  });

  it('are meant by words that come near', async () => {
    assert.match(await say('ship A1'), /Did you mean \*\*shipped\*\*\?/);
    assert.match(await say('confirmed A1'), /Did you mean \*\*confirm\*\*\?/);
  });
});
