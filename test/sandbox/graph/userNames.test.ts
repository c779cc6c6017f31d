import assert from 'node:assert/strict';
import { startSandbox, type TestSandbox } from '../support.ts';

describe('sandbox: names of users in URLs', () => {
  let test: TestSandbox;
  beforeEach(async () => {
    test = await startSandbox();
    const { users } = test.sandbox.tenant.world();
    const [somebody] = users.values();
    assert.ok(somebody !== undefined);
    for (const name of ["o'neil", '$service', 'a_b.com#EXT#'])
      users.set(name, { ...somebody, id: name, userPrincipalName: `${name}@contoso.example` });
  });
  afterEach(() => test.close());

  /** Sent alone, and as an item of a `$batch`. */
  async function statuses(path: string): Promise<number[]> {
    const alone = await test.get(`/v1.0${path}`);
    const batch = await test.post('/v1.0/$batch', { requests: [{ id: '1', method: 'GET', url: path }] });
    const item = (batch.body['responses'] as unknown as { status: number }[])[0];
    return [alone.status, item?.status ?? 0];
  }

  for (const path of [
    "/users/o'neil@contoso.example",
    '/users/o%27neil%40contoso.example',
    "/users('o''neil@contoso.example')",
    "/users('$service@contoso.example')",
    "/users('%24service%40contoso.example')",
    '/users/a_b.com%23EXT%23@contoso.example',
  ])
    it(`takes ${path}`, async () => {
      assert.deepEqual(await statuses(`${path}?$select=id`), [200, 200]);
    });

  for (const path of ['/users/$service@contoso.example', '/users/%24service%40contoso.example', '/users/100%25%@x'])
    it(`refuses ${path}`, async () => {
      assert.deepEqual(await statuses(path), [400, 400]);
    });

  for (const path of ["/users/o''neil@contoso.example", '/users/a_b.com#EXT#@contoso.example'])
    it(`finds nobody under ${path}`, async () => {
      assert.deepEqual(await statuses(path), [404, 404]);
    });
});
