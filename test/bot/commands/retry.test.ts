import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { latest } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { ada, sampleDevice } from '../support/samples.ts';

describe('the command retry', () => {
  const talk = conversation();
  const scopes = () => talk.under.registration.retries.map(({ scope }) => scope);

  it('tries the devices it names', async () => {
    talk.under.registration.retryOutcome.current = {
      again: { count: 1, serialNumbers: ['5CG1234ABC'] },
      lookedAt: { count: 1, serialNumbers: ['5CG*2'] },
      tagAsked: { count: 1, serialNumbers: ['PF1'] },
      withoutHash: { count: 1, serialNumbers: ['5CG1234ABC'] },
      left: [
        { count: 1, serialNumbers: ['S3'], reason: 'It is registered.', remedy: 'There is nothing to try again.' },
      ],
      unknown: ['S4'],
    };
    await talk.say('Retry 5CG1234ABC 5CG*2  S3 S4 S4');
    assert.deepEqual(scopes(), [{ kind: 'devices', serialNumbers: ['5CG1234ABC', '5CG*2', 'S3', 'S4'] }]);
    const answer = latest(talk.under);
    assert.match(answer, /1 device is tried again: 5CG1234ABC/);
    assert.match(answer, /1 device on the way is looked at now: 5CG\\\*2/);
    assert.match(answer, /Autopilot is asked now for the group tag of PF1: .* within a day/);
    assert.match(answer, /hardware hash of 5CG1234ABC is no longer stored/);
    assert.match(answer, /Not tried again: S3\. It is registered\. There is nothing to try again\./);
    assert.match(answer, /Not known here: S4\. Check the spelling, or send the file to register the device\./);
  });

  it('speaks of several devices as several', async () => {
    const reason = { reason: 'It is registered.', remedy: 'There is nothing to try again.' };
    talk.under.registration.retryOutcome.current = {
      again: { count: 0, serialNumbers: [] },
      lookedAt: { count: 0, serialNumbers: [] },
      tagAsked: { count: 0, serialNumbers: [] },
      withoutHash: { count: 0, serialNumbers: [] },
      left: [
        { count: 6, serialNumbers: ['A', 'B', 'C', 'D', 'E', 'F'], ...reason },
        { ...reason, count: 2, serialNumbers: ['G', 'H'], reason: 'It is on its way, and nothing is wrong with it.' },
      ],
      unknown: [],
    };
    await talk.say('retry "A" and B, C D E F G H');
    assert.deepEqual(scopes(), [{ kind: 'devices', serialNumbers: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] }]);
    assert.deepEqual(latest(talk.under).split('\n\n'), [
      'Not tried again: A, B, C, D, E and F. They are registered. There is nothing to try again.',
      'Not tried again: G and H. They are on their way, and nothing is wrong with them. There is nothing to try again.',
    ]);
  });

  it('takes lists with commas, and a serial number with blanks', async () => {
    const serialNumber = 'VMware-56 4d 7a';
    talk.under.registration.knownDevices.push(sampleDevice({ serialNumber }));
    await talk.say(`retry ${serialNumber}`);
    await talk.say(`retry ${serialNumber}, S2; S3`);
    assert.deepEqual(scopes(), [
      { kind: 'devices', serialNumbers: [serialNumber] },
      { kind: 'devices', serialNumbers: [serialNumber, 'S2', 'S3'] },
    ]);
  });

  it('explains itself without a serial number, and takes no endless list', async () => {
    await talk.say('retry');
    assert.match(latest(talk.under), /retry 5CG1234ABC 5CG1234ABD/);
    await talk.say(`retry ${Array.from({ length: 101 }, (_, index) => `S${index}`).join(' ')}`);
    assert.match(latest(talk.under), /These are 101 serial numbers, and nothing was done: at most 100 are allowed/);
    assert.deepEqual(scopes(), []);
  });

  it('tries all that failed for an administrator only', async () => {
    await talk.say('retry failed');
    assert.match(latest(talk.under), /needs the administrator role/);
    talk.under.roles.set(ada.id, ['administrator']);
    await talk.say('retry Failed');
    assert.deepEqual(scopes(), [{ kind: 'failed' }]);
    assert.match(latest(talk.under), /nothing to try again/);
    talk.under.roles.clear();
    await talk.say('retry S1');
    assert.match(latest(talk.under), /needs the registrar role/);
    assert.equal(scopes().length, 1);
  });

  it('says what an administrator must grant when roles cannot be read', async () => {
    const facts = { kind: 'forbidden', code: 'x', outcome: 'none' } as const;
    const permission = 'GroupMember.ReadWrite.All';
    talk.under.directoryFails.error = new ServiceError('no', { ...facts, status: 403, permission });
    await talk.say('retry S1');
    assert.match(latest(talk.under), /nothing was done\. .*Grant GroupMember\.ReadWrite\.All to Preflight/);
    talk.under.directoryFails.error = new ServiceError('no', { ...facts, status: 401 });
    await talk.say('retry S1');
    assert.match(latest(talk.under), /cannot sign in to Microsoft Graph\. Check the credential/);
    assert.deepEqual(scopes(), []);
  });
});
