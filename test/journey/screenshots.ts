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

/** As Playground lists it. */
const personalChat = 'Personal Chat';

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
  for (const words of ['subscribe', 'subscribe approvals'])
    await sender.say(words, { from: chatPerson('Megan'), conversation: conversationIds.channel });

  const sandboxPage = await sendFile(stack, browser, shoot);
  await register(chat, shoot);
  await followBatch(stack, chat, shoot);
  await requestException(stack, chat, sandboxPage, shoot);
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
  // The digest that said "ready" says by now that they are in use.
  await chat.card(/devices (?:are ready for user|are in use|became active)/).waitFor();
  await chat.card(/devices became active/).scrollIntoViewIfNeeded();
  await shoot(chat.page, 'channel-digests');
}

/** Alex asks for a naming exception in the chat; Nestor decides on the sandbox page, since only another person can. */
async function requestException(stack: Stack, chat: ChatPage, sandboxPage: Page, shoot: Camera): Promise<void> {
  const { sandbox, world } = stack;
  const [laptop] = sandbox.tenant.overview().devices;
  if (laptop === undefined) throw new Error('The sandbox has no device.');
  sandbox.tenant.rename(laptop.serialNumber, 'LYNNES-LAPTOP');
  await chat.open(personalChat);
  await chat.say('request naming exception');
  const form = chat.card(/Request a naming exception/);
  await form.getByRole('combobox', { name: 'Devices' }).click();
  await chat.page.getByRole('option', { name: 'Standard devices' }).click();
  await form.getByRole('radio', { name: /^Own template/ }).click();
  await form.getByLabel(/^Own template \(/).fill('CONTOSO-%SERIAL%');
  await form.getByLabel(/^Reason/).fill('The help desk finds devices by their serial numbers');
  await form.getByRole('combobox', { name: 'Last day' }).click();
  await chat.page.getByRole('button', { name: /next month/i }).click();
  await chat.page.getByRole('gridcell', { name: /\b15\b/ }).click();
  await shoot(chat.page, 'chat-naming-request');
  await form.getByRole('button', { name: 'Preview' }).click();
  const preview = chat.card(/This request is for/);
  await preview.waitFor();
  await shoot(chat.page, 'chat-naming-preview');
  await preview.getByRole('button', { name: 'Send for approval' }).click();
  await chat.card(/Waiting for an approver/).waitFor();
  await shoot(chat.page, 'chat-naming-sent');
  await chat.open(world.team.channel);
  const question = chat.card(/Alex Wilber asks to/);
  await question.waitFor();
  await question.scrollIntoViewIfNeeded();
  await shoot(chat.page, 'channel-naming-request');
  await approve(sandboxPage, shoot);
  await chat.page.bringToFront();
  const decided = chat.card(/Approved by Nestor Wilke/);
  await decided.waitFor();
  await decided.scrollIntoViewIfNeeded();
  await shoot(chat.page, 'channel-naming-approved');
  await chat.open(personalChat);
  await chat.card(/Approved by Nestor Wilke/).waitFor();
  await shoot(chat.page, 'chat-naming-approved');
}

/** Alex may not decide about his own request, which the page says; Nestor, whom it proposes, approves. */
async function approve(page: Page, shoot: Camera): Promise<void> {
  await page.bringToFront();
  const section = page.getByRole('region', { name: 'Other people’s clicks' });
  const button = section.getByRole('button', { name: /^Approve: Alex Wilber asks to/ });
  await section.getByLabel('Who presses').selectOption({ label: 'Alex Wilber (registrar)' });
  await button.click();
  await section.getByText(/^Alex Wilber pressed Approve\. ./).waitFor();
  await shoot(page, 'sandbox-click-refused');
  await section.getByLabel('Who presses').selectOption({ label: 'Nestor Wilke (approver, registrar)' });
  await section.getByLabel(/^Comment/).fill('Fine');
  await button.click();
  await section.getByRole('button', { name: /^Revoke: / }).waitFor();
  await shoot(page, 'sandbox-click-approved');
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
