import { z } from 'zod/v4';
import type { Subscription } from '../notifications/subscription.ts';
import { guidOf } from '../tenant/random.ts';
import { type Answer, GraphFailure } from './answer.ts';
import { entityAnswer, pageOf } from './collection.ts';
import type { Entity } from './matches.ts';
import { readBody } from './readBody.ts';
import { everywhere, parameter, type Route, type RoutedRequest } from './route.ts';
import {
  checkedChangeType,
  checkedExpiration,
  checkedListener,
  checkedTarget,
  checkLifecycle,
  checkPause,
  checkPermission,
  checkRoom,
  invalidSubscription,
  shakeHands,
  subscribers,
} from './subscriptionRules.ts';

const shared = { versions: everywhere, permissions: subscribers } as const;
const byId = '/subscriptions/{subscription-id}';
const typeName = 'microsoft.graph.subscription';

const newSubscription = z.strictObject({
  '@odata.type': z.string().optional(),
  changeType: z.string().min(1),
  notificationUrl: z.string(),
  resource: z.string().min(1),
  expirationDateTime: z.string(),
  clientState: z.string().max(128).nullish(),
  lifecycleNotificationUrl: z.string().nullish(),
  latestSupportedTlsVersion: z.enum(['v1_0', 'v1_1', 'v1_2', 'v1_3']).nullish(),
  // Groups and users have basic notifications only.
  includeResourceData: z.literal(false).nullish(),
});
const changedSubscription = z.strictObject({
  '@odata.type': z.string().optional(),
  expirationDateTime: z.string().optional(),
  notificationUrl: z.string().optional(),
});

/** Subscriptions to change notifications. */
export const subscriptionRoutes: readonly Route[] = [
  { ...shared, method: 'GET', path: '/subscriptions', query: ['$skiptoken'], answer: list },
  { ...shared, method: 'POST', path: '/subscriptions', answer: create },
  {
    ...shared,
    method: 'GET',
    path: byId,
    answer: (request) => entityAnswer(request, 'subscriptions', read(request, find(request))),
  },
  { ...shared, method: 'PATCH', path: byId, answer: update },
  { ...shared, method: 'DELETE', path: byId, answer: remove },
  { ...shared, method: 'POST', path: `${byId}/reauthorize`, answer: reauthorize },
];

function list(request: RoutedRequest): Answer {
  const page = request.limits.directoryPage;
  return pageOf(request, 'subscriptions', request.notifications.subscriptions(), (each) => read(request, each), {
    page,
    longest: page,
  });
}

/** Asks both listeners while the request is open: whoever answers it must be able to answer them. */
async function create(request: RoutedRequest): Promise<Answer> {
  const body = readBody(request, newSubscription, typeName);
  const changeType = checkedChangeType(body.changeType);
  const target = checkedTarget(request, body.resource);
  const notificationUrl = checkedListener('notificationUrl', body.notificationUrl);
  const lifecycleNotificationUrl =
    typeof body.lifecycleNotificationUrl === 'string'
      ? checkedListener('lifecycleNotificationUrl', body.lifecycleNotificationUrl)
      : null;
  const expiresAt = checkedExpiration(request, body.expirationDateTime);
  checkLifecycle(request, expiresAt, lifecycleNotificationUrl);
  checkRoom(request, target, changeType);
  await shakeHands(request, notificationUrl);
  if (lifecycleNotificationUrl !== null) await shakeHands(request, lifecycleNotificationUrl);
  // Somebody else may have been faster meanwhile.
  checkRoom(request, target, changeType);
  const subscription = request.notifications.add({
    changeType,
    target,
    resource: body.resource.replace(/^https:\/\/graph\.microsoft\.com\/(v1\.0|beta)/i, ''),
    clientState: body.clientState ?? null,
    notificationUrl,
    lifecycleNotificationUrl,
    latestSupportedTlsVersion: body.latestSupportedTlsVersion ?? 'v1_2',
    expiresAt,
  });
  return entityAnswer(request, 'subscriptions', render(request, subscription), 201);
}

async function update(request: RoutedRequest): Promise<Answer> {
  const subscription = find(request);
  const body = readBody(request, changedSubscription, typeName);
  if (body.expirationDateTime === undefined && body.notificationUrl === undefined) {
    throw invalidSubscription('Only expirationDateTime and notificationUrl of a subscription can be changed.');
  }
  checkPause(request, subscription.reauthorizedAt);
  const expiresAt =
    body.expirationDateTime === undefined
      ? subscription.expiresAt
      : checkedExpiration(request, body.expirationDateTime);
  const notificationUrl =
    body.notificationUrl === undefined
      ? subscription.notificationUrl
      : checkedListener('notificationUrl', body.notificationUrl);
  if (notificationUrl !== subscription.notificationUrl) await shakeHands(request, notificationUrl);
  request.notifications.renew(find(request), { expiresAt, notificationUrl });
  return entityAnswer(request, 'subscriptions', render(request, subscription));
}

function remove(request: RoutedRequest): Answer {
  request.notifications.remove(find(request).id);
  return { status: 204 };
}

function reauthorize(request: RoutedRequest): Answer {
  const subscription = find(request);
  checkPause(request, subscription.renewedAt);
  request.notifications.reauthorize(subscription);
  return { status: 204 };
}

function find(request: RoutedRequest): Subscription {
  const id = parameter(request, 'subscription-id');
  const subscription = request.notifications.find(id);
  if (subscription === undefined) throw new GraphFailure(404, 'ResourceNotFound', 'The object was not found.');
  checkPermission(request, subscription.target);
  return subscription;
}

/** As GET shows it. */
function read(request: RoutedRequest, subscription: Subscription): Entity {
  const entity = render(request, subscription);
  return request.notifications.hidesClientState ? { ...entity, clientState: null } : entity;
}

function render({ notifications: { applicationId } }: RoutedRequest, subscription: Subscription): Entity {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId,
    changeType: subscription.changeType,
    clientState: subscription.clientState,
    notificationUrl: subscription.notificationUrl,
    notificationQueryOptions: null,
    lifecycleNotificationUrl: subscription.lifecycleNotificationUrl,
    expirationDateTime: new Date(subscription.expiresAt).toISOString(),
    creatorId: guidOf(`servicePrincipal:${applicationId}`),
    includeResourceData: null,
    latestSupportedTlsVersion: subscription.latestSupportedTlsVersion,
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationUrlAppId: null,
  };
}
