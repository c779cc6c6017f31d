import type { Random } from '../tenant/random.ts';
import type { Machine } from './encodeHash.ts';

type Model = Pick<Machine, 'manufacturer' | 'model' | 'family' | 'sku' | 'memory' | 'processor'> & {
  serial: (random: Random) => string;
};

const letters = 'BCDFGHJKLMNPQRSTVWXYZ0123456789';

/** A serial number of capital letters and digits. */
function code(random: Random, length: number): string {
  return Array.from({ length }, () => letters[Math.floor(random.next() * letters.length)] ?? 'X').join('');
}

/** A Dell, with its service tag of seven characters. */
export const latitude: Model = {
  manufacturer: 'Dell Inc.',
  model: 'Latitude 5450',
  family: 'Latitude',
  sku: '0CB2',
  memory: 16,
  processor: 'Intel(R) Core(TM) Ultra 5 135U',
  serial: (random) => code(random, 7),
};

/** Models of several makers, each with serial numbers in its maker's form. */
export const models: readonly Model[] = [
  latitude,
  {
    manufacturer: 'LENOVO',
    model: '21R3001BUK',
    family: 'ThinkPad E16 Gen 3',
    sku: 'LENOVO_MT_21R3_BU_Think_FM_ThinkPad E16 Gen 3',
    memory: 16,
    processor: 'Intel(R) Core(TM) Ultra 5 225U',
    serial: (random) => `PF${code(random, 6)}`,
  },
  {
    manufacturer: 'HP',
    model: 'HP EliteBook 840 14 inch G11 Notebook PC',
    family: '103C_5336AN HP EliteBook',
    sku: '8M1P5AV',
    memory: 32,
    processor: 'Intel(R) Core(TM) Ultra 7 155U',
    serial: (random) => `5CD${code(random, 7)}`,
  },
  {
    manufacturer: 'Microsoft Corporation',
    model: 'Surface Laptop 6',
    family: 'Surface',
    sku: 'Surface_Laptop_6_2035',
    memory: 16,
    processor: 'Intel(R) Core(TM) Ultra 5 135H',
    serial: (random) => `0${random.digits(11)}`,
  },
  {
    manufacturer: 'Dell Inc.',
    model: 'OptiPlex 7020',
    family: 'OptiPlex',
    sku: '0C7B',
    memory: 16,
    processor: 'Intel(R) Core(TM) i5-14500',
    serial: (random) => code(random, 7),
  },
];

/** A machine of this model with a serial number and a product key of its own. */
export function machineOf(model: Model, random: Random, capturedAt: number): Machine {
  const { serial, ...facts } = model;
  return { ...facts, serialNumber: serial(random), productKeyId: `3305${random.digits(9)}`, capturedAt };
}
