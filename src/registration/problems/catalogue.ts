/** Who has to act on a problem. */
export type Actor = 'you' | 'administrator' | 'supplier' | 'Microsoft' | 'nobody';

/** What people are told about a problem. */
export interface ProblemText {
  /** What is wrong, one sentence. */
  sentence: string;
  /** What to do, one sentence. */
  remedy: string;
  actor: Actor;
  /**
   * Whether trying again with what Preflight has may help: at once, or when who has to act has acted. Where it is false, the data are wrong
   * or gone, or somebody outside must act first; `retry` then wants the device named.
   */
  retry: boolean;
}

/** Every problem a device can have, by code. The words of the first five are those of Microsoft Managed Desktop (docs/sources.md). */
export const problems = {
  'hardware-hash-not-valid': {
    sentence: 'Autopilot refused the hardware hash.',
    remedy: 'Capture the hardware hash again on the device and send the new file.',
    actor: 'you',
    retry: false,
  },
  'claimed-by-another-organization': {
    sentence: 'The device is registered to another organisation.',
    remedy:
      'Ask the supplier to release it; without one, open a case with Microsoft and attach the invoice that shows the serial number.',
    actor: 'supplier',
    retry: false,
  },
  'registered-with-another-tag': {
    sentence: 'The device is already registered here with another group tag of ours.',
    remedy:
      'Delete it in Autopilot, then send its file again; a tag of ours is never replaced while the device is registered.',
    actor: 'administrator',
    retry: true,
  },
  'duplicated-in-request': {
    sentence: 'Autopilot received the same hardware hash twice.',
    remedy: 'Try it again: Preflight looks whether Autopilot has it, and sends it once more if not.',
    actor: 'you',
    retry: true,
  },
  'serial-number-missing': {
    sentence: 'The hardware hash names neither a serial number nor a product key.',
    remedy: 'Have the supplier write the serial number into the firmware, then capture the hardware hash again.',
    actor: 'supplier',
    retry: false,
  },
  'device-not-found': {
    sentence: 'Autopilot finds no device with this manufacturer, model and serial number.',
    remedy: 'Confirm them with the supplier, capture the hardware hash again and send the new file.',
    actor: 'supplier',
    retry: false,
  },
  'device-not-unique': {
    sentence: 'Autopilot cannot tell the device from another one by its hardware hash.',
    remedy: 'Ask the supplier to correct the serial number in the firmware, then capture the hardware hash again.',
    actor: 'supplier',
    retry: false,
  },
  'registered-out-of-sight': {
    sentence: 'Autopilot says that the device is registered already, but does not show it in this tenant.',
    remedy:
      'It may be registered to another organisation, or in a way that nobody here can see: ask the supplier to release it. Without a supplier, open a case with Microsoft and quote the error and the request id.',
    actor: 'supplier',
    retry: false,
  },
  'known-to-entra-already': {
    sentence: 'Entra already has a joined device for this hardware.',
    remedy:
      'Make sure that nobody works on it. Then delete its old records in Intune and after that in Entra, and try it again.',
    actor: 'administrator',
    retry: true,
  },
  'autopilot-profile-missing': {
    sentence: 'Autopilot does not have the deployment profile it meant to give the device.',
    remedy: 'Check that the Autopilot profiles of the policy exist in this tenant and are assigned, then try it again.',
    actor: 'administrator',
    retry: true,
  },
  'import-failed': {
    sentence: 'Autopilot could not import the device.',
    remedy: 'Try it again; if it fails again, open a case with Microsoft and quote the error.',
    actor: 'Microsoft',
    retry: true,
  },
  'unexpected-error': {
    sentence: 'Autopilot refuses the device with an error that is not known here.',
    remedy: 'Try it again later; if it fails again, open a case with Microsoft and quote the error and the request id.',
    actor: 'Microsoft',
    retry: true,
  },
  'import-refused': {
    sentence: 'Intune refused the import request.',
    remedy: 'Try it again; if it is refused again, open a case with Microsoft and quote the request id.',
    actor: 'Microsoft',
    retry: true,
  },
  'hash-missing': {
    sentence: 'The hardware hash is no longer stored, and Autopilot does not have the device.',
    remedy: 'Send the file with this device again.',
    actor: 'you',
    retry: false,
  },
  'profile-unknown': {
    sentence: 'The policy no longer has the device profile this device was registered with.',
    remedy: 'Put the profile back into the policy file and try it again, or send the file again and choose another.',
    actor: 'administrator',
    retry: true,
  },
  'unsupported-tag': {
    sentence:
      'The group tag cannot be used: it names no single profile, or one that cannot be shared, or is one of ours but for case or blanks.',
    remedy: 'Change the tag in Autopilot, or delete the device and register it again.',
    actor: 'administrator',
    retry: false,
  },
  'left-autopilot': {
    sentence: 'The device was deleted from Autopilot.',
    remedy: 'Do not hand it to another user. Send its file again if it should stay registered.',
    actor: 'you',
    retry: false,
  },
  'entra-object-missing': {
    sentence: 'Entra no longer has the device object that Autopilot names.',
    remedy:
      'Remove the device, then send its file again: a new registration makes a new object. A device in use has to be reset afterwards, so have its data saved first.',
    actor: 'administrator',
    retry: false,
  },
  'hardware-changed': {
    sentence: 'Autopilot sees other hardware than was registered, a replaced mainboard for instance.',
    remedy: 'Remove the device, capture its hardware hash again and send the new file.',
    actor: 'you',
    retry: false,
  },
  'left-over-intune-record': {
    sentence:
      'Intune still has an old record of this device, which has not called since before the registration. It would stop a shared device from enrolling.',
    remedy: 'Delete that record in Intune; Preflight goes on by itself.',
    actor: 'administrator',
    retry: true,
  },
  'in-use-not-shared': {
    sentence: 'This device is in use: Intune heard of it lately. A shared device has to be set up anew.',
    remedy:
      'Wipe it in Intune to make it a shared device; Preflight goes on by itself. Do not delete its Intune record while somebody works with it.',
    actor: 'you',
    retry: true,
  },
  'permission-missing': {
    sentence: 'Preflight is not allowed to read or change what this step needs.',
    remedy: 'Grant Preflight the missing Graph permission and give administrator consent; it then goes on by itself.',
    actor: 'administrator',
    retry: true,
  },
  'sign-in-failed': {
    sentence: 'Preflight cannot sign in to Microsoft Graph.',
    remedy:
      'Check the credential that Preflight uses for Microsoft Graph: a secret or certificate may have expired. It then goes on by itself.',
    actor: 'administrator',
    retry: true,
  },
  'assigned-unexpected-profile': {
    sentence: 'Autopilot assigned another deployment profile than the one this group tag stands for.',
    remedy:
      'Check which groups the Autopilot profiles are assigned to: an older profile that also covers the device wins.',
    actor: 'administrator',
    retry: true,
  },
  'stuck-accepted': {
    sentence: 'The device has not been sent to Autopilot yet.',
    remedy:
      'Preflight keeps trying. The error shown is what the service said last; where none is shown, check that Preflight can reach Microsoft Graph.',
    actor: 'administrator',
    retry: true,
  },
  'stuck-importing': {
    sentence: 'Autopilot has not finished the import.',
    remedy: 'Nothing to do yet; Preflight keeps looking. Imports that take hours are a matter for Microsoft support.',
    actor: 'Microsoft',
    retry: true,
  },
  'stuck-imported': {
    sentence: 'The device is in Autopilot but Entra does not know it yet.',
    remedy: 'Nothing to do yet; Preflight keeps looking and asks Autopilot to synchronise.',
    actor: 'Microsoft',
    retry: true,
  },
  'stuck-tag': {
    sentence: 'Autopilot does not show the group tag that Preflight gives the device.',
    remedy:
      'Preflight keeps setting it. Check whether a person or another tool changes the tag; the error, if one is shown, is what Intune said last.',
    actor: 'administrator',
    retry: true,
  },
  'group-missing': {
    sentence: 'A group that the device must be in does not exist.',
    remedy: 'Restore or rename the group, or name the right one in the policy file; Preflight then goes on by itself.',
    actor: 'administrator',
    retry: true,
  },
  'stuck-linked': {
    sentence: 'The device does not show in its groups.',
    remedy:
      'Check that Preflight may change the members of these groups, and that none of them is dynamic or comes from an on-premises directory.',
    actor: 'administrator',
    retry: true,
  },
  'stuck-grouped': {
    sentence: 'Autopilot has not assigned the expected deployment profile.',
    remedy: 'Check that the Autopilot profile is assigned to the group of this tag.',
    actor: 'administrator',
    retry: true,
  },
  'removal-stuck': {
    sentence: 'The device is not removed yet: Intune, Autopilot or a group still shows it.',
    remedy:
      'Preflight keeps trying. Send status and the serial number to see what it waits for; if that stays, delete it in the Intune admin center.',
    actor: 'administrator',
    retry: false,
  },
  'approval-required': {
    sentence: 'Intune deletes the device only after another administrator has approved it (Multi Admin Approval).',
    remedy:
      'Exclude the application that Preflight signs in with in the access policy (Intune admin center, Tenant administration, Multi Admin Approval); the removal then goes on by itself.',
    actor: 'administrator',
    retry: false,
  },
} as const satisfies Record<string, ProblemText>;

export type ProblemCode = keyof typeof problems;

/** The text of a problem. */
export function problemText(code: ProblemCode): ProblemText {
  return problems[code];
}
