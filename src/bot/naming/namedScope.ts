import { mostDevices } from '../../registration/naming/draftException.ts';
import type { NamingScope } from '../../registration/naming/namingException.ts';
import type { Registration } from '../../registration/registration.ts';
import { longestSerialNumbers } from '../cards/nameRequestForm.ts';
import { count, enumerate, shownSerial } from '../cards/text.ts';
import { tooMany } from '../serialNumbers/askedSerialNumbers.ts';
import { findNamed } from '../serialNumbers/findNamed.ts';
import { readSerialNumbers } from '../serialNumbers/readSerialNumbers.ts';

/** The devices with the serial numbers somebody wrote, or what is wrong with these; `said` tells of those that several devices have. */
export async function namedScope(
  written: string,
  registration: Pick<Registration, 'devices'>,
): Promise<{ scope: NamingScope; said: string[] } | { problem: string }> {
  // As long as the field is, a client may have cut it.
  if (written.length >= longestSerialNumbers)
    return { problem: `The list is longer than can be read: name at most ${mostDevices} serial numbers.` };
  const serialNumbers = await readSerialNumbers(written, registration);
  if (serialNumbers.length === 0) return { problem: 'Write the serial numbers of the devices.' };
  if (serialNumbers.length > mostDevices)
    return { problem: tooMany(serialNumbers.length, mostDevices, 'serial number') };
  const { found, unknown } = await findNamed(serialNumbers, registration);
  if (unknown.length > 0) {
    const these = unknown.length === 1 ? 'the serial number' : 'the serial numbers';
    const named = enumerate(unknown.map((each) => shownSerial(each)));
    return { problem: `No device with ${these} ${named} is known here. Check the spelling.` };
  }
  const said = found
    .filter((devices) => devices.length > 1)
    .map(([first, ...others]) => {
      const devices = count(others.length + 1, 'device');
      return `${shownSerial(first.serialNumber)} is the serial number of ${devices}, of several manufacturers: the request is for all of them.`;
    });
  return { scope: { kind: 'devices', deviceIds: found.flat().map(({ id }) => id) }, said };
}
