import type { Fault } from '../../support/hostileGraph/lies.ts';
import type { HostileRow } from '../row.ts';
import { type Cell, nameOf } from './cells.ts';
import { fleet, type Played } from './played.ts';
import { targets } from './targets.ts';

const minute = 60_000;

/**
 * What the honest journey costs, from the first request to the last hourly job: 270 requests. A lie may cost a reading again and a wait, never a
 * multiple of everything: three times as many, and as many again for each further hour that it holds up.
 */
const honest = { requests: 270, hours: 2.4 };

/** Lies that leave what was asked for readable, or that one more try answers: nobody needs to hear of them. */
const harmless: readonly Fault[] = ['unknown-fields', 'numbers-as-text', 'one-401'];
/** Lies about single records or fields: what is left out is counted; whether it holds anything up depends on the field. */
const partial: readonly Fault[] = ['fields-left-out', 'nulls'];
/** Told at least so often, and over so many milliseconds, trouble must show: the throttle itself spends 30 s on the tries of one request. */
const worthNaming = { lies: 3, milliseconds: 10 * minute };
/** Preflight calls these trouble with what it gets, or with how long it waits. */
const namesTrouble = /Microsoft (Graph|Entra)|subscriptions/;
/** Never the truth in this journey; but a group tag that is null is how Graph says that there is none, and setting it again is what people want. */
const alwaysWrong = ['withdrawn', 'failed', 'attention', 'removed', 'corrected', 'discovered', 'inactive'];

/** The row of a cell that was played: what was measured, and what is not as wanted. */
export function judge(cell: Cell, played: Played): HostileRow {
  return { cell: nameOf(cell), problems: problemsOf(cell, played), facts: factsOf(played) };
}

/** What is wrong with a journey. */
export function problemsOf(cell: Cell, played: Played): string[] {
  const problems: string[] = [];
  const wrong = (sentence: string) => void problems.push(sentence);
  if (played.stopped !== undefined) wrong(played.stopped);
  if (played.lies === 0) wrong('the lie was never told: this cell proves nothing');
  const twice = played.imports.filter((count) => count !== 1);
  if (twice.length > 0) wrong(`${twice.length} of ${fleet} devices were not imported once: ${counts(played.imports)}`);
  if (played.stagingLeft > 0 && !saysDeleted(cell)) wrong(`${played.stagingLeft} staging records are left`);
  if (played.devices.length !== fleet) wrong(`there are ${played.devices.length} device records`);
  const idle = played.devices.filter(({ status }) => status !== 'active');
  if (idle.length > 0)
    wrong(
      `${idle.length} devices are not active: ${counts(idle.map(({ status, step, problem }) => `${status} ${step} ${problem?.code ?? ''}`))}`,
    );
  problems.push(...wrongStories(played));
  for (const kind of alwaysWrong) {
    const told = new Set(played.told.filter((each) => each.kind === kind).map(({ serialNumber }) => serialNumber)).size;
    if (told > 0 && !(kind === 'corrected' && cell.fault === 'nulls')) wrong(`${told} devices were told to be ${kind}`);
  }
  const stuck = played.told.filter(({ kind }) => kind === 'stuck').length;
  if (stuck > 0 && cell.lasting === 'once') wrong(`${stuck} times a device was told to be stuck after one lie`);
  const most = Math.round(honest.requests * (3 + Math.max(0, played.hours - honest.hours)));
  if (played.requests > most) wrong(`${played.requests} requests, more than ${most}`);
  if (played.tokensAbroad > 0) wrong(`${played.tokensAbroad} tokens reached a foreign host`);
  for (const sentence of new Set(played.wrongRoles)) wrong(sentence);
  if (played.usersLost > 0) wrong(`${played.usersLost} devices lost their assigned users`);
  for (const error of new Set(played.errors)) wrong(`a program fault: ${error}`);
  problems.push(...healthProblems(cell, played));
  return problems;
}

/**
 * A DELETE that never reached the tenant and is answered with a plain 204 is an answer, and nobody reads a list to see whether Microsoft did what it says
 * it did: then staging records may stay, as in the portal. Here that is what is made up for items of a batch, with what leaves a 204 a 204.
 */
function saysDeleted({ target, fault, moment }: Cell): boolean {
  const leavesStatus = fault === 'unknown-fields' || fault === 'numbers-as-text' || fault.startsWith('next-link');
  return (target === 'batch' || target === 'every-answer') && moment === 'before' && leavesStatus;
}

/** In each conversation each device is Ready once, then Active once. */
function wrongStories({ told }: Played): string[] {
  const stories = Map.groupBy(
    told.filter(({ kind }) => kind === 'ready' || kind === 'active'),
    ({ conversationId, serialNumber }) => `${conversationId} ${serialNumber}`,
  );
  const kinds = [...stories.values()].map((story) => story.map(({ kind }) => kind).join(', '));
  const odd = kinds.filter((story) => story !== 'ready, active');
  const problems =
    odd.length === 0 ? [] : [`${odd.length} devices were told otherwise than ready, active: ${counts(odd)}`];
  if (kinds.length !== 2 * fleet)
    problems.push(`two conversations were told of ${kinds.length} devices, not of ${fleet} each`);
  return problems;
}

function healthProblems({ target, fault, lasting }: Cell, played: Played): string[] {
  const problems: string[] = [];
  if (played.healthAtEnd.length > 0) problems.push(`health is not well at the end: ${played.healthAtEnd.join(' ')}`);
  const { lying } = played;
  // A link in an answer that has no pages is a field that nobody knows.
  if (fault.startsWith('next-link') && targets[target].answers !== 'list') return problems;
  if (lying === undefined || lasting === 'once' || harmless.includes(fault) || partial.includes(fault)) return problems;
  if (played.lies < worthNaming.lies || lying.until - lying.from < worthNaming.milliseconds) return problems;
  const named = played.health.some(
    ({ sentence, from }) => namesTrouble.test(sentence) && from <= lying.until && from >= lying.from,
  );
  if (!named)
    problems.push(`health named no trouble in ${Math.round((lying.until - lying.from) / minute)} minutes of it`);
  return problems;
}

function factsOf(played: Played): HostileRow['facts'] {
  const inChannel = played.told.filter(({ conversationId }) => conversationId === 'it');
  const order = new Map<string, string[]>();
  for (const { serialNumber, kind } of inChannel) order.set(serialNumber, [...(order.get(serialNumber) ?? []), kind]);
  return {
    imports: counts(played.imports),
    stagingLeft: played.stagingLeft,
    told: counts([...order.values()].map((kinds) => kinds.join(', '))),
    withdrawals: played.told.filter(({ kind }) => kind === 'withdrawn').length,
    requests: played.requests,
    tokensAskedFor: played.tokens,
    tokensAbroad: played.tokensAbroad,
    lies: played.lies,
    hours: Math.round(played.hours * 10) / 10,
    health: played.health.map(
      ({ sentence, from, until }) => `${Math.round(from / minute)}-${Math.round(until / minute)} min: ${sentence}`,
    ),
    posts: played.posts,
  };
}

/** `20 × 1` */
function counts(values: readonly (string | number)[]): string {
  return [...Map.groupBy(values, (value) => value)].map(([value, same]) => `${same.length} × ${value}`).join('; ');
}
