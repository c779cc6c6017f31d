import { chatPeople, deviceUsers } from '../../../sandbox/tenant/people.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { hashText } from '../../support/hardwareHash.ts';
import type { Cell } from './cells.ts';
import { targets } from './targets.ts';
import { createWorld, type World } from './world.ts';

const minute = 60_000;
const hour = 60 * minute;
/** Devices of the journey. */
export const fleet = 20;
const inFirstFile = 15;
/** Lies "for a while" last this long from the first one, in virtual milliseconds; those told to ready devices outlast the hour for which groups and profiles are believed. */
const aWhile = 40 * minute;
const aWhileWhenReady = 100 * minute;
/** Users sign in so long after the last device was ready; where ready devices are lied about, after more than an hour of it and before its end. */
const untilSignIn = 10 * minute;
const untilSignInWhenReady = 75 * minute;
/** The hourly jobs are watched for this long after all is over. */
const afterwards = 80 * minute;
/** Honest, all is over in less than four hours; one lie, or a pause of fifteen minutes after each, must not cost more than this. */
const limit = 14 * hour;
/** The machine's time for one journey. */
const longestPlay = 60_000;

/** What one journey came to. */
export interface Played {
  told: { conversationId: string; kind: string; serialNumber: string; at: number }[];
  imports: number[];
  stagingLeft: number;
  devices: Device[];
  requests: number;
  tokens: number;
  tokensAbroad: number;
  lies: number;
  /** First and last lie, virtual milliseconds after the start; absent when none was told. */
  lying: { from: number; until: number } | undefined;
  /** What `health` said, with the virtual milliseconds after the start at which it first and last did. */
  health: { sentence: string; from: number; until: number }[];
  healthAtEnd: string[];
  /** What people were told of roles that is not so. */
  wrongRoles: string[];
  errors: string[];
  posts: string[];
  usersLost: number;
  /** Why it did not come to its end. */
  stopped: string | undefined;
  hours: number;
}

/** Plays a cell; without one, honestly. */
export async function playJourney(cell: Cell | undefined): Promise<Played> {
  const world = await createWorld({
    patience: cell?.fault === '100-s-of-silence' ? 250 : 20_000,
    renewsTokens: cell?.target === 'token',
  });
  const played: Played = {
    told: [],
    imports: [],
    stagingLeft: 0,
    devices: [],
    requests: 0,
    tokens: 0,
    tokensAbroad: 0,
    lies: 0,
    lying: undefined,
    health: [],
    healthAtEnd: [],
    wrongRoles: [],
    errors: [],
    posts: [],
    usersLost: 0,
    stopped: undefined,
    hours: 0,
  };
  const startedAt = world.clock.now();
  const uncaught = (error: unknown) =>
    void played.errors.push(`uncaught: ${error instanceof Error ? error.stack : String(error)}`);
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);
  const timer = new AbortController();
  const late = new Promise<string>((resolve) => {
    const handle = setTimeout(() => resolve(`did not end in ${longestPlay / 1_000} s`), longestPlay);
    timer.signal.addEventListener('abort', () => clearTimeout(handle));
  });
  try {
    const over = act(world, cell, played, startedAt).then(
      () => undefined,
      (error: unknown) => (error instanceof Stopped ? error.message : `threw ${(error as Error).stack}`),
    );
    played.stopped = await Promise.race([over, late]);
    await conclude(world, played, startedAt);
  } finally {
    timer.abort();
    await world.close();
    process.off('uncaughtException', uncaught);
    process.off('unhandledRejection', uncaught);
  }
  return played;
}

class Stopped extends Error {}

