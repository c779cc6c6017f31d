import express, { type Response, Router } from 'express';
import type { Clock } from '../src/registration/ports/clock.ts';

/** A file on the sandbox's host. */
export interface HostedFile {
  /** Where it can be downloaded without signing in, for a while. */
  url: string;
  name: string;
  size: number;
}

/** Where a file that somebody accepted from the bot is to be put, as Teams tells the bot: `uploadInfo` of a `fileConsent/invoke`. */
export interface UploadPlace {
  /** Takes one PUT of the whole file, for a while. */
  uploadUrl: string;
  /** Where the file can be opened afterwards. */
  contentUrl: string;
  name: string;
  uniqueId: string;
  fileType: string;
}

/** A file the bot put here. */
export interface ReceivedFile {
  id: string;
  name: string;
  size: number;
  bytes: Buffer;
  /** What the bot sent beside the bytes; lower-case names. */
  headers: Record<string, string | string[] | undefined>;
}

/** Plays the file host behind Teams: pre-authorised links, for download and for upload, that stop working after ten minutes. */
export interface FileHost {
  /** Makes room for a file somebody accepted. */
  openUpload(name: string): UploadPlace;
  /** Files from the bot, oldest first; they stay. */
  received(): ReceivedFile[];
  /** Stores a file; `once` serves it a single time. */
  store(name: string, bytes: Buffer, options?: { once?: boolean }): HostedFile;
  router: Router;
}

const lifetime = 10 * 60_000;
/** Files kept at a time; the oldest give way. */
const mostFiles = 200;

/** A file host at this origin, on this clock. */
export function createFileHost(clock: Pick<Clock, 'now'>, newId: () => string, origin: () => string): FileHost {
  const files = new Map<string, { name: string; bytes: Buffer; expiresAt: number; once: boolean }>();
  const router = Router();

  router.get('/files/:id/:name', (request, response) => {
    const file = files.get(request.params.id);
    if (file === undefined || file.expiresAt < clock.now()) {
      response.status(404).type('text/plain').send('This download link has expired.');
      return;
    }
    if (file.once) files.delete(request.params.id);
    send(response, file);
  });

  const places = new Map<string, { name: string; expiresAt: number }>();
  const received = new Map<string, ReceivedFile>();

  router.put('/uploads/:id', express.raw({ type: () => true, limit: '60mb' }), (request, response) => {
    const { id } = request.params;
    const place = places.get(id);
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (place === undefined || place.expiresAt < clock.now()) {
      response.status(404).json({ error: { code: 'itemNotFound', message: 'The upload session was not found' } });
      return;
    }
    if (request.get('content-range') !== `bytes 0-${bytes.length - 1}/${bytes.length}`) {
      response.status(416).json({ error: { code: 'invalidRange', message: 'The Content-Range does not fit' } });
      return;
    }
    // An upload session ends with its last byte.
    places.delete(id);
    received.set(id, { id, name: place.name, size: bytes.length, bytes, headers: request.headers });
    response.status(201).json({ id, name: place.name, size: bytes.length });
  });
  router.get('/received/:id/:name', (request, response) => {
    const file = received.get(request.params.id);
    if (file === undefined) response.status(404).type('text/plain').send('There is no such file.');
    else send(response, file);
  });

  return {
    router,
    openUpload(name) {
      const id = newId();
      places.set(id, { name, expiresAt: clock.now() + lifetime });
      const contentUrl = `${origin()}/received/${id}/${encodeURIComponent(name)}`;
      const fileType = /\.([^.]+)$/.exec(name)?.[1] ?? '';
      return { uploadUrl: `${origin()}/uploads/${id}`, contentUrl, name, uniqueId: id, fileType };
    },
    received: () => [...received.values()],
    store(name, bytes, options = {}) {
      const id = newId();
      files.set(id, { name, bytes, expiresAt: clock.now() + lifetime, once: options.once ?? false });
      for (const oldest of files.keys()) {
        if (files.size <= mostFiles) break;
        files.delete(oldest);
      }
      return { url: `${origin()}/files/${id}/${encodeURIComponent(name)}`, name, size: bytes.length };
    },
  };
}

/** Never shown by a browser, whatever is in it. */
function send(response: Response, file: { name: string; bytes: Buffer }): void {
  response
    .type('application/octet-stream')
    .set('X-Content-Type-Options', 'nosniff')
    .set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .send(file.bytes);
}
