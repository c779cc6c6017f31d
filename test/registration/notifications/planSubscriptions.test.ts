import assert from 'node:assert/strict';
import {
  listenerUrls,
  planSubscriptions,
  resourceOf,
  subscriptionLife,
} from '../../../src/registration/notifications/planSubscriptions.ts';
import type { WatchedGroup } from '../../../src/registration/notifications/watchedGroup.ts';
import type { Subscription } from '../../../src/registration/ports/groupWatch.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.UTC(2026, 0, 5, 9);
const urls = listenerUrls('https://preflight.contoso.com');

/** What is planned for one group whose subscription was renewed that long ago, in milliseconds. */
function plan(age: number, group: Partial<WatchedGroup> = {}, subscription: Partial<Subscription> = {}) {
  const expiresAt = now - age + subscriptionLife;
  const recorded: WatchedGroup = {
    id: 'A group',
    version: 1,
    groupId: 'g',
    subscriptionId: 's',
    secretHash: 'hash',
    expiresAt,
    renewedAt: now - age,
    ...group,
  };
  const existing: Subscription = {
    id: 's',
    resource: resourceOf('g'),
    notificationUrl: urls.notifications,
    lifecycleNotificationUrl: urls.lifecycle,
    clientState: undefined,
    expiresAt,
    ...subscription,
  };
  const { remove, renew, adopt, create } = planSubscriptions([recorded], [existing], urls, now);
  return { remove: remove.length, renew: renew.length, adopt: adopt.length, create: create.length };
}

const nothing = { remove: 0, renew: 0, adopt: 0, create: 0 };
const renewal = { ...nothing, renew: 1 };

describe('planning subscriptions', () => {
  it('ignores what Graph asked of an end that was moved since, however often it says it again', () => {
    const end = now - hour + subscriptionLife;
    const asked = (reauthorizeAskedFor: number | undefined) =>
      plan(hour, { reauthorizeAskedAt: now, reauthorizeAskedFor });
    assert.deepEqual(asked(end - subscriptionLife / 2), nothing);
    assert.deepEqual(asked(end - 2 * minute), nothing);
    assert.deepEqual(asked(end - minute / 2), renewal, 'the same end, in whole seconds');
    assert.deepEqual(asked(end), renewal);
    assert.deepEqual(asked(undefined), renewal, 'it named no end');
    assert.deepEqual(plan(hour, { reauthorizeAskedAt: now - 2 * hour }), nothing, 'asked before the renewal');
  });

  it('never renews twice in ten minutes, whether the list shows the renewal or only its answer did', () => {
    const asked = { reauthorizeAskedAt: now };
    assert.deepEqual(plan(9 * minute, asked), nothing);
    assert.deepEqual(plan(10 * minute, asked), renewal);
    const answered = { ...asked, renewedAt: now - 9 * minute, expiresAt: now - 9 * minute + subscriptionLife };
    assert.equal(plan(30 * hour, answered).renew, 0);
    assert.equal(plan(30 * hour, { ...answered, renewedAt: now - 10 * minute }).renew, 1);
  });

  it('knows its address however Graph spells it', () => {
    const notificationUrl = 'HTTPS://Preflight.contoso.com:443/api/notifications';
    const lifecycleNotificationUrl = 'https://PREFLIGHT.contoso.com/api/./lifecycle';
    assert.deepEqual(plan(hour, {}, { notificationUrl, lifecycleNotificationUrl }), nothing);
    assert.deepEqual(plan(hour, {}, { notificationUrl: `${notificationUrl}/` }), { ...nothing, remove: 1, create: 1 });
    assert.deepEqual(plan(hour, {}, { lifecycleNotificationUrl: undefined }), { ...nothing, remove: 1, create: 1 });
  });

  it('pulls back an end that is later than that of one made now, and is deaf to no ask until then', () => {
    assert.deepEqual(plan(-20 * 24 * hour), renewal);
    assert.deepEqual(plan(-hour, { reauthorizeAskedAt: now }), renewal);
    // A clock that was set by minutes is no reason.
    assert.deepEqual(plan(-5 * minute), nothing);
  });
});
