import assert from 'node:assert/strict';
import type { NamingState } from '../../../src/registration/naming/namingException.ts';
import { channelActivity, channelThread, execute, latest, personalChat } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { decided, nestor, sampleException } from '../support/namingSamples.ts';
import { ada, grace, sampleDevice } from '../support/samples.ts';

const id = 'exception-1';

describe('the card of a naming exception, shown once more', () => {
  const talk = conversation();
  const naming = () => talk.under.registration.naming;
  const show = (from = nestor) =>
    talk.under.post(execute(talk.under.connector, 'showNaming', { exceptionId: id }, from));
  const have = (state: NamingState) =>
    naming().exceptions.set(id, sampleException({ state, decision: state === 'requested' ? undefined : decided() }));
  beforeEach(() => {
    talk.under.roles.set(nestor.id, ['approver']);
    talk.under.registration.knownDevices.push(sampleDevice({ profile: 'Standard' }));
    have('requested');
  });

  it('is edited from then on like the others, for who reads it', async () => {
    await show();
    assert.match(latest(talk.under), /approveNaming/);
    await show(ada);
    assert.match(latest(talk.under), /withdrawNaming/);
    assert.deepEqual(naming().shown, [
      { id, conversationId: personalChat, activityId: 'm1', reader: 'approver' },
      { id, conversationId: personalChat, activityId: 'm2', reader: 'requester' },
    ]);
  });

  it('is edited in the thread in which it was asked for, and where Action.Execute is not known', async () => {
    const value = { action: { type: 'Action.Execute', verb: 'showNaming', data: { exceptionId: id } } };
    await talk.under.post(
      channelActivity(talk.under.connector, '', { type: 'invoke', name: 'adaptiveCard/action', value }, nestor),
    );
    await talk.say('', { value: { verb: 'showNaming', exceptionId: id }, replyToId: 'm0' });
    assert.deepEqual(naming().shown, [
      { id, conversationId: channelThread, activityId: 'm1', reader: 'approver' },
      { id, conversationId: personalChat, activityId: 'm2', reader: 'requester' },
    ]);
  });

  it('needs no edit where it has no buttons: for onlookers, for drafts, and once it is over', async () => {
    await show(grace);
    assert.doesNotMatch(latest(talk.under), /Action\.Execute/);
    for (const state of ['denied', 'withdrawn', 'revoked', 'expired', 'draft'] as const) {
      have(state);
      await show();
      await show(ada);
    }
    assert.deepEqual(naming().shown, []);
  });
});
