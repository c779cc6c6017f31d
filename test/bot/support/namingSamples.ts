import type { NamingOverview, NamingView, TemplateDifference } from '../../../src/registration/naming/naming.ts';
import type { NamingException } from '../../../src/registration/naming/namingException.ts';
import { ada, grace, now } from './samples.ts';

const hour = 3_600_000;
export const nestor = { id: '33333333-3333-4333-8333-333333333333', name: 'Nestor Wilke' };

/** An exception of Ada's that keeps the names of Standard devices, asked for an hour ago. */
export function sampleException(over: Partial<NamingException> = {}): NamingException {
  return {
    id: 'exception-1',
    version: 1,
    state: 'requested',
    revision: 2,
    scope: { kind: 'profile', profile: 'Standard' },
    wanted: { kind: 'keep' },
    reason: 'The help desk of the Berlin office finds devices by the names on their labels.',
    lastDay: '2027-03-31',
    until: Date.UTC(2027, 3, 1),
    requester: ada,
    requestedAt: now - hour,
    cards: [],
    news: [],
    ...over,
  };
}

/** Of 40 Standard devices, unless said otherwise. */
export function sampleNamingView(over: Partial<NamingView> = {}, exception: Partial<NamingException> = {}): NamingView {
  return {
    exception: sampleException(exception),
    scope: { text: 'Standard devices', devices: 40 },
    examples: [],
    misfits: [],
    overruled: 0,
    queued: [],
    overlaps: [],
    convention: 'MMD-%RAND:11%',
    asOf: now,
    ...over,
  };
}

/** With a template of its own that does not fit every device. */
export function sampleTemplateView(misfits: number, exception: Partial<NamingException> = {}): NamingView {
  const narrower = sampleException({
    id: 'exception-2',
    state: 'approved',
    scope: { kind: 'devices', deviceIds: [] },
    requester: grace,
  });
  const wider = sampleException({ id: 'exception-3', state: 'approved', scope: { kind: 'tenant' }, requester: grace });
  return sampleNamingView(
    {
      examples: [
        { serialNumber: '5CG1234', deviceName: 'LAPTOP-7', newName: 'CONTOSO-5CG1234' },
        { serialNumber: 'PF0ZH8M', deviceName: 'MMD-12345678901', newName: 'CONTOSO-PF0ZH8M' },
        { serialNumber: '8KLMN42', deviceName: undefined, newName: 'CONTOSO-8KLMN42' },
      ],
      misfits: Array.from({ length: misfits }, (_, index) => ({
        serialNumber: `5CG${1000 + index}ABC`,
        why: 'the name would have 18 characters',
      })),
      overlaps: [
        { exception: narrower, scope: { text: '5CG1234ABC and 3 more', devices: 4 }, devices: 4, wins: 'other' },
        { exception: wider, scope: { text: 'all devices', devices: 40 }, devices: 40, wins: 'this' },
      ],
    },
    { wanted: { kind: 'template', template: 'CONTOSO-%SERIAL%' }, ...exception },
  );
}

/** How Nestor decided, an hour ago. */
export const decided = (comment?: string) => ({ by: nestor, at: now - hour / 2, comment });

/** An Autopilot profile that names devices otherwise than the convention says. */
export function sampleDifference(over: Partial<TemplateDifference> = {}): TemplateDifference {
  return {
    profileId: 'autopilot-1',
    profileName: 'Modern Workplace Autopilot Profile',
    actual: 'LAPTOP-%RAND:5%',
    wanted: 'MMD-%RAND:11%',
    profiles: ['Standard', 'Sensitive data'],
    ...over,
  };
}

/** One exception in force, one waiting, one difference. */
export function sampleOverview(over: Partial<NamingOverview> = {}): NamingOverview {
  return {
    convention: 'MMD-%RAND:11%',
    inForce: [sampleNamingView({}, { state: 'approved', decision: decided() })],
    waiting: [sampleTemplateView(8, { id: 'exception-4' })],
    differences: [sampleDifference()],
    off: 3,
    asOf: now,
    ...over,
  };
}
