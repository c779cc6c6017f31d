import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { latest } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { decided, sampleException } from '../support/namingSamples.ts';
import { ada, grace, sampleDevice } from '../support/samples.ts';

describe('names of devices', () => {
  const talk = conversation();
  const naming = () => talk.under.registration.naming;
  const have = (over: Parameters<typeof sampleException>[0]) => {
    const exception = sampleException(over);
    naming().exceptions.set(exception.id, exception);
  };

  it('shows the convention, exceptions in force, those that wait, and each with the button of who looks', async () => {
    have({ id: 'e1', state: 'approved', decision: decided(), requester: grace });
    have({ id: 'e2', requester: grace });
    have({ id: 'e3', requester: ada });
    await talk.say('naming');
    const shown = latest(talk.under);
    assert.match(shown, /1 naming exception is in force, 2 wait for a decision/);
    assert.match(shown, /MMD-%RAND:11%/);
    assert.match(shown, /asked for by Grace Hopper · approved by Nestor Wilke: The help desk/);
    assert.match(shown, /"title":"Show".*"title":"Withdraw".*"title":"Show"/);
    talk.under.roles.set(ada.id, ['approver']);
    await talk.say('naming');
    assert.match(latest(talk.under), /"title":"Decide".*"title":"Withdraw".*"title":"Revoke or extend"/);
    talk.under.roles.set(ada.id, ['administrator']);
    await talk.say('naming');
    assert.match(latest(talk.under), /"title":"Show".*"title":"Withdraw".*"title":"Revoke"/);
  });

  it('says that nothing is in force', async () => {
    await talk.say('naming');
    assert.match(latest(talk.under), /No naming exception is in force/);
    assert.match(latest(talk.under), /all whose names are known follow what applies to them/);
  });

  it('says why devices have their names', async () => {
    talk.under.registration.knownDevices.push(
      sampleDevice({ id: 'A', serialNumber: 'A1', deviceName: 'MMD-12345678901', profile: 'PowerUser' }),
      sampleDevice({ id: 'B', serialNumber: 'B1', deviceName: 'LAPTOP-7', profile: 'Standard' }),
      sampleDevice({ id: 'C', serialNumber: 'C1', deviceName: 'LAPTOP-8', profile: 'PowerUser' }),
      sampleDevice({
        id: 'D',
        serialNumber: 'D1',
        deviceName: 'LAPTOP-9',
        profile: 'PowerUser',
        renaming: { name: 'MMD-10203040506', before: 'LAPTOP-9', askedAt: 0, state: 'queued' },
      }),
    );
    have({ state: 'approved', decision: decided() });
    await talk.say('naming A1');
    assert.match(
      latest(talk.under),
      /The name follows what applies.*A1 is called MMD-12345678901.*The naming convention applies: MMD-%RAND:11%\. Its name follows that\./,
    );
    await talk.say('naming a1 b1 c1 d1 e1');
    const [card, text] = talk.under.connector.sent.slice(-2).map((sent) => JSON.stringify(sent.body));
    assert.match(card ?? '', /2 of 4 devices have names that do not follow what applies/);
    assert.match(
      card ?? '',
      /The exception of Ada Lovelace for 1 Standard device applies until 31 March 2027: names are left as they are\./,
    );
    assert.match(card ?? '', /Its name does not: the rename job gives it a new one\./);
    assert.match(card ?? '', /Its name does not: it becomes MMD-10203040506 at its next restart\./);
    assert.match(text ?? '', /No device with the serial number e1 is known here\. Check the spelling\./);
  });

  it('says which template of an exception gives a device no name', async () => {
    talk.under.registration.knownDevices.push(
      sampleDevice({ serialNumber: '5CG1234ABC', deviceName: 'LAPTOP-7', profile: 'Standard' }),
    );
    have({ state: 'approved', decision: decided(), wanted: { kind: 'template', template: 'CONTOSO-%SERIAL%' } });
    await talk.say('naming 5CG1234ABC');
    assert.match(
      latest(talk.under),
      /applies until 31 March 2027: CONTOSO-%SERIAL%\. That gives it no name, so it keeps the one it has: the name would have 18 characters\./,
    );
  });

  it('shows five devices at most', async () => {
    for (let index = 0; index < 7; index += 1)
      talk.under.registration.knownDevices.push(sampleDevice({ id: `S${index}`, serialNumber: `S${index}` }));
    await talk.say('naming S0 S1 S2 S3 S4 S5 S6');
    assert.equal(latest(talk.under), 'These are the first 5 of 7 devices. Not shown: S5 and S6.');
  });

  it('previews what the rename job would do', async () => {
    naming().plans.current = {
      renames: Array.from({ length: 7 }, (_, index) => ({
        deviceId: `${index}`,
        serialNumber: `S${index}`,
        before: `LAPTOP-${index}`,
        after: `MMD-1234567890${index}`,
      })),
      left: { excepted: 2, hybridJoined: 1, justEnrolled: 0, underWay: 0, triedLately: 0, noName: 0 },
      later: 3,
      held: 0,
    };
    await talk.say('naming preview');
    const card = latest(talk.under);
    assert.match(card, /The next run would rename 7 devices/);
    assert.match(card, /nothing was changed/);
    assert.match(card, /S4.*LAPTOP-4 → MMD-12345678904.*and 2 more/);
    assert.doesNotMatch(card, /LAPTOP-5/);
    assert.match(card, /2 are in an exception; 1 is joined to a domain too, so Intune cannot rename it\./);
    assert.match(card, /3 more devices: each run renames so many at most\./);
  });

  it('says why it cannot preview', async () => {
    naming().plans.current = new ServiceError('down', { kind: 'throttled', status: 429, code: 'x', outcome: 'none' });
    await talk.say('naming preview');
    assert.equal(
      latest(talk.under),
      'Intune cannot be asked for the names of devices at the moment, so nothing was done. Try again in a few minutes.',
    );
    naming().plans.current = new ServiceError('no', {
      kind: 'forbidden',
      status: 403,
      code: 'x',
      outcome: 'none',
      permission: 'DeviceManagementManagedDevices.Read.All',
    });
    await talk.say('naming preview');
    assert.match(
      latest(talk.under),
      /The names of devices cannot be read, so nothing was done\..*Grant DeviceManagementManagedDevices\.Read\.All/,
    );
    talk.under.roles.set(ada.id, ['approver']);
    await talk.say('naming preview');
    assert.match(latest(talk.under), /Seeing what would be renamed needs the registrar role/);
  });

  it('is in help with an example of each, for who may', async () => {
    await talk.say('help');
    for (const usage of ['naming', 'naming <serial numbers>', 'naming preview', 'request naming exception'])
      assert.ok(latest(talk.under).includes(`"text":"${usage}"`), usage);
    assert.doesNotMatch(latest(talk.under), /audit export/);
    talk.under.roles.set(ada.id, ['administrator']);
    await talk.say('help');
    assert.match(latest(talk.under), /audit export/);
    await talk.sayInChannel('help');
    assert.match(latest(talk.under), /subscribe approvals.*unsubscribe approvals/);
    talk.under.roles.set(ada.id, []);
    await talk.say('help');
    assert.doesNotMatch(latest(talk.under), /naming preview|request naming exception/);
  });

  it('shows the form of an exception, whatever of its name is written', async () => {
    for (const text of [
      'request naming exception',
      'naming exception',
      'naming exceptions',
      'naming exception please',
      'name exception',
      'exception',
      'exceptions',
      'exemption',
      'request exception please',
      'request exeption',
      'Request nameing exception.',
    ]) {
      await talk.say(text);
      const card = latest(talk.under);
      assert.match(card, /Request a naming exception/, text);
      assert.match(
        card,
        /"value":"tenant".*"value":"profile:Standard".*"value":"profile:PowerUser".*"value":"devices"/,
      );
      assert.match(card, /"min":"2026-11-24".*"max":"2027-11-24"|"max":"2027-11-24".*"min":"2026-11-24"/);
    }
    await talk.say('request a pony');
    assert.equal(latest(talk.under), 'Only naming exceptions can be requested. Write `request naming exception`.');
  });

  it('asks what was meant where the word after it is misspelt, unless a device is called so', async () => {
    for (const [written, meant] of [
      ['naming exeption', 'request naming exception'],
      ['name excpetion please', 'request naming exception'],
      ['naming previw', 'naming preview'],
    ] as const) {
      await talk.say(written);
      assert.equal(latest(talk.under), `Did you mean **${meant}**? Write it, or \`help\` to see everything.`);
    }
    talk.under.registration.knownDevices.push(sampleDevice({ serialNumber: 'PREVIEW1', deviceName: 'LAPTOP-7' }));
    await talk.say('naming preview1');
    assert.match(latest(talk.under), /PREVIEW1 is called LAPTOP-7/);
  });

  it('asks whether another word was meant', async () => {
    for (const [written, meant] of [
      ['namign', 'naming'],
      ['reqeust naming exception', 'request'],
      ['exeption', 'exception'],
      ['audti export', 'audit'],
    ] as const) {
      await talk.say(written);
      assert.equal(latest(talk.under), `Did you mean **${meant}**? Write it, or \`help\` to see everything.`);
    }
  });
});