async function act(world: World, cell: Cell | undefined, played: Played, startedAt: number): Promise<void> {
  const { sandbox, clock, registration } = world;
  if (cell !== undefined && !startsReady(cell)) lieAbout(cell, world, played, startedAt);
  await registration.subscribe({ id: 'it', name: 'IT', actor: { id: 'm', name: 'Megan' }, activityId: undefined });
  let notedAt = startedAt;
  let askedAt = Number.NEGATIVE_INFINITY;
  const go = async (fits: (devices: Device[]) => boolean, what: string) => {
    for (;;) {
      if (world.graphServer.isBlown) throw new Stopped('sent requests without bound');
      if (clock.now() - startedAt > limit) throw new Stopped(`not ${what} after ${limit / hour} hours`);
      if (clock.now() - askedAt >= 10 * minute) {
        askedAt = clock.now();
        await askForRoles(world, played);
      }
      const job = await world.step();
      if (clock.now() - notedAt >= minute) {
        notedAt = clock.now();
        await noteHealth(world, played, startedAt);
      }
      if (job !== 'deliver' && fits(await world.devices())) return;
    }
  };
  // Somebody else's devices, which make the lists longer than a page.
  sandbox.tenant.partnerUpload(
    Array.from({ length: 12 }, (_, index) => ({
      serialNumber: `KIOSK${index}`,
      groupTag: 'Kiosk',
      manufacturer: 'LENOVO',
      model: '21R3001BUK',
    })),
  );
  // The second file meets a tenant whose lists have been read: its devices are asked for one by one.
  await requestDevices(world, played, { from: 0, to: inFirstFile }, go);
  const firstAt = clock.now();
  await go(() => clock.now() >= firstAt + 2 * minute, 'past the first file');
  await requestDevices(world, played, { from: inFirstFile, to: fleet }, go);
  await go((devices) => all(devices, ['ready', 'active', 'inactive']), 'ready for user');
  const readyAt = clock.now();
  const wait = cell !== undefined && startsReady(cell) ? untilSignInWhenReady : untilSignIn;
  if (cell !== undefined && startsReady(cell)) lieAbout(cell, world, played, startedAt);
  await go(() => clock.now() >= readyAt + wait, 'past the wait');
  for (const serialNumber of sandbox.tenant.world().importsReceived.keys()) sandbox.tenant.signIn(serialNumber);
  await go((devices) => all(devices, ['active']), 'active');
  await go(() => !isLying(cell, played, startedAt, clock.now()), 'past the lies');
  const overAt = clock.now();
  await go(() => clock.now() >= overAt + afterwards, 'past the hourly jobs');
}

function all(devices: readonly Device[], statuses: readonly string[]): boolean {
  return devices.length >= fleet && devices.every(({ status }) => statuses.includes(status));
}

function startsReady({ target, moment }: Cell): boolean {
  return moment === 'ready' || (moment === 'after' && !targets[target].writes);
}

function lastingOf(cell: Cell): number {
  return startsReady(cell) ? aWhileWhenReady : aWhile;
}

function lieAbout(cell: Cell, world: World, played: Played, startedAt: number): void {
  const { isAsked } = targets[cell.target];
  const refused = new Set<string>();
  let first: number | undefined;
  world.graphServer.lie = {
    fault: cell.fault,
    acts: cell.moment !== 'before',
    isTold(asked) {
      if (!isAsked(asked)) return false;
      // Of everything, the step it concerns is the import.
      const { importsReceived } = world.sandbox.tenant.world();
      if (cell.target === 'every-answer' && cell.moment === 'after' && importsReceived.size === 0) return false;
      const now = world.clock.now() - startedAt;
      const isOver =
        cell.lasting === 'once'
          ? asked.roundTrip !== (first ?? asked.roundTrip)
          : now > (played.lying?.from ?? now) + lastingOf(cell);
      if (isOver) return false;
      // "One 401" for a while: each request is refused once, then answered.
      if (cell.fault === 'one-401' && cell.lasting === 'for-a-while') {
        const key = `${asked.method} ${asked.url}`;
        if (refused.delete(key)) return false;
        refused.add(key);
      }
      first ??= asked.roundTrip;
      played.lying = { from: played.lying?.from ?? now, until: now };
      return true;
    },
  };
}

function isLying(cell: Cell | undefined, played: Played, startedAt: number, now: number): boolean {
  if (cell === undefined || cell.lasting === 'once' || played.lying === undefined) return false;
  return now - startedAt <= played.lying.from + lastingOf(cell);
}

