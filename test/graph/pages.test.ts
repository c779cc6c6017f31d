import assert from 'node:assert/strict';
import { pathOf } from '../../src/graph/pages.ts';
import { ServiceError } from '../../src/registration/ports/serviceError.ts';

describe('a link that Graph gave', () => {
  it('is followed below its version, and nowhere else', () => {
    assert.equal(
      pathOf('https://graph.microsoft.com/v1.0/groups/delta?$deltatoken=1', 'v1.0'),
      '/groups/delta?$deltatoken=1',
    );
    for (const link of ['https://elsewhere.example/v1.0/groups', 'https://graph.microsoft.com/beta/groups'])
      assert.throws(() => pathOf(link, 'v1.0'), ServiceError, link);
  });
});
