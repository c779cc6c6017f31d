import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Locator, type Page } from 'playwright-core';

/** A browser that shows the sandbox and takes pictures. */
export interface Browser {
  open(url: string): Promise<Page>;
  /** The open pages. */
  pages(): Page[];
  close(): Promise<void>;
}

/** Set to another Chromium or Chrome; the default is where Debian's package puts it. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Without these Chromium looks for hosts outside, at every start. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a headless Chromium with an empty profile. Rejects when there is none. */
export async function startBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'preflight-chromium-'));
  // As root, in a container, Chromium's own sandbox cannot start.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width: 1280, height: 1400 },
    locale: 'en-GB',
    args: [...quiet, ...root],
  });
  context.setDefaultTimeout(30_000);
  return {
    async open(url) {
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
    pages: () => context.pages(),
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Agents Playground in a browser, as a person sees it. Its labels are those of version 0.2.28. */
export interface ChatPage {
  page: Page;
  /** Opens a chat or channel from the list on the left. */
  open(name: string): Promise<void>;
  say(words: string): Promise<void>;
  /** Everything that was said, without the list of chats with its previews. */
  card(words: RegExp): Locator;
}

/** Opens Playground and closes its log panel. */
export async function openChatPage(browser: Browser, url: string): Promise<ChatPage> {
  const page = await browser.open(url);
  const box = page.getByRole('textbox').first();
  await box.waitFor();
  await page.getByRole('button', { name: 'Hide log panel' }).click();
  return {
    page,
    open: (name) => page.getByRole('treeitem', { name }).click(),
    async say(words) {
      await box.fill(words);
      await page.getByRole('button', { name: 'Send Message' }).click();
    },
    card: (words) => page.locator('.ac-adaptiveCard').filter({ hasText: words }).last(),
  };
}

/** Takes numbered pictures into a folder, emptied first. Resolves with a function that takes one and prints its name. */
export async function camera(folder: string): Promise<(page: Page, name: string) => Promise<void>> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  let count = 0;
  return async (page, name) => {
    count += 1;
    const file = join(folder, `${String(count).padStart(2, '0')}-${name}.png`);
    await page.screenshot({ path: file, animations: 'disabled' });
    console.log(file);
  };
}
