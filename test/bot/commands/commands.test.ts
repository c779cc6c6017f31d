import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { botAccount, channelThread, latest } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { ada, sampleDevice } from '../support/samples.ts';

describe('commands', () => {
  const talk = conversation();

  it('helps with what this person can do here', async () => {
    await talk.say('help');
    assert.match(latest(talk.under), /What you can do here/);
    assert.match(latest(talk.under), /a CSV file/);
    assert.doesNotMatch(latest(talk.under), /unsubscribe/);
    talk.under.roles.set(ada.id, ['administrator']);
    await talk.sayInChannel('HELP');
    assert.match(latest(talk.under), /unsubscribe/);
    talk.under.roles.clear();
    await talk.say('help');
    assert.match(latest(talk.under), /Registering needs the registrar role/);
    assert.doesNotMatch(latest(talk.under), /a CSV file/);
  });

  it('helps although the directory cannot be asked', async () => {
    talk.under.directoryFails.error = new ServiceError('down', {
      kind: 'throttled',
      status: 429,
      code: 'x',
      outcome: 'none',
    });
    await talk.say('help');
    assert.match(latest(talk.under), /What you can do here/);
  });

  it('shows a device', async () => {
    talk.under.registration.knownDevices.push(sampleDevice());
    await talk.say('Status 5cg1234abc');
    assert.match(latest(talk.under), /Registration pending/);
    await talk.say('status nothing*here');
    assert.match(latest(talk.under), /No device with the serial number nothing\\\*here is known/);
    await talk.say('status');
    assert.match(latest(talk.under), /Which devices\?/);
  });

  it('shows several devices, five at most, and says which it did not show', async () => {
    const serials = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
    talk.under.registration.knownDevices.push(...serials.map((serialNumber) => sampleDevice({ serialNumber })));
    const answers = async (text: string) => {
      const before = talk.under.connector.sent.length;
      await talk.say(text);
      return talk.under.connector.sent.slice(before);
    };
    assert.equal((await answers('status "A", B and C')).length, 3);
    const many = await answers(`status ${serials.join(' ')} a X_1`);
    assert.equal(many.length, 7);
    assert.match(JSON.stringify(many.at(-2)), /These are the first 5 of 7 devices\. Not shown: F and G\./);
    assert.match(JSON.stringify(many.at(-1)), /No device with the serial number X.*_1 is known here/);
    assert.match(JSON.stringify(await answers(`status ${'S '.repeat(101)}`)), /These are 101 serial numbers/);
  });

  it('lists files', async () => {
    await talk.draft();
    for (const word of ['batches', 'devices']) {
      await talk.say(word);
      assert.match(latest(talk.under), /The latest 1 file/);
      assert.match(latest(talk.under), /2 devices can be registered, not decided yet/);
    }
  });

  it('explains how to get a CSV', async () => {
    await talk.say('sample');
    assert.match(latest(talk.under), /Get-WindowsAutopilotInfo/);
  });

  it('does by a button what can be written', async () => {
    await talk.say('', { value: { verb: 'say', text: 'sample' } });
    assert.match(latest(talk.under), /Get-WindowsAutopilotInfo/);
  });

  it('asks whether another word was meant', async () => {
    await talk.say('devcies');
    assert.equal(latest(talk.under), 'Did you mean **devices**? Write it, or `help` to see everything.');
  });

  it('answers what it does not understand with help', async () => {
    await talk.say('what is the weather');
    assert.match(latest(talk.under), /not something Preflight understands/);
  });

  it('subscribes a channel for an administrator, once', async () => {
    await talk.sayInChannel('subscribe');
    assert.match(latest(talk.under), /needs the administrator role/);
    talk.under.roles.set(ada.id, ['administrator']);
    await talk.sayInChannel('subscribe');
    assert.match(latest(talk.under), /gets digests from now on/);
    assert.equal(talk.under.connector.sent.at(-1)?.conversationId, channelThread);
    assert.deepEqual(
      [...talk.under.registration.channels.values()].map(({ id, name }) => [id, name]),
      [['19:it-channel@thread.tacv2', 'Contoso IT > Rollout']],
    );
    await talk.sayInChannel('subscribe');
    assert.match(latest(talk.under), /already gets digests/);
    await talk.say('subscriptions');
    assert.match(latest(talk.under), /Contoso IT > Rollout/);
    await talk.sayInChannel('unsubscribe');
    assert.match(latest(talk.under), /gets no more digests/);
    assert.equal(talk.under.registration.channels.size, 0);
  });

  it('subscribes a channel whose name Teams does not tell', async () => {
    talk.under.roles.set(ada.id, ['administrator']);
    talk.under.connector.failNext({ status: 404 }, { status: 404 });
    await talk.sayInChannel('subscribe');
    assert.match(latest(talk.under), /gets digests from now on/);
    await talk.sayInChannel('subscriptions');
    assert.match(latest(talk.under), /a channel without a name/);
  });

  it('shows administrators how Preflight does, and nobody else', async () => {
    await talk.say('health');
    assert.match(latest(talk.under), /needs the administrator role/);
    talk.under.roles.set(ada.id, ['administrator']);
    await talk.say('health');
    const card = latest(talk.under);
    assert.match(card, /1 problem to look at/);
    assert.match(card, /told of changes in 2 of 3 groups/);
    assert.match(card, /Preflight - Enrolled devices/);
    assert.match(card, /last notification 4 minutes ago, renewed 14 hours ago/);
    assert.match(card, /no notification yet/);
    assert.match(card, /not subscribed. There is no Entra group named/);
  });

  it('subscribes only channels', async () => {
    talk.under.roles.set(ada.id, ['administrator']);
    await talk.say('subscribe');
    assert.match(latest(talk.under), /works only in a channel/);
  });

  it('explains in a channel where files go', async () => {
    for (const text of ['register', '']) {
      await talk.sayInChannel(text);
      assert.match(latest(talk.under), /delivers files to a bot only in its personal chat/);
      assert.ok(
        latest(talk.under).includes(`https://teams.microsoft.com/l/chat/0/0?users=${encodeURIComponent(botAccount)}`),
      );
    }
  });
});
