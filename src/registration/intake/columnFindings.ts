import { entry, quoted } from './catalogueEntry.ts';
import { clip } from './cells.ts';

/** Findings about the other columns, which are claims held against the hash. */
export const columnFindings = {
  'serial-mismatch': entry(
    'error',
    'The serial number column names another device than the hash.',
    (claimed: string, actual: string) =>
      `The row says serial number ${quoted(claimed)}, but its hash is of ${quoted(actual)}.`,
    'Find out which of the two is meant and send the row with the hash that belongs to it.',
  ),
  'hash-swapped': entry(
    'error',
    'The hash belongs to the device of another row: the hashes of the rows were swapped.',
    (claimed: string, actual: string, line: number) =>
      `The row says ${quoted(claimed)}, but its hash is of ${quoted(actual)}, the device of line ${line}: the hashes are swapped.`,
    'Put each hash back beside its own serial number, or send the files as they were captured.',
  ),
  'serial-repaired': entry(
    'warning',
    'The serial number column was damaged in a recognisable way (lost zeros, 1.65E+11, a date, spacing); the hash has the original.',
    (claimed: string, actual: string, damage: string) =>
      `The row says serial number ${quoted(claimed)}: ${damage}. The hash says ${quoted(actual)}.`,
    'Nothing to do; next time, send the file without opening it in Excel.',
    (claimed: string, actual: string) => `Serial number ${clip(claimed)} → ${actual}`,
  ),
  'serial-missing': entry(
    'info',
    'The serial number column is empty; the hash has one.',
    (actual: string) => `The row has no serial number. The hash says ${quoted(actual)}.`,
    'Nothing to do.',
    (actual: string) => `Serial number → ${actual}`,
  ),
  'product-id-mismatch': entry(
    'error',
    'The Windows Product ID column is not the one in the hash.',
    (claimed: string, actual: string) =>
      `The row says Windows Product ID ${clip(claimed)}, but its hash says ${actual}.`,
    'Leave the column empty, as the capture script does, or send the hash that belongs to this row.',
  ),
  'product-id-repaired': entry(
    'warning',
    'The Windows Product ID was damaged by a spreadsheet; the hash has the original.',
    (claimed: string, _actual: string | undefined) =>
      `The Windows Product ID ${quoted(claimed)} was turned into a number by a spreadsheet.`,
    'Nothing to do; next time, send the file without opening it in Excel.',
    (claimed: string, actual: string | undefined) =>
      actual === undefined
        ? `Windows Product ID ${clip(claimed)} left out`
        : `Windows Product ID ${clip(claimed)} → ${actual}`,
  ),
  'product-id-malformed': entry(
    'warning',
    'The Windows Product ID column holds something else than 13 digits.',
    (claimed: string) => `${quoted(claimed)} is not a Windows Product ID, which has 13 digits. It is not sent.`,
    'Leave the column empty, as the capture script does.',
  ),
  'product-key-dropped': entry(
    'warning',
    'A 25-character Windows product key stood in the file. It is a secret and is neither stored nor shown.',
    () => 'A Windows product key stood in this row. It is a secret, so it was dropped.',
    'Take product keys out of the file, and treat this one as known to everybody who had the file.',
    () => 'The product key was left out.',
  ),
  'manufacturer-differs': entry(
    'warning',
    'The manufacturer column is not what the firmware says, to the letter.',
    (claimed: string, actual: string) =>
      `The row says manufacturer ${quoted(claimed)}, the hash says ${quoted(actual)}.`,
    'Nothing to do: the hash counts.',
  ),
  'model-differs': entry(
    'warning',
    'The model column is not what the firmware says, to the letter.',
    (claimed: string, actual: string) => `The row says model ${quoted(claimed)}, the hash says ${quoted(actual)}.`,
    'Nothing to do: the hash counts.',
  ),
  'group-tag-refused': entry(
    'error',
    'The group tag is one that no device may have, such as a power user profile with shared mode, or two profiles in one tag.',
    (tag: string, reason: string) => `The group tag ${quoted(tag)} cannot be used. ${reason}`,
    'Take the tag out of the file, or use the exact tag of one profile.',
  ),
  'group-tag-spelling': entry(
    'warning',
    'The group tag is one of ours but for its spelling; tags are matched to the letter.',
    (tag: string, exact: string) => `The group tag ${quoted(tag)} is spelt differently from ${quoted(exact)}.`,
    'Choose the profile when you register; its exact tag is used.',
  ),
  'group-tag-other': entry(
    'info',
    'The group tag belongs to none of the profiles; the tag of the profile chosen on the card takes its place.',
    (tag: string) => `The group tag ${quoted(tag)} belongs to none of the device profiles.`,
    'Choose a profile when you register; its tag takes the place of this one.',
  ),
  'group-tag-invalid': entry(
    'warning',
    'The group tag is longer than 512 characters or holds a comma.',
    (tag: string) => `The group tag ${quoted(tag)} is too long or holds a comma.`,
    'Use a tag without commas, of at most 512 characters.',
  ),
  'assigned-user-malformed': entry(
    'warning',
    'The assigned user is not a user principal name.',
    (user: string) => `${quoted(user)} is not a user principal name (name@domain).`,
    'Write the sign-in name of the user, or leave the column empty.',
  ),
  'assigned-user-unknown': entry(
    'warning',
    'The assigned user is not in the directory. Autopilot would take it all the same, and nobody could sign in to the device.',
    (user: string) => `There is no user ${quoted(user)} in the directory. The device is registered without a user.`,
    'Correct the user and send the file again, or assign the user in Autopilot later.',
  ),
  'columns-shifted': entry(
    'info',
    'Commas inside values had shifted the cells of a row; they were put back with the help of the hash.',
    () => 'A comma inside a value had shifted the cells of this row.',
    'Nothing to do.',
  ),
  'cells-ignored': entry(
    'info',
    'A row has more cells than there are captions.',
    (count: number) =>
      count === 1
        ? 'One cell of this row has no caption and was ignored.'
        : `${count} cells of this row have no caption and were ignored.`,
    'Nothing to do.',
  ),
  'partner-tuple': entry(
    'error',
    'A row holds manufacturer, model and serial number but no hash: only partners and manufacturers can register with these.',
    (serialNumber: string) =>
      `For ${quoted(serialNumber)} there are only manufacturer, model and serial number, with which only a partner can register.`,
    'Collect the hash on the device with Get-WindowsAutopilotInfo, or have the supplier register it in Partner Center.',
  ),
  'product-id-only': entry(
    'error',
    'A row holds only a Windows Product ID: only partners can register with it.',
    () => 'There is only a Windows Product ID, with which only a partner can register.',
    'Collect the hash on the device with Get-WindowsAutopilotInfo, or have the supplier register it in Partner Center.',
  ),
  'cell-too-long': entry(
    'error',
    'A cell or line is longer than the limit.',
    (limit: number) => `This row holds a cell of more than ${limit.toLocaleString('en')} characters.`,
    'Check the row in a text editor: a quote or a line break is probably missing.',
  ),
  'too-many-cells': entry(
    'error',
    'A row has more cells than any list of devices.',
    (limit: number) => `This row has more than ${limit.toLocaleString('en')} cells.`,
    'Check the row in a text editor: a line break is probably missing, or it holds delimiters that do not belong there.',
  ),
};
