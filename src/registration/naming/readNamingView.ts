import type { Device } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { isInScope, strongestFirst, wantedTemplate } from './nameRule.ts';
import { makeName, type NameTemplate, whyNoName } from './nameTemplate.ts';
import type { NameExample, NamingOverlap, NamingView } from './naming.ts';
import { isInForce, type NamingException, type NamingScope } from './namingException.ts';
import { devicesIn, scopeText } from './scopeWords.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/** Devices shown as examples. */
const exampleCount = 3;

/** What an exception means for the devices there are now: one look at those in its scope. */
export async function readNamingView(exception: NamingException, world: World, policy: Policy): Promise<NamingView> {
  const { store, clock } = world;
  const asOf = clock.now();
  const template = wantedTemplate(exception);
  const others = (await othersThan(exception, world)).map((other) => ({ other, devices: 0 }));
  const view: NamingView = {
    exception,
    scope: { text: await scopeText(exception.scope, store, policy), devices: 0 },
    examples: [],
    misfits: [],
    overlaps: [],
    convention: policy.naming.template,
    asOf,
  };
  const unnamed: NameExample[] = [];
  for await (const device of devicesIn(exception.scope, store)) {
    view.scope.devices += 1;
    for (const each of others) if (isInScope(each.other.scope, device)) each.devices += 1;
    if (template !== undefined) lookAt(device, template, view, unnamed);
  }
  // A device that has a name shows better what changes.
  view.examples = [...view.examples, ...unnamed].slice(0, exampleCount);
  for (const { other, devices } of others) {
    if (devices === 0 && !holdsAll(exception.scope, other.scope)) continue;
    view.overlaps.push(await overlap(exception, other, devices, world, policy));
  }
  return view;
}

function lookAt(device: Device, template: NameTemplate, view: NamingView, unnamed: NameExample[]): void {
  const { serialNumber, deviceName } = device;
  const why = whyNoName(template, serialNumber);
  if (why !== undefined) {
    view.misfits.push({ serialNumber, why });
    return;
  }
  const list = deviceName === undefined ? unnamed : view.examples;
  if (list.length < exampleCount)
    list.push({ serialNumber, deviceName, newName: makeName(template, serialNumber, exampleDigits()) });
}

/** 1, 2, 3 and so on, so that a card drawn again shows the same. */
function exampleDigits(): () => number {
  let digit = 0;
  return () => {
    digit = (digit + 1) % 10;
    return digit / 10;
  };
}

/** The exceptions that are in force or asked for, this one apart. */
async function othersThan({ id }: NamingException, { store, clock }: World): Promise<NamingException[]> {
  const others: NamingException[] = [];
  for (const state of ['approved', 'requested'] as const) {
    for await (const other of everyRecord(store, 'namingExceptions', { equals: { state } })) {
      if (other.id !== id && (state === 'requested' || isInForce(other, clock.now()))) others.push(other);
    }
  }
  return others;
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
  const approvedNow =
    exception.decision === undefined
      ? { ...exception, decision: { by: exception.requester, at: clock.now() } }
      : exception;
  const [strongest] = strongestFirst([approvedNow, other]);
  const scope = { text: await scopeText(other.scope, store, policy), devices };
  return { exception: other, scope, devices, wins: strongest?.id === exception.id ? 'this' : 'other' };
}
