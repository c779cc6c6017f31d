import { gzipSync } from 'node:zlib';
import type { Attack } from '../attack.ts';
import { ask, requestText, times } from '../wire.ts';

/** A few kilobytes that say that they are a gigabyte. */
export const compressedBodies: Attack = {
  name: 'compressed-bodies',
  wanted: [400, 401, 413, 415],
  async play({ port, provider }, tally, size) {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    const token = await provider.token();
    const encodings = ['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip', 'x-gzip'];
    await times(Math.ceil(60 * size), 10, async (index) => {
      const headers = {
        'Content-Type': 'application/json',
        'Content-Length': bomb.length,
        'Content-Encoding': encodings[index % encodings.length] ?? '',
        ...(index % 2 === 0 ? { Authorization: `Bearer ${token}` } : {}),
      };
      const path = index % 3 === 0 ? '/api/notifications' : '/api/messages';
      tally.note(await ask(port, Buffer.concat([Buffer.from(requestText('POST', path, headers)), bomb])));
    });
  },
};
