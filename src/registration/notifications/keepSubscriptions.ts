import type { Policy } from '../policy/policy.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { GroupWatch, Subscription } from '../ports/groupWatch.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { type ListenerUrls, planSubscriptions, subscriptionLife } from './planSubscriptions.ts';
import { hashSecret, newSecret } from './secret.ts';
import type { WatchedGroup } from './watchedGroup.ts';
import { watchedGroupNames } from './watchedGroupNames.ts';

/** What keeping subscriptions works with. */
export type KeepPorts = Pick<Ports, 'store' | 'clock' | 'directory' | 'log'> & {
  groupWatch: Pick<GroupWatch, 'subscriptions' | 'subscribe' | 'renew' | 'unsubscribe'>;
};

/** What became of the subscriptions. */
export interface Kept {
  created: number;
  renewed: number;
  removed: number;
  /** What could not be done and may work when it is tried again soon. */
  errors: ServiceError[];
}

/**
 * Makes the subscriptions what they should be: one to the members of every watched group, to our listener. Whatever was lost, has expired,
 * points elsewhere or carries a secret we do not know is made anew; what is ours and serves no group is removed. A trouble with one holds up
 * no other, unless Graph asks to slow down: then the rest is left to a later run. Rejects with `ServiceError` when Graph cannot say what there is.
 */
export async function keepSubscriptions(ports: KeepPorts, policy: Policy, urls: ListenerUrls): Promise<Kept> {
  const groups = await recordGroups(ports, policy);
  const existing = await ports.groupWatch.subscriptions();
  const plan = planSubscriptions(groups.wanted, existing, urls, ports.clock.now());
  const kept: Kept = { created: 0, renewed: 0, removed: 0, errors: [] };
  for (const { group, subscription } of plan.adopt) await noteSubscription(group, subscription, ports);
  const make = async (group: WatchedGroup) => {
    if (await create(group, urls, ports)) kept.created += 1;
  };
  const steps: { group?: WatchedGroup; act: () => Promise<void> }[] = [
    ...plan.renew.map(({ group, subscription }) => ({
      group,
      act: async () => {
        if (await renew(group, subscription, ports)) kept.renewed += 1;
        else await make(group);
      },
    })),
    ...[...new Set([...plan.remove, ...groups.left].map(({ id }) => id))].map((id) => ({
      act: async () => {
        await ports.groupWatch.unsubscribe(id);
        kept.removed += 1;
      },
    })),
    ...plan.create.map((group) => ({ group, act: () => make(group) })),
  ];
  for (const { group, act } of steps) {
    await tryOn(group, kept, ports, act);
    // More requests would only be refused too, and count against the limit.
    if (kept.errors.some((error) => error.kind === 'throttled')) break;
  }
  const { created, renewed, removed } = kept;
  if (created + renewed + removed > 0) ports.log.info({ created, renewed, removed }, 'subscriptions were kept');
  return kept;
}

/** One record for each group of the policy, with its id as it is now; those the policy no longer names are dropped. */
async function recordGroups(
  { store, directory }: KeepPorts,
  policy: Policy,
): Promise<{ wanted: WatchedGroup[]; left: { id: string }[] }> {
  const names = watchedGroupNames(policy);
  const ids = await directory.groupIds(names);
  const left: { id: string }[] = [];
  for await (const { id, version, subscriptionId } of everyRecord(store, 'watchedGroups', {})) {
    if (names.includes(id)) continue;
    if (subscriptionId !== undefined) left.push({ id: subscriptionId });
    await store.delete('watchedGroups', id, version);
  }
  const wanted: WatchedGroup[] = [];
  for (const id of names) {
    const groupId = ids.get(id)?.toLowerCase();
    const known = (await store.get('watchedGroups', id)) ?? (await store.create('watchedGroups', { id, groupId }));
    const problem = `There is no Entra group named ${id}, or there are two.`;
    const isCurrent = known?.groupId === groupId && (groupId !== undefined || known?.problem === problem);
    const current = isCurrent
      ? known
      : await changeRecord(store, 'watchedGroups', id, (group) => ({
          ...group,
          groupId,
          // Another group of the same name is another group.
          ...(group.groupId === groupId ? {} : { subscriptionId: undefined, secretHash: undefined }),
          problem: groupId === undefined ? problem : undefined,
        }));
    if (current !== undefined) wanted.push(current);
  }
  return { wanted, left };
}

/**
 * A new secret is stored first: notifications may come before Graph's answer, and the handshake does come before it. Whoever stored the
 * last secret has the group: a subscription with another one would be deaf, so what was made for it is given up. `false` when another
 * process has the group.
 */
