import type { Device } from '../lifecycle/device.ts';
import { scopeTest, wantedTemplate } from './nameRule.ts';
import { makeName, type NameTemplate, whyNoName } from './nameTemplate.ts';
import type { Misfit, NameExample } from './naming.ts';
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
  misfits: Misfit[];
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

/** Begins a look for `exceptions`, which counts besides how many devices they share with each of `others`. */
export function beginViews(exceptions: readonly NamingException[], others: readonly NamingException[]): ViewDrafts {
  const tests = new Map<string, (device: Device) => boolean>();
  for (const { id, scope } of [...exceptions, ...others]) if (!tests.has(id)) tests.set(id, scopeTest(scope));
  const holds = ({ id }: NamingException, device: Device) => tests.get(id)?.(device) === true;
  const drafts = exceptions.map(
    (exception): ViewDraft => ({
      exception,
      devices: 0,
      shared: new Map(others.filter(({ id }) => id !== exception.id).map((other) => [other, 0])),
      misfits: [],
      named: [],
      unnamed: [],
      template: wantedTemplate(exception),
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

function count(draft: ViewDraft, device: Device, holders: readonly NamingException[]): void {
  const { exception, shared, misfits, named, unnamed, template } = draft;
  draft.devices += 1;
  for (const holder of holders) if (holder.id !== exception.id) shared.set(holder, (shared.get(holder) ?? 0) + 1);
  if (template === undefined) return;
  const { serialNumber, deviceName } = device;
  const why = whyNoName(template, serialNumber);
  const list = deviceName === undefined ? unnamed : named;
  if (why !== undefined) misfits.push({ serialNumber, why });
  else if (list.length < exampleCount)
    list.push({ serialNumber, deviceName, newName: makeName(template, serialNumber, exampleDigits()) });
}

/** Those that have a name first. */
export function examplesOf({ named, unnamed }: ViewDraft): NameExample[] {
  return [...named, ...unnamed].slice(0, exampleCount);
}

/** 1, 2, 3 and so on, so that a card drawn again shows the same. */
function exampleDigits(): () => number {
  let digit = 0;
  return () => {
    digit = (digit + 1) % 10;
    return digit / 10;
  };
}
