import type { Device } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { strongestFirst } from './nameRule.ts';
import type { NamingOverlap, NamingView } from './naming.ts';
import { isInForce, type NamingException, type NamingScope } from './namingException.ts';
import { devicesIn, scopeText } from './scopeWords.ts';
import { beginViews, examplesOf, type ViewDraft } from './viewDraft.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/** What an exception means for the devices there are now: one look at those in its scope. */
export async function readNamingView(exception: NamingException, world: World, policy: Policy): Promise<NamingView> {
  const others = await openExceptions(world);
  const views = beginViews([exception], others, world.clock.now());
  for await (const device of devicesIn(exception.scope, world.store)) views.look(device);
  const [draft] = views.drafts;
  if (draft === undefined) throw new Error(`nobody looked at the exception ${exception.id}`);
  return viewOf(draft, world, policy);
}

/**
 * What each of several exceptions means, in their order: those for many devices have one look at all of them together, which `meanwhile`
 * sees too. A long look gives everything else its turn between two pages.
 */
export async function readNamingViews(
  exceptions: readonly NamingException[],
  world: World,
  policy: Policy,
  meanwhile?: (device: Device) => void,
): Promise<NamingView[]> {
  const isWide = ({ scope }: NamingException) => scope.kind === 'tenant' || scope.kind === 'profile';
  const wide = beginViews(exceptions.filter(isWide), await openExceptions(world), world.clock.now());
  if (wide.drafts.length > 0 || meanwhile !== undefined) {
    for await (const device of everyRecord(world.store, 'devices', {})) {
      wide.look(device);
      meanwhile?.(device);
    }
  }
  const views: NamingView[] = [];
  for (const exception of exceptions) {
    const draft = wide.drafts.find((each) => each.exception === exception);
    views.push(await (draft === undefined ? readNamingView(exception, world, policy) : viewOf(draft, world, policy)));
  }
  return views;
}

async function viewOf(draft: ViewDraft, world: World, policy: Policy): Promise<NamingView> {
  const { exception, devices, shared, misfits, overruled, queued } = draft;
  const overlaps: NamingOverlap[] = [];
  for (const [other, count] of shared) {
    if (count === 0 && !holdsAll(exception.scope, other.scope)) continue;
    overlaps.push(await overlap(exception, other, count, world, policy));
  }
  return {
    exception,
    scope: { text: await scopeText(exception.scope, world.store, policy), devices },
    examples: examplesOf(draft),
    misfits,
    overlaps,
    overruled,
    queued,
    convention: policy.naming.template,
    asOf: world.clock.now(),
  };
}

/** The exceptions that are in force or asked for. */
async function openExceptions({ store, clock }: World): Promise<NamingException[]> {
  const open: NamingException[] = [];
  for (const state of ['approved', 'requested'] as const) {
    for await (const exception of everyRecord(store, 'namingExceptions', { equals: { state } }))
      if (state === 'requested' || isInForce(exception, clock.now())) open.push(exception);
  }
  return open;
}

/** Whether two scopes have devices in common, whichever devices there will be. */
function holdsAll(one: NamingScope, other: NamingScope): boolean {
  if (one.kind === 'tenant' || other.kind === 'tenant') return true;
  return one.kind === 'profile' && other.kind === 'profile' && one.profile === other.profile;
}

async function overlap(
  exception: NamingException,
  other: NamingException,
  devices: number,
  { store, clock }: World,
  policy: Policy,
): Promise<NamingOverlap> {
  // What is not decided would be decided now; where neither is, nobody knows which comes later.
  const decided = (each: NamingException, at: number): NamingException =>
    each.decision === undefined ? { ...each, decision: { by: each.requester, at } } : each;
  const now = clock.now();
  const isWaiting = exception.decision === undefined;
  const [strongest] = strongestFirst([decided(exception, now), decided(other, isWaiting ? 0 : now + 1)]);
  const scope = { text: await scopeText(other.scope, store, policy), devices };
  return { exception: other, scope, devices, wins: strongest?.id === exception.id ? 'this' : 'other' };
}
