import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphRequest } from '../../sandbox/graph/route.ts';
import { loadContract } from '../../sandbox/openapi.ts';

const description = {
  openapi: '3.0.3',
  paths: {
    '/things': {
      get: {
        parameters: [{ $ref: '#/components/parameters/top' }],
        responses: {
          '200': { content: { 'application/json': { schema: { $ref: '#/components/schemas/list' } } } },
          default: { $ref: '#/components/responses/error' },
        },
      },
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/graph.thing' } } } },
        responses: { '204': { description: 'Done' } },
      },
    },
    "/things(key='{key}')": { get: { responses: { '200': {} } } },
  },
  components: {
    parameters: { top: { name: '$top', in: 'query', schema: { type: 'integer' } } },
    responses: {
      error: { content: { 'application/json': { schema: { type: 'object', required: ['error'] } } } },
    },
    schemas: {
      list: {
        type: 'object',
        required: ['value'],
        properties: { value: { type: 'array', items: { $ref: '#/components/schemas/graph.thing' } } },
      },
      'microsoft.graph.changeNotificationCollection': {
        type: 'object',
        properties: {
          value: { type: 'array', items: { type: 'object', properties: { subscriptionId: { type: 'string' } } } },
        },
      },
      'graph.thing': {
        type: 'object',
        additionalProperties: true,
        properties: {
          id: { type: 'string' },
          at: { type: 'string', format: 'date-time', nullable: true },
          state: { allOf: [{ $ref: '#/components/schemas/state' }], nullable: true },
          part: { type: 'object', properties: { size: { type: 'integer' } } },
        },
      },
      state: { type: 'string', enum: ['on', 'off'] },
    },
  },
};

function request(method: string, path: string, more: Partial<GraphRequest> = {}): GraphRequest {
  return { version: 'v1.0', method, path, query: new URLSearchParams(), headers: {}, body: undefined, ...more };
}

describe('loadContract', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'openapi-'));
    for (const version of ['v1.0', 'beta']) {
      await writeFile(join(folder, `openapi-${version}-subset.json`), JSON.stringify(description));
    }
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function problems(asked: GraphRequest, answer: { status: number; body?: unknown }): Promise<string[]> {
    const contract = await loadContract(folder);
    contract.check(asked, answer);
    return contract.violations().map(({ where, problem }) => `${where}: ${problem}`);
  }

  it('is content with what is described', async () => {
    const body = { value: [{ id: '1', at: null, state: 'on', part: { size: 1 }, '@odata.type': '#other' }] };
    assert.deepEqual(
      await problems(request('GET', '/things', { query: new URLSearchParams('$top=2') }), { status: 200, body }),
      [],
    );
    assert.deepEqual(await problems(request('GET', "/things(key='a')"), { status: 200 }), []);
    assert.deepEqual(await problems(request('POST', '/things', { body: { id: '1' } }), { status: 204 }), []);
  });

  it('finds paths, methods and query options that do not exist', async () => {
    const unknown = ['request: is not an operation of the description'];
    assert.deepEqual(await problems(request('GET', '/others'), { status: 200 }), unknown);
    assert.deepEqual(await problems(request('DELETE', '/things'), { status: 204 }), unknown);
    const query = new URLSearchParams('$top=many&$take=3');
    assert.deepEqual(await problems(request('GET', '/things', { query }), { status: 200, body: { value: [] } }), [
      'request: query option $top must be a whole number',
      'request: query option $take is not described',
    ]);
  });

  it('finds wrong types, wrong values, and properties that were made up, also deep inside', async () => {
    const body = { value: [{ id: 1, at: 'noon', state: 'half', part: { sise: 1 }, colour: 'red' }] };
    assert.deepEqual(
      (await problems(request('GET', '/things'), { status: 200, body })).filter((text) => !text.includes('anyOf')),
      [
        'answer: /value/0/id must be string',
        'answer: /value/0/at must match format "date-time"',
        'answer: /value/0/at must be null',
        'answer: /value/0/state must be equal to one of the allowed values',
        'answer: /value/0/state must be null',
        'answer: /value/0/part/sise is not described',
        'answer: /value/0/colour is not described',
      ],
    );
    assert.deepEqual(await problems(request('POST', '/things', { body: { name: 'x' } }), { status: 204 }), [
      'request: /name is not described',
    ]);
  });

  it('finds answers of another status, without or with a body', async () => {
    assert.deepEqual(await problems(request('GET', '/things'), { status: 201, body: {} }), [
      'answer: status 201 is not described',
    ]);
    assert.deepEqual(await problems(request('GET', '/things'), { status: 404, body: {} }), [
      "answer:  must have required property 'error'",
    ]);
    assert.deepEqual(await problems(request('POST', '/things', { body: {} }), { status: 204, body: {} }), [
      'answer: status 204 has a body',
    ]);
  });

  it('holds notifications against their own schema', async () => {
    const contract = await loadContract(folder);
    const url = 'https://listener.example/';
    contract.checkNotification(url, { value: [{ subscriptionId: '1' }] });
    assert.deepEqual(contract.violations(), []);
    contract.checkNotification(url, { value: [{ subscriptionId: 1, made: 'up' }] });
    assert.deepEqual(
      contract.violations().map(({ where, path, problem }) => `${where} ${path} ${problem}`),
      [`answer ${url} /value/0/subscriptionId must be string`, `answer ${url} /value/0/made is not described`],
    );
  });

  it('rejects a folder without the descriptions, by name', async () => {
    await assert.rejects(loadContract(join(folder, 'nothing')), /GRAPH_OPENAPI names .*nothing/);
  });
});
