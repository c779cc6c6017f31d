import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { chatPerson } from '../../sandbox/chatWorld.ts';
import { createSender } from '../../sandbox/playground/sender.ts';
import { conversationIds } from '../../sandbox/playground/world.ts';
import { type Stack, startStack } from '../../sandbox/stack.ts';
import { type Browser, type ChatPage, camera, openChatPage, startBrowser } from './browser.ts';

/**
 * `npm run screenshots`: the main road in headless Chromium, clicked through as a person does, with pictures in `screenshots/`.
 * Needs a Chromium (`apt-get install chromium`, or `CHROMIUM` set to one). Exits with status 1 when something promised does not show.
 */
const folder = 'screenshots';

/** Sandbox time while the pictures wait for Microsoft. */
const hurry = 300;

type Camera = Awaited<ReturnType<typeof camera>>;

async function takePictures(stack: Stack, browser: Browser): Promise<void> {
  const shoot = await camera(folder);
  const chat = await openChatPage(browser, stack.chatUrl);
  await chat.card(/registers Windows devices/).waitFor();
  await chat.say('help');
  await chat.card(/What you can do/).waitFor();
  await shoot(chat.page, 'chat-help');
  const sender = createSender(stack.chatUrl, stack.world);
  await sender.say('subscribe', { from: chatPerson('Megan'), conversation: conversationIds.channel });

  const sandboxPage = await sendFile(stack, browser, shoot);
  await register(chat, shoot);
  await followBatch(stack, chat, shoot);
  await sandboxPage.bringToFront();
  await sandboxPage.reload();
  await sandboxPage
    .getByText(/Latitude/)
    .first()
    .waitFor();
  await shoot(sandboxPage, 'sandbox-devices');
}

/** Gives the sandbox page a file and sends it. */
async function sendFile(stack: Stack, browser: Browser, shoot: Camera): Promise<Page> {
  const page = await browser.open(stack.consoleUrl);
  const sample = stack.sandbox.samples.find(({ id }) => id === 'five');
  if (sample === undefined) throw new Error('The sandbox has no sample file called five.');
  const file = { name: sample.name, mimeType: 'text/csv', buffer: sample.bytes };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Send to chat' }).click();
  await page
    .getByRole('status')
    .filter({ hasText: `Sent ${sample.name}` })
    .waitFor();
  await shoot(page, 'sandbox-file-sent');
  return page;
}

async function register(chat: ChatPage, shoot: Camera): Promise<void> {
  await chat.page.bringToFront();
  const report = chat.card(/5 devices can be registered/);
  await report.waitFor();
  await shoot(chat.page, 'chat-report');
  await report.getByRole('radio', { name: /^Standard/ }).click();
  await report.getByRole('button', { name: /^Register/ }).click();
  await chat.card(/Registering 5 devices/).waitFor();
  await shoot(chat.page, 'chat-registering');
}

async function followBatch(stack: Stack, chat: ChatPage, shoot: Camera): Promise<void> {
  const { clock, tenant } = stack.sandbox;
  clock.setSpeed(hurry);
  await chat.card(/All 5 devices are ready for user/).waitFor();
  await shoot(chat.page, 'chat-ready');
  for (const { serialNumber } of tenant.overview().devices) tenant.signIn(serialNumber);
  await chat.card(/All 5 devices are active/).waitFor();
  await shoot(chat.page, 'chat-active');
  await chat.open(stack.world.team.channel);
  await chat.card(/devices are ready for user/).waitFor();
  await chat.card(/devices became active/).scrollIntoViewIfNeeded();
  await shoot(chat.page, 'channel-digests');
}

const data = await mkdtemp(join(tmpdir(), 'preflight-screenshots-'));
let stack: Stack | undefined;
let browser: Browser | undefined;
let status = 0;
try {
  stack = await startStack({ ports: 'free', dataFolder: data });
  browser = await startBrowser();
  await Promise.race([takePictures(stack, browser), stack.failure]);
} catch (error) {
  for (const [index, page] of (browser?.pages() ?? []).entries()) {
    await page.screenshot({ path: join(folder, `failed-${index}.png`) });
  }
  console.error(
    `The pictures could not be taken: ${error instanceof Error ? error.message : error}\nThe logs are in ${join(data, 'logs')}.`,
  );
  status = 1;
}
await browser?.close();
await stack?.stop();
if (status === 0) await rm(data, { recursive: true, force: true });
process.exit(status);
