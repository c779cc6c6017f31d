import type { AdaptiveCard } from '../../../src/bot/cards/expand.ts';
import { misfitsCard } from '../../../src/bot/cards/misfitsCard.ts';
import { namePlanCard } from '../../../src/bot/cards/namePlanCard.ts';
import { nameReasonCard } from '../../../src/bot/cards/nameReasonCard.ts';
import { nameRequestCard } from '../../../src/bot/cards/nameRequestCard.ts';
import { emptyForm } from '../../../src/bot/cards/nameRequestForm.ts';
import { changedTemplateCard, confirmTemplateCard, keptTemplateCard } from '../../../src/bot/cards/nameTemplateCard.ts';
import { droppedCard, namingCard, previewCard } from '../../../src/bot/cards/namingCard.ts';
import { namingOverviewCard } from '../../../src/bot/cards/namingOverviewCard.ts';
import { allowedRenamesCard, confirmRenamesCard, leftNamesCard } from '../../../src/bot/cards/renamesCard.ts';
import { readTemplate } from '../../../src/registration/naming/nameTemplate.ts';
import type { NameReason } from '../../../src/registration/naming/naming.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import {
  decided,
  nestor,
  sampleDifference,
  sampleNamingView,
  sampleOverview,
  sampleTemplateView,
} from './namingSamples.ts';
import { ada, now, sampleDevice } from './samples.ts';

const scopes = [
  { title: 'All devices', value: 'tenant' },
  { title: 'Standard devices', value: 'profile:Standard' },
  { title: 'berlin-laptops.csv: 21 devices', value: 'batch:batch-1' },
  { title: 'Serial numbers', value: 'devices' },
];
const written = {
  scope: 'devices',
  serialNumbers: '5CG1234ABC, 5CG9999XYZ',
  what: 'template',
  template: 'CONTOSO %SERIAL%',
  reason: 'The help desk finds devices by their serial numbers.',
  lastDay: '2028-12-31',
};

function reasons(): { reason: NameReason; view: undefined }[] {
  const reading = readTemplate('MMD-%RAND:11%');
  if ('problem' in reading) throw new Error(reading.problem);
  const rule = { source: 'convention', template: reading.template } as const;
  const device = sampleDevice({ status: 'active', deviceName: 'LAPTOP-7' });
  const queued = { name: 'MMD-10203040506', before: 'LAPTOP-8', askedAt: now, state: 'queued' } as const;
  return [
    { reason: { device: sampleDevice({ deviceName: 'MMD-12345678901' }), rule, follows: 'yes' }, view: undefined },
    { reason: { device, rule, follows: 'no' }, view: undefined },
    {
      reason: {
        device: sampleDevice({ serialNumber: '8KLMN42', deviceName: 'LAPTOP-8', renaming: queued }),
        rule,
        follows: 'no',
      },
      view: undefined,
    },
    { reason: { device: sampleDevice({ serialNumber: 'PF0ZH8M' }), rule, follows: 'unknown' }, view: undefined },
  ];
}

