import assert from 'node:assert/strict';
import { latest } from '../support/activities.ts';
import { cardProblems } from '../support/cardRules.ts';
import { conversation } from '../support/conversation.ts';
import { ada, sampleDevice } from '../support/samples.ts';

describe('move', () => {
  const talk = conversation();
  const know = (...serials: string[]) =>
    talk.under.registration.knownDevices.push(
      ...serials.map((serialNumber) => sampleDevice({ id: `D|${serialNumber}`, serialNumber, status: 'active' })),
    );
  beforeEach(() => talk.under.roles.set(ada.id, ['administrator']));

  it('is for administrators, and only they see it in help', async () => {
    await talk.say('help');
    assert.match(latest(talk.under), /move <serial numbers> to <group>/);
    talk.under.roles.set(ada.id, ['registrar']);
    know('A1');
    await talk.say('move A1 to First');
    assert.match(latest(talk.under), /This needs the administrator role/);
    await talk.say('help');
    assert.doesNotMatch(latest(talk.under), /move <serial/);
  });

  it('says what is missing or wrong', async () => {
    know('A1');
    const answers: [string, RegExp][] = [
      ['move', /Which devices\?/],
      ['move to First', /Which devices\?/],
      [
        'move A1 to Ring *7*',
        /There is no deployment group Ring \\\*7\\\*\. Choose First, Fast, Broad, Test or Automatic\./,
      ],
      ['move X9 Y8 to First', /No device with the serial number X9 and Y8 is known here/],
      [
        'move A1 fast please',
        /There is no deployment group fast please\. Choose First, Fast, Broad, Test or Automatic\./,
      ],
      ['move A1 to fast please', /There is no deployment group fast please\. Choose First/],
      ['move A1', /Move 1 device to another deployment group/],
    ];
    for (const [text, expected] of answers) {
      await talk.say(text);
      assert.match(latest(talk.under), expected, text);
    }
  });

  it('reads lists with spaces, commas and line breaks, each device once', async () => {
    know('A1', 'A2', 'VMware-56 4d 1c', 'TO-7');
    for (const text of ['move A1 A2\nto-7 TO automatic', 'Move A1, a1; A2,TO-7 to Automatic.']) {
      await talk.say(text);
      assert.match(latest(talk.under), /Move 3 devices/, text);
      assert.match(latest(talk.under), /"id":"choice".*"value":"Automatic"/);
    }
    await talk.say('move VMware-56 4d 1c to Test');
    assert.match(latest(talk.under), /Move 1 device /);
    await talk.say('move VMware-56 4d 1c, A1 A2 to Test');
    assert.match(latest(talk.under), /Move 3 devices/);
  });

  it('understands the group in every way that people write it', async () => {
    know('A1', 'A2');
    const texts: [string, string][] = [
      ['move A1 and A2 Test', 'Test'],
      ['move A1 A2 into First', 'First'],
      ['move "A1","A2" to "Fast"', 'Fast'],
      ['move A1, A2 to auto', 'Automatic'],
      ['move A1, A2 auto', 'Automatic'],
    ];
    for (const [text, group] of texts) {
      await talk.say(text);
      assert.match(latest(talk.under), /Move 2 devices/, text);
      assert.match(latest(talk.under), new RegExp(`"id":"choice".*"value":"${group}","choices"`), text);
    }
  });

  it('takes fifty devices with the longest names, and not more', async () => {
    const longest = Array.from({ length: 51 }, (_, index) => `${index}-${'W'.repeat(50)}`);
    know(...longest);
    for (const device of talk.under.registration.knownDevices)
      Object.assign(device, { id: `${'M'.repeat(60)}|${device.serialNumber}`, model: 'X'.repeat(200) });
    await talk.say(`move ${longest.join(' ')} to First`);
    assert.match(
      latest(talk.under),
      /These are 51 serial numbers, and nothing was done: at most 50 are allowed at a time\. Move a few/,
    );
    await talk.say(`move ${longest.slice(1).join(' ')} to First`);
    assert.match(latest(talk.under), /And 38 more/);
    assert.deepEqual(cardProblems(JSON.parse(latest(talk.under))), []);
  });

  it('stays small enough for Teams where all fifty share a serial number with another', async () => {
    for (let index = 0; index < 25; index += 1) {
      const serialNumber = `${index}-${'W'.repeat(50)}`;
      for (const manufacturer of ['M'.repeat(60), 'N'.repeat(60)]) {
        const id = `${manufacturer}|${serialNumber}`;
        talk.under.registration.knownDevices.push(sampleDevice({ id, serialNumber, manufacturer, status: 'ready' }));
      }
    }
    await talk.say(`move ${Array.from({ length: 25 }, (_, index) => `${index}-${'W'.repeat(50)}`).join(' ')}`);
    assert.match(latest(talk.under), /Move 25 devices/);
    assert.deepEqual(cardProblems(JSON.parse(latest(talk.under))), []);
  });

  it('shows no buttons where nothing can be moved', async () => {
    know('A1');
    Object.assign(talk.under.registration.knownDevices[0] ?? {}, { status: 'failed' });
    await talk.say('move A1 to First');
    assert.match(latest(talk.under), /Cannot be moved: its registration failed/);
    assert.doesNotMatch(latest(talk.under), /moveDevices/);
  });
});
