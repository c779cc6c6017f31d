import assert from 'node:assert/strict';
import fc from 'fast-check';
import { count, enumerate, enumerateLines, escapeMarkdown, plain } from '../../../src/bot/cards/text.ts';

describe('card text', () => {
  it('counts', () => {
    assert.equal(count(1, 'device'), '1 device');
    assert.equal(count(5000, 'device'), '5,000 devices');
  });

  it('enumerates, and says how many more', () => {
    assert.equal(enumerate([]), '');
    assert.equal(enumerate(['a']), 'a');
    assert.equal(enumerate(['a', 'b']), 'a and b');
    assert.equal(enumerate(['a', 'b', 'c', 'd', 'e']), 'a, b, c, d and e');
    assert.equal(enumerate(['a', 'b', 'c', 'd', 'e', 'f']), 'a, b, c, d, e and f');
    assert.equal(enumerate(['a', 'b', 'c', 'd', 'e', 'f', 'g']), 'a, b, c, d, e and 2 more');
    assert.equal(enumerate(['a', 'b', 'c', 'd', 'e', 'f'], 5, 7), 'a, b, c, d, e and 2 more');
    assert.equal(enumerate(['a', 'b'], 5, 20), 'a, b and 18 more');
    assert.equal(enumerateLines([5]), 'line 5');
    assert.equal(enumerateLines([5, 19]), 'lines 5 and 19');
  });

  it('makes outside text one line without characters that hide or turn it', () => {
    assert.equal(plain('a\r\nb\tc\u0000'), 'a b c');
    assert.equal(plain('invoice\u202Evsc.exe'), 'invoicevsc.exe');
    assert.equal(plain('zero\u200Bwidth'), 'zerowidth');
    assert.equal(plain('until {{DATE(2030-01-01T00:00:00Z)}}'), 'until { {DATE(2030-01-01T00:00:00Z)}}');
    assert.equal(plain('{\u200B{time(x)}}'), '{ {time(x)}}');
    assert.equal(plain('x'.repeat(10), 5), 'xxxx…');
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => [...plain(text, 20)].length <= 20 && !/[\p{Cc}\p{Cf}]/u.test(plain(text)),
      ),
    );
  });

  it('escapes Markdown', () => {
    assert.equal(
      escapeMarkdown('**a** [b](https://c) `d` <at>e</at>'),
      '\\*\\*a\\*\\* \\[b\\]\\(https://c\\) \\`d\\` \\<at\\>e\\</at\\>',
    );
  });
});
