import assert from 'node:assert/strict';
import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  type Context,
  type Middleware,
  PageIterator,
} from '@microsoft/microsoft-graph-client';
import { z } from 'zod/v4';
import { startSandbox, type TestSandbox } from './support.ts';

const graphOrigin = 'https://graph.microsoft.com';
const device = z.object({ serialNumber: z.string() });

/** The SDK as the product uses it: it believes it talks to Microsoft, and its last link sends everything to the sandbox. */
function client(tenant: TestSandbox): Client {
  const redirect: Middleware = {
    async execute(context: Context) {
      const { request, options } = context;
      const url = typeof request === 'string' ? request : request.url;
      assert.ok(url.startsWith(graphOrigin), url);
      const headers = new Headers(options?.headers as Record<string, string>);
      headers.set('authorization', `Bearer ${tenant.token}`);
      context.response = await fetch(url.replace(graphOrigin, tenant.sandbox.origin), {
        method: options?.method ?? 'GET',
        headers,
        ...(typeof options?.body === 'string' ? { body: options.body } : {}),
      });
    },
  };
  return Client.initWithMiddleware({ middleware: redirect });
}

describe('microsoft-graph-client against the sandbox', () => {
  let tenant: TestSandbox;
  beforeEach(async () => {
    tenant = await startSandbox({ fleet: 25, limits: { intunePage: 10 } });
  });
  afterEach(async () => {
    assert.deepEqual(tenant.sandbox.violations(), []);
    await tenant.close();
  });

  it('reads a list page by page', async () => {
    const graph = client(tenant);
    const first = await graph.api('/deviceManagement/windowsAutopilotDeviceIdentities').version('beta').get();
    const seen = new Set<string>();
    const pages = new PageIterator(graph, first, (item) => {
      seen.add(device.parse(item).serialNumber);
      return true;
    });
    await pages.iterate();
    assert.equal(seen.size, 25);
    assert.equal(tenant.sandbox.log.counters().roundTrips, 3);
  });

  it('sends batches and reads their answers by id', async () => {
    const graph = client(tenant);
    const steps = [...tenant.sandbox.tenant.world().autopilot.keys()].slice(0, 20).map((id) => ({
      id,
      request: new Request(`${graphOrigin}/deviceManagement/windowsAutopilotDeviceIdentities/${id}`, { method: 'GET' }),
    }));
    const content = await new BatchRequestContent(steps).getContent();
    const answers = new BatchResponseContent(await graph.api('/$batch').version('beta').post(content));
    for (const { id } of steps) {
      const answer = answers.getResponseById(id);
      assert.equal(answer.status, 200);
      assert.match(device.parse(await answer.json()).serialNumber, /^FLT/);
    }
    assert.equal(tenant.sandbox.log.counters().requests, 20);
  });

  it('shows errors as the SDK’s own', async () => {
    const missing = client(tenant).api('/users/nobody@contoso.example').get();
    await assert.rejects(missing, { statusCode: 404, code: 'Request_ResourceNotFound' });
  });
});