async function requestDevices(
  world: World,
  played: Played,
  { from, to }: { from: number; to: number },
  go: (fits: () => boolean, what: string) => Promise<void>,
): Promise<void> {
  const { registration, clock } = world;
  const alex = chatPeople[0];
  if (alex === undefined) throw new Error('the tenant has no people');
  const requester = { id: alex.id, name: alex.displayName };
  for (;;) {
    const before = clock.now();
    try {
      if (await world.roles.has(alex.id, 'registrar')) {
        const bytes = Buffer.from(file(from, to));
        const batch = await registration.receive({ bytes, fileName: 'devices.csv', requester, conversationId: 'chat' });
        if (batch.report.summary.accepted !== to - from)
          throw new Stopped(`${batch.report.summary.accepted} rows accepted: ${JSON.stringify(batch.report.kinds)}`);
        played.usersLost += batch.report.users?.withoutUser ?? 0;
        await registration.placeCard(batch.id, { conversationId: 'chat', activityId: 'card' });
        const choice = { profile: 'Standard', sharedMode: false, note: undefined, activityId: undefined };
        const outcome = await registration.register({ batchId: batch.id, ...choice, actor: requester });
        if (outcome.kind !== 'registered') throw new Stopped(`not registered: ${outcome.kind}`);
        return;
      }
      played.wrongRoles.push('a registrar was told not to be one');
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
    await go(() => clock.now() >= before + 2 * minute, 'asked again');
  }
}

/** Devices of a capture; the first five of them are assigned to users. */
function file(from: number, to: number): string {
  const rows = Array.from({ length: to - from }, (_, place) => {
    const index = from + place;
    const serialNumber = serialOf(index);
    const hash = hashText({ serialNumber, manufacturer: 'Dell Inc.', model: 'Latitude 5450' });
    const user = index < 5 ? (deviceUsers[index]?.userPrincipalName ?? '') : '';
    return [serialNumber, '', hash, '', user].join(',');
  });
  return ['Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User', ...rows].join('\r\n');
}

function serialOf(index: number): string {
  return `HOST${String(index).padStart(4, '0')}`;
}

/** An administrator and an outsider click something. A refusal to answer is an answer; a wrong one is not. */
async function askForRoles({ roles, policy }: World, played: Played): Promise<void> {
  const [, megan, , adele] = chatPeople;
  if (megan === undefined || adele === undefined) throw new Error('the tenant has no people');
  try {
    if (!(await roles.hasNow(megan.id, 'administrator')))
      played.wrongRoles.push(`an administrator was told to lack ${policy.roles.administrator}`);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
  try {
    if (await roles.hasNow(adele.id, 'administrator')) played.wrongRoles.push('an outsider was let in');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}

async function sentencesOf({ registration }: World): Promise<string[]> {
  const report = await registration.health();
  return [...report.troubles.map(({ sentence }) => sentence), ...report.notices.map(({ sentence }) => sentence)];
}

async function noteHealth(world: World, played: Played, startedAt: number): Promise<void> {
  const now = world.clock.now() - startedAt;
  for (const sentence of await sentencesOf(world)) {
    const known = played.health.find((each) => each.sentence === sentence);
    if (known === undefined) played.health.push({ sentence, from: now, until: now });
    else known.until = now;
  }
}

/** What is worth a look in a job's error: a fault of the program, never one of the service. */
const faultOfProgram = /\b(TypeError|RangeError|ReferenceError|SyntaxError|ZodError|AssertionError)\b|Cannot read prop/;

async function conclude(world: World, played: Played, startedAt: number): Promise<void> {
  const { sandbox, courier, graphServer, log, clock } = world;
  const tenant = sandbox.tenant.world();
  played.imports = Array.from({ length: fleet }, (_, index) => tenant.importsReceived.get(serialOf(index)) ?? 0);
  played.stagingLeft = tenant.imports.size;
  played.devices = await world.devices();
  played.requests = graphServer.requests;
  played.tokens = graphServer.tokens;
  played.tokensAbroad = graphServer.tokensAbroad;
  played.lies = graphServer.told;
  played.healthAtEnd = await sentencesOf(world);
  played.hours = (clock.now() - startedAt) / hour;
  for (const { digest, conversationId } of courier.digests) {
    played.posts.push(`${digest.kind} ${digest.notice?.sentence ?? digest.devices.length}`);
    for (const { serialNumber } of digest.devices)
      played.told.push({ conversationId, kind: digest.kind, serialNumber, at: digest.createdAt - startedAt });
  }
  for (const { level, fields } of log.lines) {
    const reason = JSON.stringify(fields['reason'] ?? '');
    if ((level === 'error' || level === 'warn') && faultOfProgram.test(reason))
      played.errors.push(reason.slice(0, 600));
  }
}
