import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { HostileOptions, HostilePlay, HostileRow } from '../row.ts';
import type { Attack } from './attack.ts';
import { attacks } from './attacks.ts';
import { askHonestly, type Honest } from './honest.ts';
import { type Memory, openStage, type Stage } from './stage.ts';
import { newTally, type Tally } from './tally.ts';

/**
 * Milliseconds within which good requests are to be answered, whatever else is going on. Callers, connector and attacker of this play are one process, so that what it kept
 * itself waiting comes on top, once for each of the four times that an activity passes through it; and what good requests take where nothing else is going on, four times.
 */
const inTime = 1_000;
/** Among all the other tests on a busy machine. */
const patient = 10;
/** Bytes that may stay after an attack: what is compiled and cached the first time, and tables that are full. */
const heapStays = 8 * 1024 * 1024;
const residentStays = 96 * 1024 * 1024;
/** How long memory may take to be given back, in milliseconds. */
const settles = 15_000;

/** Plays every attack of strangers against one process of the product. A process that ended is started anew for the next. */
export const play: HostilePlay = (options) => playAttacks(attacks, options);

/** Plays these; `size` less than 1 for a quick form of each. */
export async function* playAttacks(
  chosen: readonly Attack[],
  { only, share, seed = 1 }: HostileOptions,
  size = 1,
): AsyncGenerator<HostileRow> {
  let stage: Stage | undefined;
  try {
    for (const attack of chosen) {
      const cell = `callers/${attack.name}`;
      if (only !== undefined && cell !== only && !cell.startsWith(`${only}/`) && attack.name !== only) continue;
      if (share !== undefined && draw(cell, seed) >= share) continue;
      if (stage?.ended() !== undefined) {
        await stage.close();
        stage = undefined;
      }
      stage ??= await openWarm();
      yield await playOne(stage, attack, cell, size);
    }
  } finally {
    await stage?.close();
  }
}

/** The first answers compile and cache what every later one uses. */
async function openWarm(): Promise<Stage> {
  const stage = await openStage();
  await askInPeace(stage, 20);
  return stage;
}

/** Milliseconds of the slowest good request of so many rounds, with nobody else about. */
async function askInPeace(stage: Stage, rounds: number): Promise<number> {
  const honest = askHonestly(stage);
  while (honest.asked < rounds && stage.ended() === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
  await honest.stop();
  return Math.max(honest.slowestActivity, honest.slowestNotification);
}

async function playOne(stage: Stage, attack: Attack, cell: string, size: number): Promise<HostileRow> {
  const inPeace = await askInPeace(stage, 3);
  const before = await stage.memory();
  const lines = stage.log().length;
  const tally = newTally();
  const own = monitorEventLoopDelay({ resolution: 10 });
  own.enable();
  const honest = askHonestly(stage);
  const began = performance.now();
  await attack
    .play(stage, tally, size)
    .catch((error: unknown) => tally.problems.push(`it could not be played: ${error}`));
  const took = Math.round(performance.now() - began);
  await honest.stop();
  own.disable();
  const allowed = Math.round((size < 1 ? patient : 1) * inTime + 4 * inPeace + 4 * delayOf(own));
  const after = stage.ended() === undefined ? await settled(stage, before) : undefined;
  stage.connector.sent.length = 0;
  return {
    cell,
    problems: problemsOf({ attack, tally, honest, allowed, before, after, stage, lines }),
    facts: {
      milliseconds: took,
      answers: [...tally.answers].map(([answer, count]) => `${answer}: ${count}`),
      heapBefore: before.heapUsed,
      heapAfter: after?.heapUsed ?? 0,
      residentBefore: before.rss,
      residentAfter: after?.rss ?? 0,
      goodActivityMilliseconds: honest.slowestActivity,
      goodNotificationMilliseconds: honest.slowestNotification,
      goodInPeaceMilliseconds: inPeace,
      allowedMilliseconds: allowed,
      goodAsked: honest.asked,
      logLines: stage.log().length - lines,
    },
  };
}

/** Milliseconds that this process kept itself waiting at the most. */
function delayOf(own: ReturnType<typeof monitorEventLoopDelay>): number {
  return own.max / 1e6;
}

interface Played {
  attack: Attack;
  tally: Tally;
  honest: Honest;
  /** Milliseconds for a good request. */
  allowed: number;
  before: Memory;
  after: Memory | undefined;
  stage: Stage;
  lines: number;
}

function problemsOf({ attack, tally, honest, allowed, before, after, stage, lines }: Played): string[] {
  const problems = [...tally.problems, ...new Set(honest.failed)];
  const ended = stage.ended();
  if (ended !== undefined) problems.push(`the process ended: ${ended}`);
  for (const [answer, count] of tally.answers)
    if (!attack.wanted.includes(answer)) problems.push(`${count} times the answer was ${answer}`);
  if (tally.answers.size === 0) problems.push('nothing was answered at all');
  if (honest.slowestActivity > allowed) problems.push(`a good activity waited ${honest.slowestActivity} ms`);
  if (honest.slowestNotification > allowed)
    problems.push(`a good notification waited ${honest.slowestNotification} ms`);
  if (after !== undefined && after.heapUsed - before.heapUsed > heapStays)
    problems.push(`the heap grew by ${after.heapUsed - before.heapUsed} bytes and stayed`);
  if (after !== undefined && after.rss - before.rss > residentStays)
    problems.push(`the resident set grew by ${after.rss - before.rss} bytes and stayed`);
  const said = stage.log().slice(lines);
  if (said.length > 40) problems.push(`it wrote ${said.length} lines to the log`);
  if (said.some((line) => /node_modules/.test(line) && /refused/.test(line)))
    problems.push('a refusal logged a stack trace');
  return problems;
}

/** Memory once it is as small as before, or after a while. */
async function settled(stage: Stage, before: Memory): Promise<Memory> {
  const late = Date.now() + settles;
  for (;;) {
    const memory = await stage.memory();
    const isSmall = memory.heapUsed - before.heapUsed <= heapStays && memory.rss - before.rss <= residentStays;
    if (isSmall || Date.now() > late || stage.ended() !== undefined) return memory;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** A number from 0 to 1 that a name and a seed always give. */
function draw(name: string, seed: number): number {
  let hash = seed >>> 0;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x9e3779b1) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