async function create(group: WatchedGroup, urls: ListenerUrls, ports: KeepPorts): Promise<boolean> {
  const { groupId } = group;
  if (groupId === undefined) return false;
  const clientState = newSecret();
  const claimed = await changeClaimed(group, ports, (current) => ({
    ...current,
    secretHash: hashSecret(clientState),
    subscriptionId: undefined,
    expiresAt: undefined,
    renewedAt: undefined,
    reauthorizeAskedAt: undefined,
    reauthorizeAskedFor: undefined,
    doubtedAt: undefined,
  }));
  if (claimed === undefined) return false;
  const subscription = await ports.groupWatch.subscribe({
    groupId,
    notificationUrl: urls.notifications,
    lifecycleNotificationUrl: urls.lifecycle,
    clientState,
    expiresAt: ports.clock.now() + subscriptionLife,
  });
  if ((await noteSubscription(claimed, subscription, ports)) !== undefined) return true;
  await ports.groupWatch.unsubscribe(subscription.id);
  return false;
}

/** One PATCH; `false` when the subscription is gone. */
async function renew(group: WatchedGroup, { id }: Subscription, ports: KeepPorts): Promise<boolean> {
  try {
    const renewed = await ports.groupWatch.renew(id, ports.clock.now() + subscriptionLife);
    await noteSubscription(group, renewed, ports);
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.kind === 'notFound') return false;
    throw error;
  }
}

/** Resolves with nothing when the secret is not the one the subscription was made with, as far as is known. */
function noteSubscription(
  group: WatchedGroup,
  { id: subscriptionId, expiresAt }: Subscription,
  ports: KeepPorts,
): Promise<WatchedGroup | undefined> {
  return changeClaimed(group, ports, (current) => ({
    ...current,
    subscriptionId,
    expiresAt,
    renewedAt: expiresAt - subscriptionLife,
    problem: undefined,
  }));
}

/** Changes a record unless another process has stored another secret since it was read. */
function changeClaimed(
  { id, secretHash }: WatchedGroup,
  { store }: KeepPorts,
  change: (current: WatchedGroup) => WatchedGroup,
): Promise<WatchedGroup | undefined> {
  return changeRecord(store, 'watchedGroups', id, (current) =>
    current.secretHash === secretHash ? change(current) : undefined,
  );
}

/** Does something for one group. What Graph refuses is noted where people can read it; only what may pass soon is tried again soon. */
async function tryOn(
  group: WatchedGroup | undefined,
  kept: Kept,
  { store, log }: KeepPorts,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const problem = explain(error);
    log.warn({ group: group?.id, status: error.status, code: error.code, requestId: error.requestId }, problem);
    if (group !== undefined)
      await changeRecord(store, 'watchedGroups', group.id, (current) => ({ ...current, problem }));
    const mayPass = error.kind === 'throttled' || error.kind === 'unavailable' || error.kind === 'unreadable';
    if (mayPass || error.status === 409) kept.errors.push(error);
  }
}

/** 403 is a missing permission, or as many subscriptions as the tenant may have: the code tells, where Graph gives one. */
function explain({ kind, status, code, permission }: ServiceError): string {
  if (kind === 'throttled') return 'Microsoft Graph has asked Preflight to slow down; it tries again.';
  if (kind === 'unavailable') return 'Microsoft Graph does not answer; Preflight tries again.';
  if (kind === 'unreadable')
    return 'Microsoft Graph answers with something Preflight cannot read; Preflight tries again.';
  if (status === 401 || status === 0) return 'Preflight cannot sign in to Microsoft Graph. Check its credential.';
  if (status === 403 && code !== 'Authorization_RequestDenied') {
    return `Microsoft Graph refuses more subscriptions (403 ${code}). Remove subscriptions nobody needs, of this or other applications, or grant ${permission ?? 'Group.Read.All'}.`;
  }
  if (status === 403) return `Grant ${permission ?? 'Group.Read.All'} to Preflight and give administrator consent.`;
  if (status === 409)
    return 'There is another subscription to this group (409); Preflight looks for it and tries again.';
  if (status === 404) return 'Microsoft Graph does not find the group (404); Preflight tries again.';
  return `Microsoft Graph refuses the subscription (${status} ${code}). Check that PREFLIGHT_PUBLIC_URL leads to this listener from the internet, that PREFLIGHT_NOTIFICATION_SOURCES, where it is set, holds Graph's addresses, and that PREFLIGHT_PROXIES is the number of proxies in front.`;
}
