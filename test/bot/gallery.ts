/** Draws every card as Teams would, light and dark and phone-wide, into the ignored folder `screenshots/cards`. Needs Chromium. */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { galleryCards } from './support/galleryCards.ts';
import { teamsHostConfig } from './support/teamsHostConfig.ts';

const folder = 'screenshots/cards';
const library = await readFile(createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.js'), 'utf8');

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
await mkdir(folder, { recursive: true });
const only = process.argv[2];
for (const theme of ['light', 'dark'] as const) {
  for (const [width, name] of [
    [480, ''],
    [320, '-phone'],
  ] as const) {
    if (theme === 'dark' && name !== '') continue;
    const page = await browser.newPage({
      viewport: { width: width + 40, height: 400 },
      deviceScaleFactor: 1.5,
      timezoneId: 'Europe/Berlin',
    });
    const config = teamsHostConfig(theme);
    await page.setContent(`<style>
      body { margin: 20px; background: ${config.page}; font-family: 'Segoe UI', 'Noto Sans', sans-serif; color: ${config.text} }
      #card { width: ${width}px; background: ${config.card}; border-radius: 6px; box-shadow: 0 0 2px #0003 }
      button { font: inherit; font-weight: 600; padding: 5px 16px; border-radius: 4px; border: 1px solid ${config.border}; background: ${config.card}; color: inherit }
      button.style-positive { background: #5b5fc7; color: white; border-color: #5b5fc7 }
      input[type=text], textarea { font: inherit; padding: 5px; border: 1px solid ${config.border}; border-radius: 4px; background: ${config.page}; color: inherit; box-sizing: border-box; width: 100% }
    </style><div id="card"></div>`);
    await page.addScriptTag({ content: library });
    for (const [cardName, card] of Object.entries(galleryCards())) {
      if (only !== undefined && !cardName.includes(only)) continue;
      await page.evaluate(
        `(() => { const card = new AdaptiveCards.AdaptiveCard(); card.hostConfig = new AdaptiveCards.HostConfig(${JSON.stringify(config.host)});
          card.parse(${JSON.stringify(card)}); const place = document.getElementById('card'); place.replaceChildren(card.render()); })()`,
      );
      await page.screenshot({ path: `${folder}/${cardName}-${theme}${name}.png`, fullPage: true });
    }
    await page.close();
  }
}
await browser.close();
