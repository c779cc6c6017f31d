import assert from 'node:assert/strict';
import { latest } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { ada } from '../support/samples.ts';

describe('subscriptions', () => {
  const talk = conversation();

  it('subscribes a channel to requests of naming exceptions', async () => {
    talk.under.roles.set(ada.id, ['administrator']);
    await talk.sayInChannel('subscribe approvals');
    assert.equal(
      latest(talk.under),
      'This channel gets requests of naming exceptions from now on: a card for each, on which approvers decide, and what becomes of it. Write `unsubscribe approvals` to stop them.',
    );
    await talk.sayInChannel('subscribe approvals');
    assert.equal(
      latest(talk.under),
      'This channel already gets requests of naming exceptions. Write `unsubscribe approvals` to stop them.',
    );
    await talk.sayInChannel('subscribe');
    await talk.say('subscriptions');
    assert.match(
      latest(talk.under),
      /1 channel has subscribed.*digests and requests of naming exceptions, subscribed by Ada Lovelace/,
    );
    await talk.sayInChannel('unsubscribe');
    await talk.say('subscriptions');
    assert.match(latest(talk.under), /"text":"requests of naming exceptions, subscribed by/);
    await talk.sayInChannel('unsubscribe approvals');
    assert.equal(latest(talk.under), 'This channel gets no more requests of naming exceptions.');
    await talk.sayInChannel('unsubscribe approvals');
    assert.equal(
      latest(talk.under),
      'This channel does not get requests of naming exceptions. Write `subscribe approvals` to start them.',
    );
    await talk.sayInChannel('subscribe everything');
    assert.equal(
      latest(talk.under),
      'A channel can be told of two things: write `subscribe` for digests of devices, or `subscribe approvals` for requests of naming exceptions.',
    );
    talk.under.roles.set(ada.id, ['approver']);
    await talk.sayInChannel('subscribe approvals');
    assert.match(latest(talk.under), /This needs the administrator role/);
  });
});
