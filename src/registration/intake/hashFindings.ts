import { entry, quoted } from './catalogueEntry.ts';

const captureAgain = 'Capture the hash on that device again and send the file as the script wrote it.';
const nothingToDo = 'Nothing to do: the digest inside the hash proves the repair.';

/** Findings about the text of a hardware hash. */
export const hashFindings = {
  'hash-missing': entry(
    'error',
    'A row names a device but holds no hardware hash.',
    (name: string) =>
      name === '' ? 'This row has no hardware hash.' : `There is no hardware hash for ${quoted(name)}.`,
    'Collect the hash on the device with Get-WindowsAutopilotInfo and send that file.',
  ),
  'hash-unreadable': entry(
    'error',
    'The hash column holds something that is not a hardware hash.',
    () => 'The hash cell holds no hardware hash: it is not base64 that begins like one (T0E to T0H).',
    captureAgain,
  ),
  'hash-old-format': entry(
    'error',
    'The hash column holds base64 of another kind, such as the 128-byte hash of Windows 1703 and older.',
    () => 'The hash cell holds base64, but not a hardware hash of Windows 10 1709 or later.',
    'Update the device to a supported Windows and capture its hash again.',
  ),
  'hash-too-short': entry(
    'error',
    'So little of a hash is left that nothing can be read from it.',
    () => 'Only the beginning of a hardware hash is here; nothing can be read from it.',
    captureAgain,
  ),
  'hash-cut': entry(
    'error',
    'The hash ends before its digest does, so nothing proves the rest; the serial number could still be read.',
    (serialNumber: string) =>
      `The hash is cut off. Serial number ${serialNumber} was in there, but the end that proves it is missing.`,
    captureAgain,
  ),
  'hash-cut-unreadable': entry(
    'error',
    'The hash is cut off before its serial number.',
    () => 'The hash is cut off before its serial number.',
    captureAgain,
  ),
  'hash-lines-lost': entry(
    'error',
    'A hash that was printed or wrapped over several lines cannot be put together again: lines are missing, or something else stands among them.',
    () => 'The hash was broken into several lines, and they do not make a whole one.',
    'Send the file that the script wrote (Get-WindowsAutopilotInfo -OutputFile devices.csv) rather than what a window or a mail shows of it.',
  ),
  'hash-shortened': entry(
    'error',
    'A window showed only the beginning of the hash, and dots for the rest.',
    () => 'Only the beginning of the hash is here, with dots for the rest: the window that printed it was too narrow.',
    'Send the file that the script wrote (Get-WindowsAutopilotInfo -OutputFile devices.csv) rather than what a window shows of it.',
  ),
  'hash-digest-mismatch': entry(
    'error',
    'The SHA-256 inside the hash does not match its content: something changed a character.',
    (serialNumber: string | undefined) =>
      serialNumber === undefined
        ? 'The hash was changed after its capture: its check sum does not match.'
        : `The hash was changed after its capture: its check sum does not match. It seems to be of ${quoted(serialNumber)}.`,
    captureAgain,
  ),
  'hash-malformed': entry(
    'error',
    'The records inside the hash overrun, or say two different things about the device.',
    () => 'The hash is damaged inside: its records do not fit together.',
    captureAgain,
  ),
  'hash-line-wrapped': entry(
    'warning',
    'Line breaks or blanks stood inside the hash, as mail and terminals put them.',
    () => 'The hash was broken into several lines.',
    nothingToDo,
    () => 'The lines were joined.',
  ),
  'hash-plus-lost': entry(
    'warning',
    'Every + of the hash had become a space, as web forms do.',
    () => 'The + characters of the hash had become spaces.',
    nothingToDo,
    () => 'The + characters were put back.',
  ),
  'hash-url-safe': entry(
    'warning',
    'The hash was written with - and _ instead of + and /.',
    () => 'The hash was written with - and _ instead of + and /.',
    nothingToDo,
    () => 'Written with + and / again.',
  ),
  'hash-escaped': entry(
    'warning',
    'Characters of the hash were escaped (%2B, \\u002b, &#43;, =3D).',
    () => 'Some characters of the hash were escaped for a web address, JSON, HTML or mail.',
    nothingToDo,
    () => 'The escapes were undone.',
  ),
  'hash-surrounded': entry(
    'warning',
    'Other text stood in the same cell as the hash.',
    () => 'Other text stood around the hash.',
    nothingToDo,
    () => 'Only the hash was kept.',
  ),
  'hash-invisible-characters': entry(
    'warning',
    'Zero-width characters stood inside the hash.',
    () => 'Invisible characters stood inside the hash.',
    nothingToDo,
    () => 'The invisible characters were taken out.',
  ),
  'hash-equals-signs': entry(
    'warning',
    'The = at the end of the hash were missing, too many or misplaced.',
    () => 'The = at the end of the hash did not fit its length.',
    nothingToDo,
    () => 'The = were set right.',
  ),
  'hash-filling-cut': entry(
    'warning',
    'Zeros that fill the hash up to 3,000 bytes were cut off; they hold nothing.',
    () => 'The end of the hash is cut off, but only zeros that hold nothing are missing.',
    nothingToDo,
    () => 'The hash was filled up to 3,000 bytes again.',
  ),
  'hash-filling-damaged': entry(
    'warning',
    'The filling after the digest, which should be zeros, held something else.',
    () => 'The filling after the hash held something other than zeros.',
    nothingToDo,
    () => 'The filling was set to zeros.',
  ),
  'hash-spare-bits': entry(
    'warning',
    'Unused bits of the last base64 character were set.',
    () => 'The last character of the hash was not the one Windows writes.',
    nothingToDo,
    () => 'The last character was set right.',
  ),
};
