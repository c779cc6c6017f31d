import assert from 'node:assert/strict';
import { pathOf } from '../../src/graph/pages.ts';

describe('a link that Graph gave', () => {
  it('is followed below its version, and nowhere else', () => {
    assert.equal(
      pathOf('https://graph.microsoft.com/v1.0/groups/delta?$deltatoken=1', 'v1.0'),
      '/groups/delta?$deltatoken=1',
    );
    for (const link of [
      'https://elsewhere.example/v1.0/groups',
      'https://graph.microsoft.com/beta/groups',
      'http://graph.microsoft.com/v1.0/groups',
      'https://graph.microsoft.com:8443/v1.0/groups',
      'https://graph.microsoft.com@elsewhere.example/v1.0/groups',
      'https://somebody@graph.microsoft.com/v1.0/groups',
      'https://graph.microsoft.com.elsewhere.example/v1.0/groups',
      'https://graph.microsoft.com/v1.0/../beta/groups',
      '//elsewhere.example/v1.0/groups',
      '/v1.0/groups',
      '',
    ])
      assert.equal(pathOf(link, 'v1.0'), undefined, link);
  });
});
