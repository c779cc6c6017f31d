import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { chatPerson, chatWorld } from '../../sandbox/chatWorld.ts';
import { pathOf } from '../../sandbox/children/startChild.ts';
import { freePorts } from '../../sandbox/choosePorts.ts';
import { connectConversation } from '../../sandbox/playground/conversation.ts';
import type { ChatMessage } from '../../sandbox/playground/feed.ts';
import { conversationIds } from '../../sandbox/playground/world.ts';

describe('npm start', function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'preflight-start-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function start(environment: Record<string, string>) {
    return spawn(process.execPath, [pathOf('../../sandbox/start.ts', import.meta.url)], {
      env: { ...process.env, PREFLIGHT_DATA: folder, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  it('prints where the chat is, where the sandbox is and what to try, nothing else, and stops on SIGTERM', async () => {
    const ports = await freePorts();
    const started = start({ CHAT_PORT: `${ports.chat}`, SANDBOX_PORT: `${ports.sandbox}`, BOT_PORT: `${ports.bot}` });
    const closed = new Promise((resolve) => started.once('close', (code) => resolve(code)));
    const errors = text(started.stderr);
    const lines: string[] = [];
    await new Promise<void>((resolve) => {
      createInterface({ input: started.stdout })
        .on('line', (line) => lines.push(line) === 3 && resolve())
        .once('close', resolve);
    });
    const urls = lines.flatMap((line) => /https?:\S+/.exec(line) ?? []);
    for (const url of urls) assert.equal((await fetch(url)).status, 200);
    await untilChannelHearsOfBoth(`http://localhost:${ports.chat}`);
    started.kill('SIGTERM');
    assert.deepEqual([await closed, await errors, lines.length], [0, '', 3]);
    assert.deepEqual(urls, [`http://localhost:${ports.chat}`, `http://127.0.0.1:${ports.sandbox}`]);
    for (const url of urls) await assert.rejects(fetch(url));
  });

  /** Asks as Megan, in the channel, until the bot has heard what was said for her at the start. */
  async function untilChannelHearsOfBoth(chatUrl: string): Promise<void> {
    const chat = await connectConversation(chatUrl, chatWorld());
    for (let both = false; !both; ) {
      const after = chat.feed.position();
      await chat.say('subscriptions', { from: chatPerson('Megan'), conversation: conversationIds.channel });
      const answers = ({ lines }: ChatMessage) => lines.some((line) => /subscribed/.test(line));
      const answer = await chat.waitFor(answers, { what: 'the subscriptions', timeoutMs: 10_000, after });
      both = answer.lines.some((line) => /digests and requests of naming exceptions/.test(line));
    }
    chat.close();
  }

  async function refused(environment: Record<string, string>): Promise<string> {
    const started = start(environment);
    const closed = new Promise((resolve) => started.once('close', (code) => resolve(code)));
    const said = await text(started.stderr);
    assert.equal(await closed, 1);
    return said;
  }

  it('says which setting is wrong', async () => {
    assert.equal(
      await refused({ CHAT_PORT: 'many' }),
      'CHAT_PORT is many; it must be a port number from 1 to 65535.\n',
    );
    assert.match(await refused({ CHAT_USER: 'Nobody' }), /^Nobody called Nobody writes in the chat; there are Alex, /);
  });
});
