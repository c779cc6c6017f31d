import assert from 'node:assert/strict';
import { expandTemplate, isDeviceName, nameByHand, templateProblem } from '../../../sandbox/tenant/nameTemplate.ts';
import { seededRandom } from '../../../sandbox/tenant/random.ts';

describe('name templates', () => {
  it('are taken as Microsoft states the rules', () => {
    for (const template of [
      '',
      'MMD-%RAND:11%',
      'CONTOSO-%SERIAL%',
      '%SERIAL%',
      'Kiosk-%RAND:9%',
      'A%RAND:2%%SERIAL%',
      'FIXED',
    ]) {
      assert.equal(templateProblem(template), undefined, template);
    }
  });

  it('are refused for more than 15 characters, other characters and digits only', () => {
    const refused: Record<string, RegExp> = {
      'MMD-%RAND:12%': /more than 15/,
      'FIFTEEN-LETTERS%SERIAL%': /more than 15/,
      'has space': /letters, digits, hyphens/,
      'ümlaut-%RAND:3%': /letters, digits, hyphens/,
      'MMD-%RAND11%': /letters, digits, hyphens/,
      'MMD-%USER%': /letters, digits, hyphens/,
      '100%': /letters, digits, hyphens/,
      'MMD-%RAND:0%': /no digits/,
      '%RAND:5%': /digits only/,
      '123%RAND:5%': /digits only/,
    };
    for (const [template, problem] of Object.entries(refused))
      assert.match(templateProblem(template) ?? '', problem, template);
  });

  it('give names that Windows takes, with as much of the serial number as fits', () => {
    const random = seededRandom(1);
    assert.match(expandTemplate('MMD-%RAND:11%', 'S', random) ?? '', /^MMD-\d{11}$/);
    assert.equal(expandTemplate('CONTOSO-%SERIAL%', '1XLTZZ2', random), 'CONTOSO-1XLTZZ2');
    assert.equal(expandTemplate('CONTOSO-%SERIAL%', 'PF-3 ABC/DEFGH', random), 'CONTOSO-PF-3ABC');
    assert.equal(expandTemplate('%SERIAL%', '1234567', random), undefined);
    assert.equal(expandTemplate('%SERIAL%', '???', random), undefined);
    assert.equal(expandTemplate('', 'S', random), undefined);
  });

  it('have nothing to do with names given by hand, which stay the same', () => {
    assert.match(nameByHand('1XLTZZ2'), /^LAPTOP-[0-9A-F]{6}$/);
    assert.equal(nameByHand('1XLTZZ2'), nameByHand('1XLTZZ2'));
    assert.notEqual(nameByHand('1XLTZZ2'), nameByHand('1XLTZZ3'));
    assert.ok(isDeviceName(nameByHand('1XLTZZ2')));
  });
});
