import { z } from 'zod/v4';
import type { World } from '../tenant/world.ts';
import { GraphFailure, graphRoot } from './answer.ts';
import type { RoutedRequest } from './route.ts';

/** How long a delta token of directory objects lasts, milliseconds (Graph's delta query overview: seven days). */
const tokenLifetime = 7 * 24 * 60 * 60_000;

const scopeSchema = z.object({
  select: z.string().optional(),
  groupIds: z.array(z.string()).optional(),
  from: z.number(),
  snapshot: z.object({ id: z.string(), page: z.number() }).optional(),
});
const tokenSchema = scopeSchema.extend({ generation: z.number(), issuedAt: z.number() });

/** What a delta query follows, and how far it has read. */
export interface DeltaScope {
  select?: string | undefined;
  /** Every group when absent. */
  groupIds?: string[] | undefined;
  /** The next round begins at this place in the history. */
  from: number;
  /** The next page of a round that has several. */
  snapshot?: { id: string; page: number } | undefined;
}

/** The scope as an opaque token, issued now. */
export function writeDeltaToken(world: World, scope: DeltaScope): string {
  const token = { ...scope, generation: world.groupHistory.generation, issuedAt: world.now };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/**
 * Reads a token, as often as a client likes. Throws a `GraphFailure`: 400 for what is no token and, with
 * `syncStateNotFound`, for an expired one; 410 with the address to start over from where the sandbox was told to.
 */
export function readDeltaToken({ world, version }: RoutedRequest, text: string): DeltaScope {
  const token = decode(text);
  const { generation, refusal } = world.groupHistory;
  const stale = token.generation !== generation;
  if (stale && refusal === 'resync') {
    throw new GraphFailure(410, 'resyncRequired', 'Resync required. Start over from the address in Location.', {
      headers: { Location: beginning(version, token) },
    });
  }
  if (stale || world.now - token.issuedAt > tokenLifetime) {
    throw new GraphFailure(
      400,
      'syncStateNotFound',
      'The sync state generation is not found; start a new delta query.',
    );
  }
  return token;
}

function decode(text: string): z.output<typeof tokenSchema> {
  try {
    return tokenSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw new GraphFailure(400, 'Request_BadRequest', 'Badly formed content: the delta or skip token is invalid.');
  }
}

/** The first request of the same query, with an empty token. */
function beginning(version: RoutedRequest['version'], scope: DeltaScope): string {
  const query = [
    ...(scope.select === undefined ? [] : [`$select=${encodeURIComponent(scope.select)}`]),
    ...(scope.groupIds === undefined
      ? []
      : [`$filter=${encodeURIComponent(scope.groupIds.map((id) => `id eq '${id}'`).join(' or '))}`]),
    '$deltatoken=',
  ];
  return `${graphRoot(version)}/groups/delta?${query.join('&')}`;
}
