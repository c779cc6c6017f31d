/** Who has to act on a problem. */
export type Actor = 'you' | 'administrator' | 'supplier' | 'Microsoft' | 'nobody';

interface ProblemText {
  /** What is wrong, one sentence. */
  sentence: string;
  /** What to do, one sentence. */
  remedy: string;
  actor: Actor;
}

/** Every problem a device can have, by code. The words of the first five are those of Microsoft Managed Desktop (docs/sources.md). */
export const problems = {
  'hardware-hash-not-valid': {
    sentence: 'Autopilot refused the hardware hash.',
    remedy: 'Capture the hardware hash again on the device and send the new file.',
    actor: 'you',
  },
  'claimed-by-another-organization': {
    sentence: 'The device is registered to another organisation.',
    remedy:
      'Ask the supplier to release it; without one, open a case with Microsoft and attach the invoice that shows the serial number.',
    actor: 'supplier',
  },
  'registered-with-another-tag': {
    sentence: 'The device is already registered here with another group tag of ours.',
    remedy:
      'Delete it in Autopilot and register it again; a tag of ours is never replaced while the device is registered.',
    actor: 'administrator',
  },
  'duplicated-in-request': {
    sentence: 'Autopilot received the same hardware hash twice.',
    remedy: 'Nothing to do if the device appears in Autopilot; otherwise send its file again.',
    actor: 'you',
  },
  'import-failed': {
    sentence: 'Autopilot could not import the device.',
    remedy: 'Send the file again; if it fails again, open a case with Microsoft and quote the error.',
    actor: 'Microsoft',
  },
  'import-refused': {
    sentence: 'Intune refused the import request.',
    remedy: 'Send the file again; if it is refused again, open a case with Microsoft and quote the request id.',
    actor: 'Microsoft',
  },
  'hash-missing': {
    sentence: 'The hardware hash is no longer stored, and Autopilot does not have the device.',
    remedy: 'Send the file with this device again.',
    actor: 'you',
  },
  'profile-unknown': {
    sentence: 'The policy no longer has the device profile this device was registered with.',
    remedy: 'Put the profile back into the policy file, or send the file again and choose another.',
    actor: 'administrator',
  },
  'unsupported-tag': {
    sentence: 'The group tag cannot be used: it names no single profile, or a profile that cannot be shared.',
    remedy: 'Change the tag in Autopilot, or delete the device and register it again.',
    actor: 'administrator',
  },
  'left-autopilot': {
    sentence: 'The device was deleted from Autopilot.',
    remedy: 'Do not hand it to another user. Send its file again if it should stay registered.',
    actor: 'you',
  },
  'hardware-changed': {
    sentence: 'Autopilot sees other hardware than was registered, a replaced mainboard for instance.',
    remedy: 'Remove the device, capture its hardware hash again and send the new file.',
    actor: 'you',
  },
  'left-over-intune-record': {
    sentence:
      'Intune still has a record of an earlier life of this device, which would stop a shared device from enrolling.',
    remedy: 'Delete that record in Intune; Preflight goes on by itself.',
    actor: 'administrator',
  },
  'permission-missing': {
    sentence: 'Preflight is not allowed to read or change what this step needs.',
    remedy: 'Grant the missing Graph permission to Preflight and give administrator consent.',
    actor: 'administrator',
  },
  'assigned-unexpected-profile': {
    sentence: 'Autopilot assigned another deployment profile than the one this group tag stands for.',
    remedy:
      'Check which groups the Autopilot profiles are assigned to: an older profile that also covers the device wins.',
    actor: 'administrator',
  },
  'stuck-accepted': {
    sentence: 'The device has not been sent to Autopilot yet.',
    remedy: 'Preflight keeps trying; check that it can reach Microsoft Graph.',
    actor: 'administrator',
  },
  'stuck-importing': {
    sentence: 'Autopilot has not finished the import.',
    remedy: 'Nothing to do yet; Preflight keeps looking. Imports that take hours are a matter for Microsoft support.',
    actor: 'Microsoft',
  },
  'stuck-imported': {
    sentence: 'The device is in Autopilot but Entra does not know it yet.',
    remedy: 'Nothing to do yet; Preflight keeps looking and asks Autopilot to synchronise.',
    actor: 'Microsoft',
  },
  'stuck-linked': {
    sentence: 'The device does not show in its groups.',
    remedy: 'Check that the groups exist and that Preflight may change their members.',
    actor: 'administrator',
  },
  'stuck-grouped': {
    sentence: 'Autopilot has not assigned the expected deployment profile.',
    remedy: 'Check that the Autopilot profile is assigned to the group of this tag.',
    actor: 'administrator',
  },
  'removal-stuck': {
    sentence: 'The device is not removed yet: Intune, Autopilot or a group still shows it.',
    remedy:
      'Preflight keeps trying. Send status and the serial number to see what it waits for; if that stays, delete it in the Intune admin center.',
    actor: 'administrator',
  },
} as const satisfies Record<string, ProblemText>;

export type ProblemCode = keyof typeof problems;

/** The text of a problem. */
export function problemText(code: ProblemCode): ProblemText {
  return problems[code];
}

/** The problem behind an import error, by its name (the numbers contradict each other); `undefined` where it is no problem. */
export function importProblem(errorName: string | undefined): ProblemCode | 'already-registered' | 'transient' {
  switch (errorName) {
    case 'ZtdDeviceAlreadyAssigned':
      return 'already-registered';
    case 'ZtdDeviceAssignedToOtherTenant':
    case 'ZtdDeviceAssignedToAnotherTenant':
      return 'claimed-by-another-organization';
    case 'InvalidZtdHardwareHash':
      return 'hardware-hash-not-valid';
    case 'ZtdDeviceDuplicated':
      return 'duplicated-in-request';
    case 'StorageError':
      return 'transient';
    default:
      return 'import-failed';
  }
}
