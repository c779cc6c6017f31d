import express, { Router } from 'express';
import { chatPeopleFrom } from '../tenant/people.ts';
import type { AdminParts } from './parts.ts';

const readFile = express.raw({ type: () => true, limit: '20mb' });

/** Files, samples, and sending them into the chat. */
export function chatRoutes({ files, samples, deliver, chatUser }: AdminParts): Router {
  const router = Router();
  const people = chatPeopleFrom(chatUser);

  router.get('/samples', (_request, response) => {
    response.json({
      samples: samples.map(({ id, name, description, bytes }) => ({ id, name, description, size: bytes.length })),
      chat: deliver !== undefined,
    });
  });
  router.get('/samples/:id', (request, response) => {
    const sample = samples.find(({ id }) => id === request.params.id);
    if (sample === undefined) response.status(404).json({ error: `There is no sample called ${request.params.id}.` });
    else response.type('application/octet-stream').attachment(sample.name).send(sample.bytes);
  });
  router.post('/files', readFile, (request, response) => {
    const name = text(request.query['name']) ?? 'file.csv';
    response.status(201).json(files.store(name, bytesOf(request.body), { once: request.query['once'] === 'true' }));
  });
  // Of a sample (`?sample=five`) or of the bytes sent along (`?name=devices.csv`), as `?user=<Entra object id>`.
  router.post('/deliver', readFile, async (request, response) => {
    const sample = samples.find(({ id }) => id === request.query['sample']);
    const name = sample?.name ?? text(request.query['name']) ?? 'file.csv';
    const bytes = sample?.bytes ?? bytesOf(request.body);
    const user = people.find(({ id }) => id === request.query['user']) ?? people[0];
    if (deliver === undefined || user === undefined) {
      response
        .status(503)
        .json({ error: 'The chat is not running. Start everything with npm start to send files to it.' });
      return;
    }
    if (bytes.length === 0) {
      response.status(400).json({ error: 'The file is empty. Choose another one.' });
      return;
    }
    const { url } = files.store(name, bytes);
    try {
      await deliver({ name, downloadUrl: url }, user.id);
      response.json({ sent: name, as: user.displayName });
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown reason';
      response.status(502).json({ error: `The chat did not take the file: ${reason}` });
    }
  });
  return router;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
