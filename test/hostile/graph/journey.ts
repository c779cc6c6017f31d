import type { Device } from '../../../src/registration/lifecycle/device.ts';
import type { Cell } from './cells.ts';
import { isLying, lieAbout, startsReady } from './lieAbout.ts';
import { askForRoles, requestDevices, serialOf } from './people.ts';
import { fleet, type Played, Stopped } from './played.ts';
import { createWorld, type World } from './world.ts';

const minute = 60_000;
const hour = 60 * minute;
/** So many devices are in the first of two files. */
const inFirstFile = 15;
/** Users sign in so long after the last device was ready; where ready devices are lied about, after more than an hour of it and before its end. */
const untilSignIn = 10 * minute;
const untilSignInWhenReady = 75 * minute;
/** The hourly jobs are watched for this long after all is over. */
const afterwards = 80 * minute;
/** Honest, all is over in less than four hours; one lie, or a pause of fifteen minutes after each, must not cost more than this. */
const limit = 14 * hour;
/** The machine's time for one journey. */
const longestPlay = 110_000;

/** Plays a cell; without one, honestly. */
export async function playJourney(cell: Cell | undefined): Promise<Played> {
  const world = await createWorld({
    patience: patienceFor(cell),
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

/** Milliseconds of the machine's time after which Preflight gives up an answer: short where nothing is answered, or where a sign-in would wait on this machine's clock. */
function patienceFor(cell: Cell | undefined): number {
  if (cell?.target === 'token') return 300;
  return cell?.fault === '100-s-of-silence' ? 250 : 20_000;
}

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
