import assert from 'node:assert/strict';
import { existing, foldUserName } from '../../src/registration/userName.ts';

describe('names of users', () => {
  const spellings = ['Zoë@Contoso.com', 'zoë@contoso.com', 'ZOE\u0308@CONTOSO.COM', ' zoë@contoso.com '];

  it('are the same as Entra has them the same: whatever the case and however accents are put together', () => {
    assert.deepEqual([...new Set(spellings.map(foldUserName))], ['zoë@contoso.com']);
    assert.notEqual(foldUserName('zoe@contoso.com'), foldUserName('zoë@contoso.com'));
  });

  it('are asked for once, and believed in every spelling', async () => {
    const asked: string[] = [];
    const found = await existing([...spellings, 'nobody@contoso.com'], async (names) => {
      asked.push(...names);
      return new Set(names.filter((name) => name.startsWith('z')).map((name) => name.toUpperCase()));
    });
    assert.equal(asked.length, 2);
    assert.ok(asked.every((name) => name === name.normalize('NFC').trim()));
    assert.deepEqual([...found], spellings);
  });

  it('of nobody ask nothing', async () => {
    await existing([], async () => assert.fail('nobody was to be asked for'));
  });
});
