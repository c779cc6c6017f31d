import { entry, quoted } from './catalogueEntry.ts';

/** Findings about the device that a hash describes, and about rows that describe the same one. */
export const deviceFindings = {
  'serial-placeholder': entry(
    'error',
    'The serial number inside the hash is one that many devices share: nobody set it in the firmware.',
    (serialNumber: string) =>
      serialNumber === ''
        ? 'The hash holds no serial number.'
        : `The serial number in the hash is ${quoted(serialNumber)}, a placeholder that many devices share.`,
    'Have the manufacturer set the serial number in the firmware (for a virtual machine: in its settings), then capture the hash again.',
  ),
  'manufacturer-placeholder': entry(
    'error',
    'The hash names no manufacturer; Autopilot refuses it (InvalidZtdHardwareHash).',
    (manufacturer: string) =>
      manufacturer === ''
        ? 'The hash names no manufacturer.'
        : `The manufacturer in the hash is ${quoted(manufacturer)}, a placeholder.`,
    'Have the manufacturer set its name in the firmware, then capture the hash again.',
  ),
  'device-id-mismatch': entry(
    'error',
    'The TPM key and the device id in the hash do not belong together, which no honest capture produces.',
    () => 'The TPM key and the device id in the hash do not belong together.',
    'Capture the hash on the device again; if it comes out the same, ask the supplier where this file came from.',
  ),
  'duplicate-row': entry(
    'error',
    'The same capture occurs earlier in the file; one of them is enough.',
    (line: number) => `This is the same row as line ${line}.`,
    'Nothing to do: the device is registered once, from the earlier line.',
  ),
  'duplicate-device': entry(
    'error',
    'The same device, captured another time, occurs earlier in the file.',
    (line: number) => `This is another capture of the device on line ${line}.`,
    'Nothing to do: the device is registered once, from the earlier line.',
  ),
  'cloned-identity': entry(
    'error',
    'Two rows share a TPM key or SMBIOS UUID but have different serial numbers: a cloned machine or an edited file.',
    (line: number, shared: string) =>
      `This device has the same ${shared} as the one on line ${line}, but another serial number.`,
    'Find out which of the two is genuine, capture it again and send only that one.',
  ),
  'serial-shared': entry(
    'error',
    'Two different machines in the file have the same manufacturer and serial number.',
    (line: number) => `The device on line ${line} has the same serial number but is another machine.`,
    'Send only the device you have in hand; if its board was replaced, capture its hash again.',
  ),
  'no-tpm': entry(
    'warning',
    'The hash was captured without a TPM.',
    () => 'This device showed no TPM when its hash was captured.',
    'Turn the TPM on in the firmware and capture again; without TPM 2.0 the device cannot be shared or pre-provisioned.',
  ),
  'tpm-version': entry(
    'warning',
    'The TPM is not version 2.0.',
    (version: string) =>
      version === 'unknown' ? 'The version of this TPM could not be read.' : `This TPM is version ${version}.`,
    'The device can be registered for one user; sharing and pre-provisioning need TPM 2.0.',
  ),
  'tpm-key-missing': entry(
    'warning',
    'There is a TPM 2.0, but the hash holds no endorsement key to prove it with.',
    () => 'There is a TPM 2.0, but the hash does not hold its key.',
    'Capture the hash in full Windows as an administrator if the device is to be shared or pre-provisioned.',
  ),
  'virtual-machine': entry(
    'warning',
    'The device is a virtual machine, whose TPM cannot be attested.',
    (model: string) => `This is a virtual machine (${model}).`,
    'Fine for tests; it cannot be shared or pre-provisioned.',
  ),
  'shared-needs-tpm': entry(
    'error',
    'A shared device is asked for (group tag or choice), but this one has no attestable TPM 2.0.',
    (why: string) => `A shared device needs a TPM 2.0 that can be attested, and this one ${why}.`,
    'Register it for one user, or turn the TPM on in the firmware and capture again.',
  ),
  'captured-in-future': entry(
    'warning',
    'The hash says it was captured later than now: the clock of the device is wrong.',
    (date: string) => `The hash says it was captured on ${date}, which is still to come.`,
    'Set the clock of the device: with a wrong one it cannot enrol.',
  ),
  'captured-long-ago': entry(
    'info',
    'The hash is more than two years old; parts may have been replaced since.',
    (date: string) => `This hash was captured on ${date}.`,
    'Capture again if the main board was replaced since.',
  ),
  'captured-outside-windows': entry(
    'info',
    'The hash was not captured in full Windows but, say, in Windows PE, which may miss the TPM or network adapters.',
    () => 'This hash was not captured in full Windows.',
    'Capture it in full Windows if registration or sharing fails.',
  ),
};
