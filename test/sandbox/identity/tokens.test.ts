import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SignJWT } from 'jose';
import { startSandbox, type TestSandbox, tokenFor } from '../support.ts';

const run = promisify(execFile);

describe('access tokens', () => {
  let tenant: TestSandbox;
  beforeEach(async () => {
    tenant = await startSandbox();
  });
  afterEach(() => tenant.close());
  const ask = async (authorization: string): Promise<[number, string]> => {
    const response = await fetch(`${tenant.sandbox.origin}/v1.0/organization`, { headers: { authorization } });
    const body = JSON.parse(await response.text());
    assert.ok(response.headers.get('request-id'));
    return [response.status, String(body.error?.code)];
  };

  it('open Graph when they are for Graph, signed here and not expired', async () => {
    assert.equal((await ask(`Bearer ${tenant.token}`))[0], 200);
    const refused = [401, 'InvalidAuthenticationToken'];
    assert.deepEqual(await ask(''), refused);
    assert.deepEqual(await ask('Bearer nonsense'), refused);
    assert.deepEqual(await ask(`Bearer ${tenant.token.slice(0, -10)}AAAAAAAAAA`), refused);
    assert.deepEqual(await ask(`Bearer ${await tokenFor(tenant.sandbox, 'https://vault.azure.net')}`), refused);
    const short = await startSandbox({ tokenLifetime: -1 });
    assert.equal(
      (await short.get('/v1.0/organization')).body['error']?.['message'],
      'Lifetime validation failed, the token is expired.',
    );
    await short.close();
  });

  it('carry the permissions that were granted, and no more', async () => {
    const reader = await startSandbox({ permissions: ['Device.Read.All', 'DeviceManagementServiceConfig.Read.All'] });
    assert.equal((await reader.get('/v1.0/devices')).status, 200);
    const users = await reader.get('/v1.0/users/AlexW@contoso.example');
    assert.deepEqual([users.status, users.body['error']?.['code']], [403, 'Authorization_RequestDenied']);
    const sync = await reader.post('/beta/deviceManagement/windowsAutopilotSettings/sync');
    assert.deepEqual([sync.status, sync.body['error']?.['code']], [403, 'Forbidden']);
    await reader.close();
  });

  describe('token endpoint', () => {
    const form = async (fields: Record<string, string>, tenantId = tenant.sandbox.credentials.tenantId) => {
      const { clientId, clientSecret } = tenant.sandbox.credentials;
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: 'https://graph.microsoft.com/.default',
        ...fields,
      });
      const response = await fetch(`${tenant.sandbox.origin}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
      return { status: response.status, body: JSON.parse(await response.text()) };
    };

    it('gives a token for the secret', async () => {
      const { body } = await form({});
      assert.equal(body.token_type, 'Bearer');
      assert.equal((await ask(`Bearer ${body.access_token}`))[0], 200);
    });

    it('says what is wrong the way Entra does', async () => {
      const wrong = await form({ client_secret: 'guess' });
      assert.equal(wrong.status, 401);
      assert.match(wrong.body.error_description, /^AADSTS7000215: Invalid client secret/);
      assert.deepEqual((await form({ client_id: 'x' })).body.error_codes, [700016]);
      assert.deepEqual((await form({ grant_type: 'password' })).body.error_codes, [70003]);
      assert.deepEqual((await form({ scope: 'User.Read' })).body.error_codes, [1002012]);
      assert.deepEqual((await form({}, 'other-tenant')).body.error_codes, [90002]);
    });

    it('takes an assertion of the right client', async () => {
      const { clientId } = tenant.sandbox.credentials;
      const sign = (subject: string, expires: string): Promise<string> =>
        new SignJWT({})
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer(subject)
          .setSubject(subject)
          .setExpirationTime(expires)
          .sign(new TextEncoder().encode('any certificate will do for the sandbox'));
      assert.equal((await form({ client_assertion: await sign(clientId, '5m') })).status, 200);
      assert.deepEqual((await form({ client_assertion: await sign(clientId, '-5m') })).body.error_codes, [700024]);
      assert.deepEqual((await form({ client_assertion: await sign('x', '5m') })).body.error_codes, [50027]);
    });

    it('is described, with its keys', async () => {
      const { origin } = tenant.sandbox;
      const response = await fetch(
        `${origin}/${tenant.sandbox.credentials.tenantId}/v2.0/.well-known/openid-configuration`,
      );
      const { jwks_uri, token_endpoint } = JSON.parse(await response.text());
      assert.ok(token_endpoint.startsWith(origin));
      const { keys } = JSON.parse(await (await fetch(jwks_uri)).text());
      assert.equal(keys[0].kty, 'RSA');
      assert.equal('d' in keys[0], false);
    });
  });

  it('reach the Azure SDK through the managed identity endpoint', async () => {
    // In a process of its own: the SDK keeps tokens for the life of the process.
    const script = `
      import { ManagedIdentityCredential } from '@azure/identity';
      const token = await new ManagedIdentityCredential().getToken('https://graph.microsoft.com/.default');
      console.log(token.token);`;
    const token = async (secret: string): Promise<string> => {
      const env = {
        PATH: process.env['PATH'],
        IDENTITY_ENDPOINT: `${tenant.sandbox.origin}/msi/token`,
        IDENTITY_HEADER: secret,
      };
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env });
      return stdout.trim();
    };
    assert.equal((await ask(`Bearer ${await token(tenant.sandbox.credentials.identitySecret)}`))[0], 200);
    await assert.rejects(token('guess'));
  });
});
