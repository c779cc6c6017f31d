import { seededRandom } from '../../../sandbox/tenant/random.ts';
import type { Wanted } from '../../support/hostileConnector.ts';
import type { HostilePlay, HostileRow } from '../row.ts';
import { type Hostility, hostilities } from './cells.ts';
import { channelId, chatId, count, type Journey, playJourney, type Saying } from './journey.ts';

const kinds = ['message', 'edit', 'thread reply'] as const satisfies readonly Wanted[];
/** Times one message may come to stand in one conversation: it is repeated twice, and once beyond that where nothing else shows the same. */
const mostCopies = 4;

/** Names of the cells there are: `connector/403-once/thread-reply`. */
export function connectorCells(): { cell: string; kind: Wanted; hostility: string }[] {
  return hostilities().flatMap(({ name }) =>
    kinds.map((kind) => ({ cell: `connector/${name}/${kind.replace(' ', '-')}`, kind, hostility: name })),
  );
}

/** A connector that refuses, repeats, is slow or away, for each kind of request. */
export const play: HostilePlay = async function* ({ only, share, seed = 1 }) {
  const random = seededRandom(seed);
  for (const { cell, kind, hostility } of connectorCells()) {
    const isDrawn = share === undefined || random.next() < share;
    const isAsked = only === undefined || cell === only || cell.startsWith(`${only}/`);
    if (isDrawn && isAsked) yield await playCell(cell, kind, hostility);
  }
};

/** Plays one cell. */
export async function playCell(cell: string, kind: Wanted, name: string): Promise<HostileRow> {
  const hostility = hostilities().find((each) => each.name === name);
  if (hostility === undefined) throw new Error(`there is no hostility ${name}`);
  let since: number | undefined;
  let times = 0;
  const journey = await playJourney((request) => {
    if (request.wanted !== kind) return undefined;
    since ??= request.at;
    times += 1;
    return hostility.grudge(request, since, times);
  });
  const { problems, facts } = judge(journey, kind, hostility);
  if (times === 0) problems.push('the connector was never asked for this');
  return { cell, problems, facts: { ...facts, met: times } };
}

function judge(
  journey: Journey,
  kind: Wanted,
  { helpsItself = [] }: Hostility,
): Pick<HostileRow, 'problems' | 'facts'> {
  const { connector, card, health, healthAfter, digests, isSettled, minutes } = journey;
  const problems: string[] = [];
  const orders: string[] = [];
  let most = 0;
  for (const audience of [chatId, channelId]) {
    const told = connector.standing.flatMap(({ conversationId, wanted, about }) =>
      conversationId === audience && wanted !== 'edit' && isSaying(about) ? [about] : [],
    );
    orders.push(
      `${audience === chatId ? 'chat' : 'channel'}: ${told.map(({ kind: said, devices }) => `${said} ${devices.length}`).join(', ')}`,
    );
    problems.push(...orderProblems(audience, told), ...lossProblems(audience, told, digests));
    for (const { id } of digests) most = Math.max(most, told.filter(({ digest }) => digest === id).length);
  }
  if (most > mostCopies) problems.push(`one message stands there ${most} times`);
  if (!isSettled) problems.push('after eight hours not everything has been said');
  if (card.shown !== card.wanted) problems.push(`the card ends on "${card.shown}" instead of "${card.wanted}"`);
  if (health.size === 0 && !helpsItself.includes(kind)) problems.push('health named no conversation while it lasted');
  if (healthAfter !== 'Preflight is well') problems.push(`health says "${healthAfter}" in the end`);
  const edits = connector.standing.filter(({ wanted }) => wanted === 'edit').length;
  const requests = connector.requests.length;
  const facts = {
    requests,
    edits,
    told: orders,
    mostCopies: most,
    health: [...health],
    healthAfter,
    card: card.shown ?? '',
    minutes,
  };
  return { problems, facts };
}

function isSaying(about: unknown): about is Saying {
  return typeof about === 'object' && about !== null && 'devices' in about;
}

/** Ready of a device after its Active, as people in one conversation saw it. */
function orderProblems(audience: string, told: readonly Saying[]): string[] {
  const active = new Set<string>();
  const late = new Set<string>();
  for (const { kind, devices } of told) {
    for (const device of devices) {
      if (kind === 'active') active.add(device);
      if (kind === 'ready' && active.has(device)) late.add(device);
    }
  }
  return late.size === 0 ? [] : [`${audience}: Ready came after Active for ${late.size} devices`];
}

/** Devices that a conversation was never told of, apart from what its card shows. */
function lossProblems(audience: string, told: readonly Saying[], digests: Journey['digests']): string[] {
  return (['ready', 'active'] as const).flatMap((kind) => {
    const shown = digests.filter((digest) => digest.kind === kind && isShown(digest, audience));
    const known = new Set([
      ...told.filter((each) => each.kind === kind).flatMap(({ devices }) => devices),
      ...shown.flatMap(({ devices }) => devices.map(({ key }) => key)),
    ]);
    return known.size === count ? [] : [`${audience}: ${kind} was told of ${known.size} of ${count} devices`];
  });
}

function isShown({ deliveries }: Journey['digests'][number], audience: string): boolean {
  return deliveries.some(({ conversationId, state }) => conversationId === audience && state === 'shown');
}
