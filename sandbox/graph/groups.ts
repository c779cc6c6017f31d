import { z } from 'zod/v4';
import { addGroup, setRule } from '../tenant/groups.ts';
import { addMembers } from '../tenant/membership.ts';
import type { Group } from '../tenant/records.ts';
import { type Answer, badRequest } from './answer.ts';
import { entityAnswer, entityOptions, listOptions, select } from './collection.ts';
import { directoryPage, type Filterable } from './directoryList.ts';
import { checkedNewMembers, findGroup } from './groupMembers.ts';
import { readBody } from './readBody.ts';
import { renderGroup } from './renderDirectory.ts';
import { everywhere, type Route, type RoutedRequest } from './route.ts';

/** Permissions of which one is enough to read groups. */
export const groupReaders = [
  'Group.Read.All',
  'GroupMember.Read.All',
  'Group.ReadWrite.All',
  'GroupMember.ReadWrite.All',
];
const typeName = 'microsoft.graph.group';

const filterable: readonly Filterable[] = [
  { path: 'displayName', operators: ['eq', 'in', 'startswith'] },
  { path: 'mailNickname', operators: ['eq', 'startswith'] },
  { path: 'id', operators: ['in'] },
  { path: 'groupTypes', operators: ['any'] },
  { path: 'securityEnabled', operators: ['eq'] },
];

const newGroup = z.strictObject({
  displayName: z.string().min(1).max(256),
  description: z.string().nullish(),
  mailEnabled: z.boolean(),
  mailNickname: z.string().min(1).max(64),
  securityEnabled: z.boolean(),
  groupTypes: z.array(z.string()).optional(),
  membershipRule: z.string().max(3072).nullish(),
  membershipRuleProcessingState: z.enum(['On', 'Paused']).nullish(),
  'members@odata.bind': z.array(z.string()).optional(),
  'owners@odata.bind': z.array(z.string()).optional(),
});
const changedGroup = z.strictObject({
  displayName: z.string().min(1).max(256).optional(),
  description: z.string().nullish(),
  membershipRule: z.string().max(3072).nullish(),
  membershipRuleProcessingState: z.enum(['On', 'Paused']).nullish(),
  'members@odata.bind': z.array(z.string()).optional(),
});

/** Entra groups; their changes are in `groupsDelta.ts`. */
export const groupRoutes: readonly Route[] = [
  { method: 'GET', path: '/groups', versions: everywhere, permissions: groupReaders, query: listOptions, answer: list },
  {
    method: 'POST',
    path: '/groups',
    versions: everywhere,
    permissions: ['Group.ReadWrite.All', 'Group.Create', 'Directory.ReadWrite.All'],
    answer: create,
  },
  {
    method: 'GET',
    path: '/groups/{group-id}',
    versions: everywhere,
    permissions: groupReaders,
    query: entityOptions,
    answer: get,
  },
  {
    method: 'PATCH',
    path: '/groups/{group-id}',
    versions: everywhere,
    permissions: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All'],
    answer: update,
  },
];

function list(request: RoutedRequest): Answer {
  const groups = [...request.world.groups.values()].filter(({ shownAt }) => shownAt <= request.world.now);
  return directoryPage(request, 'groups', groups, filterable, renderGroup);
}

function get(request: RoutedRequest): Answer {
  return entityAnswer(request, 'groups', select(request, renderGroup(findGroup(request))));
}

function create(request: RoutedRequest): Answer {
  const body = readBody(request, newGroup, typeName);
  const dynamic = body.groupTypes?.includes('DynamicMembership') ?? false;
  const rule = body.membershipRule ?? undefined;
  if (!body.securityEnabled || body.mailEnabled) {
    throw badRequest('One or more property values specified are invalid: only security groups can hold devices.');
  }
  if (dynamic !== (rule !== undefined)) {
    throw badRequest("A value for 'membershipRule' is required for, and only for, groups of type 'DynamicMembership'.");
  }
  const members = checkedNewMembers(request, undefined, body['members@odata.bind'] ?? []);
  const group = withRule(() =>
    addGroup(request.world, {
      id: request.world.random.guid(),
      displayName: body.displayName,
      description: body.description ?? '',
      mailNickname: body.mailNickname,
      rule,
      members,
    }),
  );
  return entityAnswer(request, 'groups', renderGroup(group), 201);
}

/** Adds up to 20 members, all or none, and changes what else is given. */
function update(request: RoutedRequest): Answer {
  const group = findGroup(request);
  const body = readBody(request, changedGroup, typeName);
  const members = body['members@odata.bind'];
  const added = members === undefined ? [] : checkedNewMembers(request, group, members);
  const rule = body.membershipRule;
  if (rule !== undefined && rule !== null) withRule(() => changeRule(request, group, rule));
  group.displayName = body.displayName ?? group.displayName;
  group.description = body.description ?? group.description;
  if (Object.keys(body).some((name) => name !== 'members@odata.bind')) {
    request.world.tell({ kind: 'groupChanged', group, change: 'updated' });
  }
  addMembers(request.world, group, added);
  return { status: 204 };
}

function changeRule(request: RoutedRequest, group: Group, rule: string): void {
  if (group.rule === undefined)
    throw badRequest("'membershipRule' can only be set on groups of type 'DynamicMembership'.");
  setRule(request.world, group, rule);
}

function withRule<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(error.message);
    throw error;
  }
}
