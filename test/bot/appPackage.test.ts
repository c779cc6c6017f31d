import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { AppManifestUtils } from '@microsoft/app-manifest';
import { commands } from '../../src/bot/commands/answerMessage.ts';

const folder = new URL('../../appPackage/', import.meta.url);

/** What somebody who follows the folder's README puts in. */
const values: Record<string, string> = {
  TEAMS_APP_ID: '11111111-2222-4333-8444-555555555555',
  BOT_ID: '99990000-0000-4000-8000-000000000000',
  DEVELOPER_NAME: 'Contoso',
  WEBSITE_URL: 'https://contoso.example',
  PRIVACY_URL: 'https://contoso.example/privacy',
  TERMS_URL: 'https://contoso.example/terms',
};

type Manifest = Parameters<typeof AppManifestUtils.validateAgainstSchema>[0];

describe('app package', () => {
  let text: string;
  before(async () => {
    text = await readFile(new URL('manifest.json', folder), 'utf8');
  });
  const filled = () =>
    JSON.parse(text.replace(/\$\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '?')) as Manifest;

  it('has a manifest that follows its schema', async () => {
    assert.deepEqual(await AppManifestUtils.validateAgainstSchema(filled()), []);
  });

  it('is checked by a schema that finds what is wrong', async () => {
    const wrong = { ...filled(), accentColor: 'blue', unknown: 1 } as unknown as Manifest;
    assert.notDeepEqual(await AppManifestUtils.validateAgainstSchema(wrong), []);
  });

  it('documents every placeholder', async () => {
    const readme = await readFile(new URL('README.md', folder), 'utf8');
    for (const [placeholder] of text.matchAll(/\$\{\{\w+\}\}/g)) assert.ok(readme.includes(placeholder), placeholder);
  });

  it('takes files in the personal chat and lists only commands that exist', () => {
    const [bot] = filled().bots ?? [];
    assert.equal(bot?.supportsFiles, true);
    const known = ['help', ...commands.flatMap(({ words }) => words)];
    const listed = (bot?.commandLists ?? []).flatMap(
      (list: { commands?: { title: string }[] }) => list.commands?.map(({ title }) => title) ?? [],
    );
    assert.ok(listed.length > 0);
    for (const title of listed) assert.ok(known.includes(title), title);
  });

  for (const [file, size] of [
    ['color.png', 192],
    ['outline.png', 32],
  ] as const) {
    it(`has ${file} of ${size} by ${size} pixels`, async () => {
      const png = await readFile(new URL(file, folder));
      assert.equal(png.toString('latin1', 12, 16), 'IHDR');
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [size, size]);
    });
  }

  it('has an outline that is white on transparent, as Teams wants it', async () => {
    const png = await readFile(new URL('outline.png', folder));
    const start = png.indexOf('IDAT');
    const pixels = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)));
    const alphas = new Set<number>();
    for (let y = 0; y < 32; y += 1) {
      for (let x = 0; x < 32; x += 1) {
        const at = y * (1 + 32 * 4) + 1 + x * 4;
        assert.deepEqual([...pixels.subarray(at, at + 3)], [255, 255, 255]);
        alphas.add(pixels[at + 3] ?? -1);
      }
    }
    assert.ok(alphas.has(0) && alphas.has(255));
  });
});
