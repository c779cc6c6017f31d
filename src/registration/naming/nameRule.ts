import type { Device } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { type NameTemplate, readTemplate } from './nameTemplate.ts';
import { isInForce, type NamingException, type NamingScope } from './namingException.ts';

/** What a device is to be called, and why. */
export type NameRule =
  /** The organisation's naming convention. */
  | { source: 'convention'; template: NameTemplate }
  | { source: 'exception'; exception: NamingException; template: NameTemplate }
  /** Its name is left alone. */
  | { source: 'exception'; exception: NamingException; template: undefined };

/** Widest first. */
const width: readonly NamingScope['kind'][] = ['tenant', 'profile', 'batch', 'devices'];

/** Whether an exception's scope holds this device. */
export function isInScope(scope: NamingScope, device: Pick<Device, 'id' | 'profile' | 'requestedIn'>): boolean {
  switch (scope.kind) {
    case 'tenant':
      return true;
    case 'profile':
      return device.profile === scope.profile;
    case 'batch':
      return device.requestedIn === scope.batchId;
    case 'devices':
      return scope.deviceIds.includes(device.id);
    default:
      return scope satisfies never;
  }
}

/** Sorts exceptions so that the one that wins comes first: the narrower scope, then the later decision. */
export function strongestFirst(exceptions: readonly NamingException[]): NamingException[] {
  const rank = ({ scope }: NamingException) => width.indexOf(scope.kind);
  const decidedAt = ({ decision, requestedAt }: NamingException) => decision?.at ?? requestedAt;
  return [...exceptions].sort(
    (one, other) =>
      rank(other) - rank(one) ||
      decidedAt(other) - decidedAt(one) ||
      (one.id < other.id ? -1 : Number(one.id > other.id)),
  );
}

/** Answers for many devices: the exceptions are sorted once. */
export function nameRules(
  exceptions: readonly NamingException[],
  policy: Policy,
  now: number,
): (device: Pick<Device, 'id' | 'profile' | 'requestedIn'>) => NameRule {
  const convention = conventionOf(policy);
  const sorted = strongestFirst(exceptions.filter((exception) => isInForce(exception, now))).map((exception) => ({
    exception,
    holds: scopeTest(exception.scope),
    template: wantedTemplate(exception),
  }));
  return (device) => {
    const found = sorted.find(({ holds }) => holds(device));
    if (found === undefined) return { source: 'convention', template: convention };
    return { source: 'exception', exception: found.exception, template: found.template };
  };
}

/** The template of the naming convention. It was checked when the policy was read: one that is none is a fault of ours, and throws. */
export function conventionOf({ naming: { template } }: Policy): NameTemplate {
  const reading = readTemplate(template);
  if ('problem' in reading) throw new Error(`the template ${template} is none: ${reading.problem}`);
  return reading.template;
}

/**
 * The template an exception asks for; `undefined` where it keeps names. It was valid when somebody asked for it, maybe by the rules of an
 * older Preflight: names are kept where it is none today, so that one record stops nobody else.
 */
export function wantedTemplate({ wanted }: Pick<NamingException, 'wanted'>): NameTemplate | undefined {
  if (wanted.kind === 'keep') return undefined;
  const reading = readTemplate(wanted.template);
  return 'template' in reading ? reading.template : undefined;
}

/** A test of many devices for one scope. */
export function scopeTest(scope: NamingScope): (device: Pick<Device, 'id' | 'profile' | 'requestedIn'>) => boolean {
  if (scope.kind !== 'devices') return (device) => isInScope(scope, device);
  const ids = new Set(scope.deviceIds);
  return ({ id }) => ids.has(id);
}
