import { type Random, seededRandom } from '../tenant/random.ts';
import { encodeHash, type Machine } from './encodeHash.ts';
import { latitude, machineOf, models } from './machines.ts';

/** A file to try the bot with. */
export interface SampleFile {
  id: string;
  /** File name. */
  name: string;
  /** One line for a list. */
  description: string;
  bytes: Buffer;
}

/** One row of a sample. */
interface Row {
  serialNumber: string;
  hash: string;
}

const header = 'Device Serial Number,Windows Product ID,Hardware Hash';
const day = 24 * 60 * 60_000;

/**
 * The sample files. Hardware hashes were "captured" in the days before `now` (milliseconds since 1970 UTC); the same seed
 * and time give the same files, and no device is in two of them but for the mistakes.
 */
export function sampleFiles(now: number, seed = 365): readonly SampleFile[] {
  const random = seededRandom(seed);
  const capturedAt = now - 2 * day;
  const some = (count: number, pick: (index: number) => (typeof models)[number]): Row[] =>
    Array.from({ length: count }, (_, index) =>
      rowOf(machineOf(pick(index), random, capturedAt - index * 60_000), random),
    );
  const mixed = (index: number) => models[index % models.length] ?? latitude;

  return [
    {
      id: 'five',
      name: 'latitude-5.csv',
      description: 'Five Latitude laptops, as Get-WindowsAutopilotInfo writes them (UTF-16)',
      bytes: utf16(csv(some(5, () => latitude))),
    },
    {
      id: 'twenty',
      name: 'mixed-20.csv',
      description: 'Twenty devices of four makers (UTF-8)',
      bytes: Buffer.from(csv(some(20, mixed)), 'utf8'),
    },
    {
      id: 'fifty',
      name: 'mixed-50.csv',
      description: 'Fifty devices of four makers (UTF-8)',
      bytes: Buffer.from(csv(some(50, mixed)), 'utf8'),
    },
    {
      id: 'mistakes',
      name: 'mistakes.csv',
      description: 'Eight rows, four of them wrong: a cut hash, a lost zero, a duplicate, a placeholder serial number',
      bytes: Buffer.from(csv(withMistakes(some(3, mixed), random, capturedAt)), 'utf8'),
    },
    {
      id: 'damaged',
      name: 'damaged-5.csv',
      description: 'Three good rows, a serial number that lost its zero, and a hash that was cut off (UTF-16)',
      bytes: utf16(csv(damaged(some(3, mixed), random, capturedAt))),
    },
    {
      id: 'minutes',
      name: 'meeting-minutes.txt',
      description: 'Not a CSV of devices at all',
      bytes: Buffer.from(
        'Minutes of the rollout meeting\r\n\r\n1. Laptops arrive on Thursday.\r\n2. Who has the list?\r\n',
      ),
    },
    {
      id: 'one',
      name: 'latitude-1.csv',
      description: 'One Latitude laptop (UTF-8)',
      bytes: Buffer.from(csv(some(1, () => latitude)), 'utf8'),
    },
  ];
}

function rowOf(machine: Machine, random: Random): Row {
  return { serialNumber: machine.serialNumber, hash: encodeHash(machine, random) };
}

/** Damage as the field does it: mail cuts the hash, Excel eats a zero, somebody pastes twice, a board was never programmed. */
function withMistakes(good: Row[], random: Random, capturedAt: number): Row[] {
  const surface = models.find(({ family }) => family === 'Surface') ?? latitude;
  const cut = rowOf(machineOf(latitude, random, capturedAt), random);
  const zero = rowOf(machineOf(surface, random, capturedAt), random);
  const twice = rowOf(machineOf(latitude, random, capturedAt), random);
  const blank = rowOf({ ...machineOf(latitude, random, capturedAt), serialNumber: 'To be filled by O.E.M.' }, random);
  return [
    ...good,
    { ...cut, hash: cut.hash.slice(0, 700) },
    { ...zero, serialNumber: zero.serialNumber.replace(/^0/, '') },
    twice,
    twice,
    blank,
  ];
}

/** One row that can be repaired, and one that cannot, among the good ones. */
function damaged([first, ...others]: Row[], random: Random, capturedAt: number): Row[] {
  const surface = models.find(({ family }) => family === 'Surface') ?? latitude;
  const zero = rowOf(machineOf(surface, random, capturedAt), random);
  const cut = rowOf(machineOf(latitude, random, capturedAt), random);
  return [
    ...(first === undefined ? [] : [first]),
    ...others.slice(0, 1),
    { ...zero, serialNumber: zero.serialNumber.replace(/^0/, '') },
    { ...cut, hash: cut.hash.slice(0, 1_000) },
    ...others.slice(1),
  ];
}

function csv(rows: readonly Row[]): string {
  return [header, ...rows.map(({ serialNumber, hash }) => `${serialNumber},,${hash}`), ''].join('\r\n');
}

/** With byte order mark, little-endian, as Windows PowerShell writes. */
function utf16(text: string): Buffer {
  return Buffer.from(`\u{FEFF}${text}`, 'utf16le');
}
