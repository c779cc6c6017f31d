import type { Device } from '../lifecycle/device.ts';
import { scopeTest, strongestFirst, wantedTemplate } from './nameRule.ts';
import { makeName, matchesTemplate, type NameTemplate, namesPerSerial, whyNoName } from './nameTemplate.ts';
import type { Misfit, NameExample, QueuedName } from './naming.ts';
import type { NamingException } from './namingException.ts';

/** Devices shown as examples. */
const exampleCount = 3;

/** What is known of the devices in an exception's scope, while they are looked at one after the other. */
export interface ViewDraft {
  exception: NamingException;
  /** Devices in its scope. */
  devices: number;
  /** How many of them are in the scope of each of the others. */
  shared: Map<NamingException, number>;
  /** Ids of the exceptions in force that name a device rather than this one. */
  stronger: ReadonlySet<string>;
  overruled: number;
  queued: QueuedName[];
  misfits: Misfit[];
  /** Serial numbers, in upper case, that got a name without random digits. */
  given: Set<string>;
  /** Devices that have a name, which show better what changes. */
  named: NameExample[];
  unnamed: NameExample[];
  template: NameTemplate | undefined;
}

/** A look at devices for several exceptions at once. */
export interface ViewDrafts {
  drafts: ViewDraft[];
  /** Counts a device for each exception that holds it. */
  look(device: Device): void;
}

/** Begins a look for `exceptions`, which counts besides how many devices they share with each of `others`. `now` is when one that is not decided would be. */
export function beginViews(
  exceptions: readonly NamingException[],
  others: readonly NamingException[],
  now: number,
): ViewDrafts {
  const tests = new Map<string, (device: Device) => boolean>();
  for (const { id, scope } of [...exceptions, ...others]) if (!tests.has(id)) tests.set(id, scopeTest(scope));
  const holds = ({ id }: NamingException, device: Device) => tests.get(id)?.(device) === true;
  const drafts = exceptions.map(
    (exception): ViewDraft => ({
      exception,
      devices: 0,
      shared: new Map(others.filter(({ id }) => id !== exception.id).map((other) => [other, 0])),
      stronger: strongerThan(exception, others, now),
      overruled: 0,
      queued: [],
      misfits: [],
      named: [],
      unnamed: [],
      template: wantedTemplate(exception),
      given: new Set(),
    }),
  );
  return {
    drafts,
    look(device) {
      if (device.status === 'removed') return;
      const holders = others.filter((other) => holds(other, device));
      for (const draft of drafts) if (holds(draft.exception, device)) count(draft, device, holders);
    },
  };
}

/** Ids of the exceptions in force that go before this one, if it is approved now. */
function strongerThan(exception: NamingException, others: readonly NamingException[], now: number): Set<string> {
  const { id, requester, decision = { by: requester, at: now } } = exception;
  const inForce = others.filter((other) => other.id !== id && other.state === 'approved');
  const order = strongestFirst([...inForce, { ...exception, decision }]).map((each) => each.id);
  return new Set(order.slice(0, order.indexOf(id)));
}

function count(draft: ViewDraft, device: Device, holders: readonly NamingException[]): void {
  const { exception, shared, stronger } = draft;
  draft.devices += 1;
  for (const holder of holders) if (holder.id !== exception.id) shared.set(holder, (shared.get(holder) ?? 0) + 1);
  if (holders.some(({ id }) => stronger.has(id))) draft.overruled += 1;
  else name(draft, device);
}

/** What the exception does to a device that nothing else names. */
function name(draft: ViewDraft, device: Device): void {
  const { template, misfits, named, unnamed, queued } = draft;
  const { serialNumber, deviceName, renaming } = device;
  if (
    renaming?.state === 'queued' &&
    (template === undefined || !matchesTemplate(template, serialNumber, renaming.name))
  )
    queued.push({ serialNumber, name: renaming.name });
  if (template === undefined) return;
  const why = whyNoName(template, serialNumber) ?? whyTaken(draft, template, serialNumber);
  if (why !== undefined) {
    misfits.push({ serialNumber, why });
    return;
  }
  const list = deviceName === undefined ? unnamed : named;
  if (list.length < exampleCount)
    list.push({ serialNumber, deviceName, newName: makeName(template, serialNumber, exampleDigits(list.length)) });
}

/** Without random digits, devices of two manufacturers with one serial number would get one name. */
function whyTaken({ given }: ViewDraft, template: NameTemplate, serialNumber: string): string | undefined {
  if (namesPerSerial(template) > 1) return undefined;
  const serial = serialNumber.trim().toUpperCase();
  if (given.has(serial)) return 'another device has this serial number, and gets the name';
  given.add(serial);
  return undefined;
}

/** Those that have a name first. */
export function examplesOf({ named, unnamed }: ViewDraft): NameExample[] {
  return [...named, ...unnamed].slice(0, exampleCount);
}

/** 1, 2, 3 and so on, so that a card drawn again shows the same; every example of a card begins elsewhere. */
function exampleDigits(place: number): () => number {
  let digit = place * exampleCount;
  return () => {
    digit = (digit + 1) % 10;
    return digit / 10;
  };
}
