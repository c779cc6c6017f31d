import type { Policy } from './policy.ts';

const minute = 60_000;
const hour = 60 * minute;

/** The rules and names of Microsoft Managed Desktop (docs/sources.md), used where an organisation sets no others. */
export const defaultPolicy: Policy = {
  profiles: [
    {
      id: 'Standard',
      label: 'Standard',
      description: 'For most people: no local administrator rights',
      tag: 'Microsoft365Managed_Standard',
      allowsShared: true,
      autopilotProfile: 'Modern Workplace Autopilot Profile',
      group: 'Modern Workplace Device Profiles - Standard',
    },
    {
      id: 'SensitiveData',
      label: 'Sensitive data',
      description: 'External storage blocked, AppLocker on',
      tag: 'Microsoft365Managed_SensitiveData',
      allowsShared: true,
      autopilotProfile: 'Modern Workplace Autopilot Profile',
      group: 'Modern Workplace Device Profiles - Sensitive Data',
    },
    {
      id: 'PowerUser',
      label: 'Power user',
      description: 'The user is a local administrator; cannot be shared',
      tag: 'Microsoft365Managed_PowerUser',
      allowsShared: false,
      autopilotProfile: 'Modern Workplace Autopilot Profile Power User',
      group: 'Modern Workplace Device Profiles - Power User',
    },
  ],
  shared: {
    tagSuffix: '-Shared',
    autopilotProfile: 'Modern Workplace Autopilot Profile Shared',
    group: 'Modern Workplace Devices - Shared Device Mode',
  },
  allDevicesGroup: 'Modern Workplace Devices-All',
  deployment: {
    groups: [
      { name: 'First', group: 'Modern Workplace Devices-First', share: 5, largeShare: 1 },
      { name: 'Fast', group: 'Modern Workplace Devices-Fast', share: 15, largeShare: 9 },
      { name: 'Broad', group: 'Modern Workplace Devices-Broad', share: 80, largeShare: 90 },
    ],
    threshold: 200,
    testGroup: { name: 'Test', group: 'Modern Workplace Devices-Test' },
  },
  naming: {
    template: 'MMD-%RAND:11%',
    mostPerRun: 200,
    retryAfter: 24 * hour,
    takesUpTo: 14 * 24 * hour,
    longestException: 366,
  },
  notifications: {
    tagGroupPrefix: 'Preflight tag - ',
    enrolledGroup: 'Preflight - Enrolled devices',
  },
  roles: {
    reader: 'Preflight readers',
    registrar: 'Preflight registrars',
    approver: 'Preflight approvers',
    administrator: 'Preflight administrators',
  },
  import: {
    chunk: 100,
    ticks: [minute, 2 * minute, 2 * minute, 2 * minute, 5 * minute],
    grace: 15 * minute,
  },
  // Rarer and rarer, but every five minutes around the half hour that an assignment usually takes.
  lookTicks: [1, 2, 5, 10, 10, 5, 5, 5, 5, 10].map((minutes) => minutes * minute),
  restingLook: 5 * minute,
  stuckAfter: {
    accepted: hour,
    importing: hour,
    imported: hour,
    linked: 2 * hour,
    grouped: 4 * hour,
    assigned: hour,
    removal: 4 * hour,
  },
  usual: {
    accepted: minute,
    importing: 10 * minute,
    imported: 10 * minute,
    linked: 5 * minute,
    grouped: 30 * minute,
    assigned: minute,
  },
  digestDelay: minute,
  shipReminderAfter: 3 * 24 * hour,
  inactiveAfter: 7 * 24 * hour,
};
