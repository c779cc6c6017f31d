import type { Follow } from '../../src/registration/createRegistration.ts';

/** For an engine that a test drives by hand. */
export const followNothing: Follow = { pass: () => undefined, deliver: () => undefined, names: () => undefined };

/** Autopilot and Intune of a tenant where nothing is named. */
export const unnamed = {
  autopilot: { profiles: async () => [], setNameTemplate: async () => undefined },
  intune: { namedDevices: async function* () {} },
};
