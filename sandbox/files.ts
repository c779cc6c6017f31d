import { type Response, Router } from 'express';
import type { Clock } from '../src/registration/ports/clock.ts';

/** A file on the sandbox's host. */
export interface HostedFile {
  /** Where it can be downloaded without signing in, for a while. */
  url: string;
  name: string;
  size: number;
}

/** Plays the file host behind Teams: pre-authorised download links that stop working after ten minutes. */
export interface FileHost {
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

  return {
    router,
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
