import type { SandboxClock } from '../clock.ts';
import type { World } from '../tenant/world.ts';
import type { ListenerHealth } from './listenerHealth.ts';
import type { NotificationBody } from './renderNotification.ts';
import { longestWait, timedPost } from './timedPost.ts';

/** What became of a POST, or of notifications that never became one. */
export interface Delivery {
  /** Virtual milliseconds since 1970 UTC, when it began. */
  at: number;
  url: string;
  kind: 'change' | 'lifecycle';
  /** Notifications in it. */
  items: number;
  /** From 1; 0 where nothing was sent. */
  attempt: number;
  /** `retry`: not delivered yet. `lost`: on demand. `dropped`: the listener is too slow. `paused`: not authorised any more. */
  outcome: 'delivered' | 'retry' | 'givenUp' | 'lost' | 'dropped' | 'paused';
  /** Absent where there was no answer. */
  status?: number | undefined;
  /** Milliseconds. */
  took?: number;
}

/** Something to deliver. */
export interface Parcel {
  url: string;
  kind: Delivery['kind'];
  /** What to send now; nothing when nobody wants it any more. */
  body(): NotificationBody | undefined;
}

/** Delivers to listeners, again and again where it must. */
export interface Courier {
  send(parcel: Parcel): void;
  /** Resolves when no POST is waiting for its answer; retries that are due later are not waited for. */
  idle(): Promise<void>;
  note(delivery: Delivery): void;
  /** Oldest first; at most the last 1,000. */
  deliveries(): Delivery[];
}

/** What the courier works with. */
export interface CourierParts {
  clock: SandboxClock;
  /** Settled up to now. */
  world(): World;
  health: ListenerHealth;
  /** Holds what is sent against Microsoft's description. */
  check(url: string, body: NotificationBody): void;
  stop: AbortSignal;
}

/** Graph's change notifications through webhooks: delivered when answered with 2xx in 3 seconds, in 10 on a retry; retried for 4 hours. */
const firstPatience = 3_000;
const retriedFor = 4 * 60 * 60_000;
/** Doubled every time; how long Graph really waits is not documented. */
const firstPause = 10_000;
const mostDeliveries = 1_000;

/** A courier without parcels. */
export function createCourier(parts: CourierParts): Courier {
  const { clock, world, health } = parts;
  const underWay = new Set<Promise<void>>();
  const deliveries: Delivery[] = [];

  function note(delivery: Delivery): void {
    deliveries.push(delivery);
    if (deliveries.length > mostDeliveries) deliveries.shift();
  }

  async function attempt(parcel: Parcel, number: number, firstAt: number, body: NotificationBody): Promise<void> {
    const at = clock.now();
    parts.check(parcel.url, body);
    const content = { type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
    const { status, took } = await timedPost(parcel.url, content, clock, parts.stop);
    if (parts.stop.aborted) return;
    const current = world();
    health.note(parcel.url, took, current.now);
    const inTime = took <= (number === 1 ? firstPatience : longestWait);
    const delivered = inTime && status !== undefined && status >= 200 && status < 300;
    const pause = firstPause * 2 ** (number - 1);
    const again = !delivered && current.now + pause <= firstAt + retriedFor;
    const outcome = delivered ? 'delivered' : again ? 'retry' : 'givenUp';
    note({ at, url: parcel.url, kind: parcel.kind, items: body.value.length, attempt: number, outcome, status, took });
    if (again) current.after(pause, () => start(parcel, number + 1, firstAt));
  }

  function start(parcel: Parcel, number: number, firstAt: number): void {
    const body = parcel.body();
    if (body === undefined || parts.stop.aborted) return;
    const promise = attempt(parcel, number, firstAt, body).finally(() => underWay.delete(promise));
    underWay.add(promise);
  }

  return {
    send: (parcel) => start(parcel, 1, clock.now()),
    async idle() {
      for (world(); underWay.size > 0; world()) await Promise.all(underWay);
    },
    note,
    deliveries: () => [...deliveries],
  };
}
