import { createAgenda } from './agenda.ts';
import { type GroupHistory, noHistory } from './groupHistory.ts';
import type { Latencies } from './latencies.ts';
import { type Random, seededRandom } from './random.ts';
import type {
  AutopilotDevice,
  DeploymentProfile,
  EntraDevice,
  Group,
  ImportRecord,
  ManagedDevice,
  User,
} from './records.ts';

/** How this tenant differs from others. */
export interface WorldOptions {
  latencies: Latencies;
  seed: number;
  /** Whether the service hands back the import id a client set; nobody has confirmed that the real one does. */
  echoImportId: boolean;
  /** Users sign in by themselves this many milliseconds after their device's profile was assigned. */
  signInAfter: number | undefined;
  /** Whether `setDeviceName` on a hybrid joined device is taken and fails at its next check-in, or is refused with 400; nobody has confirmed either. */
  hybridRename: 'fails' | 'refused';
  /** Whether lists of managed devices show their action results. */
  listedActions: boolean;
}

/** What the parts of the tenant tell each other; change notifications listen here too. */
export type WorldEvent =
  /** An Entra device appeared or changed. */
  | { kind: 'deviceChanged'; device: EntraDevice }
  | { kind: 'membershipChanged'; group: Group; objectId: string; change: 'added' | 'removed' }
  | { kind: 'groupChanged'; group: Group; change: 'created' | 'updated' | 'deleted' }
  | { kind: 'userChanged'; user: User; change: 'updated' | 'deleted' }
  | { kind: 'profileAssigned'; device: AutopilotDevice };

/** How the service names an error of an import. */
export interface ImportError {
  code: number;
  name: string;
}

/** How Graph refuses `setDeviceName`. */
export interface NameRefusal {
  /** HTTP status. */
  status: number;
  /** Graph's error code. */
  code: string;
  message?: string | undefined;
}

/** Everything the tenant holds. Every map is by id and keeps the order of creation. */
export interface World {
  options: WorldOptions;
  random: Random;
  tenantId: string;
  imports: Map<string, ImportRecord>;
  /** Import requests received so far, by the serial number each row gave: for whoever must know that a device was sent once. */
  importsReceived: Map<string, number>;
  autopilot: Map<string, AutopilotDevice>;
  profiles: Map<string, DeploymentProfile>;
  /** By directory object id. */
  devices: Map<string, EntraDevice>;
  /** Directory object id by Entra deviceId. */
  objectIds: Map<string, string>;
  groups: Map<string, Group>;
  /** What `/groups/delta` answers from. */
  groupHistory: GroupHistory;
  users: Map<string, User>;
  managed: Map<string, ManagedDevice>;
  /** `hardwareKey` of devices this tenant has registered: autopilot id. */
  registered: Map<string, string>;
  /** Serial numbers, in lower case, that other tenants have registered. */
  claimedElsewhere: Set<string>;
  /** Directory objects of an earlier life of a device, by its serial number in lower case: imports fail while one exists. */
  leftInEntra: Map<string, string>;
  /** Errors that imports of these serial numbers, in lower case, end with. */
  importErrors: Map<string, ImportError>;
  /** Refusals of `setDeviceName` by serial number in lower case. */
  nameRefusals: Map<string, NameRefusal>;
  /** Serial numbers, in lower case, of devices on which `setDeviceName` fails. */
  nameFailures: Set<string>;
  /** The Autopilot synchronisation. Milliseconds since 1970 UTC. */
  sync: { startedAt: number | undefined; finishedAt: number; requestedAt: number | undefined };
  /** Virtual time of what is happening now. */
  now: number;
  /** Tells everybody who listens, at once. */
  tell(event: WorldEvent): void;
  listeners: ((event: WorldEvent) => void)[];
  /** Something that happens this many milliseconds from now. */
  after(milliseconds: number, act: () => void): void;
  /** Lets everything due by then happen. */
  settle(until: number): void;
  /** When the next planned thing happens. */
  next(): number | undefined;
  /** Called whenever something was planned; does nothing unless somebody sets it. */
  planned: () => void;
}

/** An empty tenant at the time `now`. */
export function createWorld(tenantId: string, now: number, options: WorldOptions): World {
  const agenda = createAgenda();
  const world: World = {
    options,
    random: seededRandom(options.seed),
    tenantId,
    imports: new Map(),
    importsReceived: new Map(),
    autopilot: new Map(),
    profiles: new Map(),
    devices: new Map(),
    objectIds: new Map(),
    groups: new Map(),
    groupHistory: noHistory(),
    users: new Map(),
    managed: new Map(),
    registered: new Map(),
    claimedElsewhere: new Set(),
    leftInEntra: new Map(),
    importErrors: new Map(),
    nameRefusals: new Map(),
    nameFailures: new Set(),
    sync: { startedAt: undefined, finishedAt: now, requestedAt: undefined },
    now,
    listeners: [],
    tell: (event) => {
      for (const listener of world.listeners) listener(event);
    },
    after: (milliseconds, act) => {
      agenda.plan(world.now + milliseconds, act);
      world.planned();
    },
    settle: (until) =>
      agenda.settle(Math.max(until, world.now), (at) => {
        world.now = Math.max(world.now, at);
      }),
    next: agenda.next,
    planned: () => undefined,
  };
  return world;
}
