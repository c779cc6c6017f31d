import { join } from 'node:path';
import { childEnvironment } from '../../sandbox/children/childEnvironment.ts';
import { freePort } from '../../sandbox/children/freePort.ts';
import { pathOf, startChild } from '../../sandbox/children/startChild.ts';
import { untilAnswers } from '../../sandbox/children/untilAnswers.ts';

/** Starts `cardBot.ts` as a process of its own and waits until it answers. */
export async function startCardBot(folder: string) {
  const port = await freePort();
  const child = await startChild({
    name: 'bot',
    args: [pathOf('./cardBot.ts', import.meta.url)],
    env: childEnvironment({ PORT: String(port) }),
    cwd: folder,
    logFile: join(folder, 'bot.log'),
  });
  const origin = `http://127.0.0.1:${port}`;
  await untilAnswers(`${origin}/readyz`, child, 30_000);
  return { child, origin };
}
