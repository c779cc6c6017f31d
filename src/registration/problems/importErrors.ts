import type { ProblemCode } from './catalogue.ts';

/** What an import error leads to: a problem, nothing at all, or another attempt. */
export type ImportErrorMeaning = ProblemCode | 'already-registered' | 'transient' | 'unknown';

/** The import errors that are documented (docs/sources.md, import errors), by name: their numbers contradict each other in the field. */
export const importErrors = {
  InvalidZtdRequestBody: 'import-refused',
  InvalidZtdHardwareHash: 'hardware-hash-not-valid',
  MissingZtdSerialNumberAndProductKey: 'serial-number-missing',
  ZtdDeviceAlreadyAssigned: 'already-registered',
  ZtdDeviceIsNotRegistered: 'device-not-found',
  ZtdDeviceAssignedToOtherTenant: 'claimed-by-another-organization',
  ZtdDeviceAssignedToAnotherTenant: 'claimed-by-another-organization',
  ZtdProfileIsNotRegistered: 'autopilot-profile-missing',
  ZtdProfileAssignedToOtherTenant: 'autopilot-profile-missing',
  ZtdDeviceRegisteredByOtherTenant: 'claimed-by-another-organization',
  ZtdDeviceNotFound: 'device-not-found',
  ZtdDeviceIsNotUnique: 'device-not-unique',
  ZtdDeviceAlreadyAadRegistered: 'known-to-entra-already',
  ZtdDeviceDuplicated: 'duplicated-in-request',
  StorageError: 'transient',
} as const satisfies Record<string, ImportErrorMeaning>;

/** What the error of this name leads to; `unknown` for one that is not documented. */
export function meaningOf(errorName: string | undefined): ImportErrorMeaning {
  return isDocumented(errorName) ? importErrors[errorName] : 'unknown';
}

function isDocumented(errorName: string | undefined): errorName is keyof typeof importErrors {
  return errorName !== undefined && Object.hasOwn(importErrors, errorName);
}
