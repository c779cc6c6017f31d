import type { Asked } from '../../support/hostileGraph.ts';

/** What an answer of Microsoft's can be lied about: where it is asked for, and what kind of answer it is. */
export interface Target {
  /** Whether this request, sent alone or in a `$batch`, is what it is about. */
  isAsked(asked: Asked): boolean;
  /** `list`: pages with links; `value`: a list without pages; `one`: a single thing. */
  answers: 'list' | 'value' | 'one';
  /** Whether some of its requests change something at the tenant. */
  writes: boolean;
}

const autopilot = '/deviceManagement';
const staging = `${autopilot}/importedWindowsAutopilotDeviceIdentities`;
const identities = `${autopilot}/windowsAutopilotDeviceIdentities`;

const isRead = ({ method, path }: Asked, expected: string | RegExp) =>
  method === 'GET' && (typeof expected === 'string' ? path === expected : expected.test(path));
const bySerialNumber = ({ query }: Asked) => query.includes('contains(serialNumber');

/** The targets of the matrix, by the names that `--only` takes. */
export const targets = {
  import: {
    isAsked: ({ method, path }) => method === 'POST' && path === `${staging}/import`,
    answers: 'value',
    writes: true,
  },
  'staging-list': { isAsked: (asked) => isRead(asked, staging), answers: 'list', writes: false },
  'identities-list': {
    isAsked: (asked) => isRead(asked, identities) && !bySerialNumber(asked),
    answers: 'list',
    writes: false,
  },
  identity: {
    isAsked: (asked) => isRead(asked, /^\/deviceManagement\/windowsAutopilotDeviceIdentities\/[^/]+$/),
    answers: 'one',
    writes: false,
  },
  'identities-by-serial-number': {
    isAsked: (asked) => isRead(asked, identities) && bySerialNumber(asked),
    answers: 'list',
    writes: false,
  },
  'assigned-devices': { isAsked: (asked) => isRead(asked, /\/assignedDevices$/), answers: 'list', writes: false },
  'groups-by-name': {
    isAsked: (asked) => isRead(asked, '/groups') && asked.query.includes('displayName'),
    answers: 'list',
    writes: false,
  },
  members: {
    isAsked: ({ method, path }) =>
      /^\/groups\/[^/]+\/members\b/.test(path) || (method === 'PATCH' && /^\/groups\/[^/]+$/.test(path)),
    answers: 'list',
    writes: true,
  },
  'check-member-groups': {
    isAsked: ({ path }) => path.endsWith('/checkMemberGroups'),
    answers: 'value',
    writes: false,
  },
  batch: { isAsked: ({ path }) => path === '/$batch', answers: 'value', writes: true },
  'groups-delta': { isAsked: (asked) => isRead(asked, /^\/groups\/delta(\(\))?$/), answers: 'list', writes: false },
  subscriptions: { isAsked: ({ path }) => /^\/subscriptions\b/.test(path), answers: 'list', writes: true },
  users: { isAsked: (asked) => isRead(asked, /^\/users\/[^/]+$/), answers: 'one', writes: false },
  /** All of Graph at once: what a captive portal, or a proxy that has lost its upstream, does. */
  'every-answer': { isAsked: ({ path }) => path !== '/msi/token', answers: 'list', writes: true },
  token: { isAsked: ({ path }) => path === '/msi/token', answers: 'one', writes: false },
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;
export const targetNames = Object.keys(targets) as TargetName[];
