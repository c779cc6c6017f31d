import { setNameTemplate } from './deviceNames.ts';
import { findDevice, findProfile } from './find.ts';
import { templateProblem } from './nameTemplate.ts';
import type { NameRefusal, World } from './world.ts';

/** What stands in the way of device names. Names nobody has throw a `RangeError`. */
export interface NameMishaps {
  /** The device is joined to a domain on premises too, from now on or from its user's first sign-in on: `setDeviceName` does nothing for it. */
  joinHybrid(serialNumber: string): void;
  /** `setDeviceName` is refused for this serial number, with this status and code, until names are allowed again. */
  refuseNames(serialNumber: string, refusal: NameRefusal): void;
  /** `setDeviceName` is taken for this serial number and ends as `failed` at the next check-in, until names are allowed again. */
  failNames(serialNumber: string): void;
  /** Ends what `refuseNames` and `failNames` began. */
  allowNames(serialNumber: string): void;
  /** An administrator edits the name template of an Autopilot profile by hand; empty switches naming off. Throws a `RangeError` for one that Autopilot refuses. */
  editNameTemplate(profileName: string, template: string): void;
}

/** Mishaps of names in a world that `settled` brings up to now. */
export function createNameMishaps(settled: () => World): NameMishaps {
  return {
    joinHybrid(serialNumber) {
      const world = settled();
      const entra = world.devices.get(findDevice(world, serialNumber).entraObjectId);
      if (entra === undefined) throw new RangeError(`Entra has no device object of ${serialNumber}.`);
      entra.hybrid = true;
      world.tell({ kind: 'deviceChanged', device: entra });
    },
    refuseNames: (serialNumber, refusal) => void settled().nameRefusals.set(serialNumber.toLowerCase(), refusal),
    failNames: (serialNumber) => void settled().nameFailures.add(serialNumber.toLowerCase()),
    allowNames(serialNumber) {
      settled().nameRefusals.delete(serialNumber.toLowerCase());
      settled().nameFailures.delete(serialNumber.toLowerCase());
    },
    editNameTemplate(profileName, template) {
      const world = settled();
      const profile = findProfile(world, profileName);
      const problem = templateProblem(template);
      if (problem !== undefined) throw new RangeError(`Autopilot does not take ${template}. ${problem}`);
      setNameTemplate(world, profile, template);
    },
  };
}
