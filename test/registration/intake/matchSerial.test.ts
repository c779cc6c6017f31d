import assert from 'node:assert/strict';
import { matchSerial } from '../../../src/registration/intake/matchSerial.ts';

describe('matchSerial', () => {
  const kinds = (pairs: [string, string][]) =>
    pairs.map(([claimed, actual]) => `${claimed} ${actual} ${matchSerial(claimed, actual).kind}`);
  const all = (pairs: [string, string][], kind: string) =>
    assert.deepEqual(
      kinds(pairs),
      pairs.map(([claimed, actual]) => `${claimed} ${actual} ${kind}`),
    );

  it('does not mind blanks around and doubled', () => {
    all(
      [
        ['PF0ZH8MB', 'PF0ZH8MB'],
        [' PF0ZH8MB ', 'PF0ZH8MB'],
        ['VMware-56  4d', 'VMware-56 4d'],
      ],
      'same',
    );
  });

  it('knows what spreadsheets do', () => {
    all(
      [
        ['30603247614', '030603247614'],
        ['3.06032E+10', '030603247614'],
        ['3,06032E+10', '030603247614'],
        ['1.65E+11', '165208123456'],
        ['1.00E+10', '1E10'],
        ['5E+12', '5E12'],
        ['1234567890123450000', '1234567890123456789'],
        ['30,603,247,614', '030603247614'],
        ['30603247614.0', '030603247614'],
        ['12-Mar', 'MAR12'],
        ['02-Jan', '1-2'],
        ['2026-01-02', '1-2'],
        ['5.00E+1234', '5E1234'],
        ['1.20E+401', '12E400'],
        ['1.00E+06', '999999'],
        ['10000000000', '1E10'],
        ['12000', '12E3'],
        ['10. Dez', '10-12'],
        ['12. Mrz', 'MAR12'],
        ['12.Mrz', 'MAR12'],
        ['12-févr.', '12-2'],
        ['12-ago', 'AUG12'],
        ['12-giu', 'JUN12'],
        ['3/12/2026 0:00', 'MAR12'],
        ['12:30:00', '12:30'],
      ],
      'damaged',
    );
  });

  it('knows what people and scanners do', () => {
    all(
      [
        ['pf0zh8mb', 'PF0ZH8MB'],
        ['4055828926580870', '4055-8289-2658-0870'],
        ['S/N: PF0ZH8MB', 'PF0ZH8MB'],
        ['1S21R3001BUKPF0ZH8MB', 'PF0ZH8MB'],
      ],
      'damaged',
    );
  });

  it('takes everything else for another device', () => {
    all(
      [
        ['PF0ZH8MC', 'PF0ZH8MB'],
        ['3.07E+10', '030603247614'],
        ['3E+10', '030603247614'],
        ['PF0ZH8M', 'PF0ZH8MB'],
        ['XPF0ZH8MB', 'PF0ZH8MB'],
        ['13-Mar', 'MAR12'],
        ['5.00E+1235', '5E1234'],
        ['12001', '12E3'],
        ['12. Okt', '12-11'],
        ['12:31:00', '12:30'],
        ['0', '0001'],
        ['1234567890123450000', '1234567890199456789'],
      ],
      'different',
    );
  });
});