/** Every card about names, in the states people meet it in. */
export function namingGallery(): Record<string, AdaptiveCard> {
  const policy = defaultPolicy;
  const nobody = new Set<never>();
  const everyRole = new Set(['approver', 'administrator'] as const);
  const held = { template: policy.naming.template, devices: 412 };
  const ended = { by: nestor, at: now - 60_000, comment: 'The label project is over.' };
  const approved = { state: 'approved', decision: decided('Fine until the labels are gone.') } as const;
  const extension = { by: nestor, at: now - 600_000, before: '2027-03-31' };
  return {
    'naming-request': nameRequestCard(emptyForm, scopes, policy, now),
    'naming-request-corrected': nameRequestCard(written, scopes, policy, now, {
      scope: 'No device with the serial number 5CG9999XYZ is known here. Check the spelling.',
      wanted: 'A device name cannot hold a blank. Use letters, digits and hyphens.',
      lastDay: 'Choose a day up to 24 November 2027.',
    }),
    'naming-preview-keep': previewCard(sampleNamingView({}, { state: 'draft' })),
    'naming-preview-template': previewCard(sampleTemplateView(8, { state: 'draft' }), [
      '5CG1234ABC is the serial number of 2 devices, of several manufacturers: the request is for all of them.',
    ]),
    'naming-dropped': droppedCard('Ada Lovelace'),
    'naming-approver-keep': namingCard(sampleNamingView(), 'approver', policy),
    'naming-approver-template': namingCard(sampleTemplateView(8), 'approver', policy),
    'naming-requester': namingCard(sampleNamingView(), 'requester', policy),
    'naming-requester-unreached': namingCard(
      sampleNamingView({}, { unreached: ['Nestor Wilke', 'Miriam Graham'] }),
      'requester',
      policy,
    ),
    'naming-onlooker': namingCard(sampleNamingView(), 'onlooker', policy),
    'naming-approved': namingCard(sampleNamingView({}, approved), 'approver', policy),
    'naming-approved-requester': namingCard(sampleTemplateView(1, approved), 'requester', policy),
    'naming-extended': namingCard(
      sampleNamingView({}, { ...approved, extension, lastDay: '2027-06-30' }),
      'approver',
      policy,
    ),
    'naming-denied': namingCard(
      sampleNamingView({}, { state: 'denied', decision: decided('Use the asset tag instead.') }),
      'requester',
      policy,
    ),
    'naming-withdrawn': namingCard(
      sampleNamingView({}, { state: 'withdrawn', ending: { by: ada, at: now } }),
      'approver',
      policy,
    ),
    'naming-revoked': namingCard(
      sampleNamingView({}, { ...approved, state: 'revoked', ending: ended }),
      'approver',
      policy,
    ),
    'naming-expired': namingCard(
      sampleNamingView({}, { ...approved, state: 'expired', ending: { at: now } }),
      'approver',
      policy,
    ),
    'naming-undecided': namingCard(
      sampleNamingView({}, { state: 'expired', ending: { at: now } }),
      'requester',
      policy,
    ),
    'naming-misfits': misfitsCard(sampleTemplateView(60), 2),
    'naming-overview': namingOverviewCard(sampleOverview(), { id: 'x', roles: everyRole }, policy),
    'naming-overview-empty': namingOverviewCard(
      sampleOverview({ inForce: [], waiting: [], differences: [], off: 0 }),
      { id: 'x', roles: nobody },
      policy,
    ),
    'naming-overview-held': namingOverviewCard(
      sampleOverview({ held, off: 412 }),
      { id: 'x', roles: everyRole },
      policy,
    ),
    'naming-overview-held-registrar': namingOverviewCard(
      sampleOverview({ held, off: 412, inForce: [], waiting: [], differences: [] }),
      { id: 'x', roles: nobody },
      policy,
    ),
    'naming-renames-question': confirmRenamesCard(held, policy),
    'naming-renames-uncounted': confirmRenamesCard({ ...held, devices: undefined }, policy),
    'naming-renames-allowed': allowedRenamesCard(held, 'Megan Bowen', policy),
    'naming-renames-left': leftNamesCard('Megan Bowen'),
    'naming-template-question': confirmTemplateCard(sampleDifference()),
    'naming-template-empty': confirmTemplateCard(sampleDifference({ wanted: '', profiles: ['Power user'] })),
    'naming-template-changed': changedTemplateCard(sampleDifference(), 'Megan Bowen'),
    'naming-template-kept': keptTemplateCard('Megan Bowen'),
    'naming-reasons': nameReasonCard(reasons()),
    'naming-reason': nameReasonCard(reasons().slice(0, 1)),
    'naming-plan': namePlanCard({
      renames: Array.from({ length: 7 }, (_, index) => ({
        deviceId: `${index}`,
        serialNumber: `5CG${1000 + index}ABC`,
        before: `LAPTOP-${index}`,
        after: `MMD-1234567890${index}`,
      })),
      left: { excepted: 40, hybridJoined: 1, justEnrolled: 0, underWay: 2, triedLately: 0, noName: 3 },
      later: 12,
      held: 0,
    }),
    'naming-plan-empty': namePlanCard({
      renames: [],
      left: { excepted: 0, hybridJoined: 0, justEnrolled: 0, underWay: 0, triedLately: 0, noName: 0 },
      later: 0,
      held: 0,
    }),
  };
}
