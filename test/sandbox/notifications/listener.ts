import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../support.ts';

/** A POST a listener got. */
export interface Got {
  url: URL;
  contentType: string;
  body: Json;
}

/** A listener for change notifications that does what a test wants. */
export interface Listener {
  /** Its address, with a query of its own. */
  url: string;
  lifecycleUrl: string;
  /** Validation requests, oldest first. */
  validations: Got[];
  /** Notifications, oldest first. */
  posts: Got[];
  /** The items of all notifications. */
  items(): Json[];
  /** How it answers notifications; 202 at first. */
  answer(act: (response: ServerResponse) => void): void;
  /** How it answers validation; correctly at first. */
  validate(act: (response: ServerResponse, token: string) => void): void;
  close(): Promise<void>;
}

/** Answers with a status. */
export function status(code: number): (response: ServerResponse) => void {
  return (response) => void response.writeHead(code).end();
}

/** Answers validation as Graph wants it. */
export function echo(response: ServerResponse, token: string): void {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(token);
}

/** Starts a listener on loopback. */
export async function startListener(): Promise<Listener> {
  const validations: Got[] = [];
  const posts: Got[] = [];
  let answer = status(202);
  let validate = echo;
  const server = createServer((request, response) => {
    void read(request).then((got) => {
      const token = got.url.searchParams.get('validationToken');
      if (token === null) {
        posts.push(got);
        answer(response);
      } else {
        validations.push(got);
        validate(response, token);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/notifications?own=1`,
    lifecycleUrl: `${origin}/lifecycle`,
    validations,
    posts,
    items: () => posts.flatMap(({ body }) => Object.values(body['value'] ?? {})),
    answer: (act) => {
      answer = act;
    },
    validate: (act) => {
      validate = act;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function read(request: IncomingMessage): Promise<Got> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  return {
    url: new URL(request.url ?? '', 'http://listener'),
    contentType: request.headers['content-type'] ?? '',
    body: text === '' ? {} : JSON.parse(text),
  };
}
