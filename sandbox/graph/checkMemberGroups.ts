import { z } from 'zod/v4';
import { groupsOf } from '../tenant/membership.ts';
import { type Answer, badRequest, graphRoot } from './answer.ts';
import { directoryPage } from './directoryList.ts';
import type { Entity } from './matches.ts';
import { readBody } from './readBody.ts';
import { renderObject } from './renderDirectory.ts';
import type { RoutedRequest } from './route.ts';

const mostGroups = 20;
const body = z.strictObject({ groupIds: z.array(z.string()) });

/** Which of the groups asked for the object belongs to, directly or through other groups. */
export function checkMemberGroups(request: RoutedRequest, objectId: string): Answer {
  const { groupIds } = readBody(request, body, 'microsoft.graph.checkMemberGroups');
  if (groupIds.length > mostGroups) {
    throw badRequest(`The number of values in 'groupIds' exceeds the maximum allowed: ${mostGroups}.`);
  }
  const member = new Set(groupsOf(request.world, objectId, true));
  return {
    status: 200,
    body: {
      '@odata.context': `${graphRoot(request.version)}/$metadata#Collection(Edm.String)`,
      value: groupIds.filter((id) => member.has(id.toLowerCase())),
    },
  };
}

/** The groups an object is a member of. */
export function memberOf(request: RoutedRequest, objectId: string, nested: boolean): Answer {
  const groups = groupsOf(request.world, objectId, nested);
  const entities = groups
    .map((id) => renderObject(request.world, id))
    .filter((entity): entity is Entity => entity !== undefined);
  return directoryPage(request, 'directoryObjects', entities, [], (entity) => entity);
}
