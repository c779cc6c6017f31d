import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recognise } from '../../../src/registration/intake/recognise.ts';
import type { Report } from '../../../src/registration/intake/report.ts';
import { brief, hp, read, wrap } from '../../support/deviceFile.ts';
import { type Listening, listen } from '../../support/listen.ts';
import { formatList } from '../../support/printedForms.ts';
import { activity, fileActivity, latest } from '../support/activities.ts';
import { type BotUnderTest, startBot } from '../support/botUnderTest.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const shared = process.env['PREFLIGHT_SHARED'] ?? join(import.meta.dirname, '../../../../shared');

function filesOf(folder: string): { name: string; bytes: Buffer }[] {
  return readdirSync(folder)
    .filter((name) => /\.(?:csv|txt|json|xml|html)$/.test(name) && name !== 'expected.json')
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

/** The text that somebody copies out of a file. */
function textOf(bytes: Buffer): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  const text = new TextDecoder(encoding).decode(bytes).replaceAll('\ufeff', '').replaceAll('\0', '');
  return text.includes('\ufffd') ? new TextDecoder('windows-1252').decode(bytes) : text;
}

/** A file holds nothing that a reader of device lists has a word for. */
function isForeign({ rows, findings }: Report): boolean {
  return (
    rows.length === 0 &&
    findings.some(({ code }) => ['file-is-web-page', 'nothing-recognised', 'file-is-profile'].includes(code))
  );
}

function isPage({ findings }: Report): boolean {
  return findings.some(({ code }) => code === 'file-is-web-page');
}

describe('what preflight check reads, the chat reads', () => {
  let under: BotUnderTest;
  let server: Listening;
  let served: string | Uint8Array;

  beforeEach(async () => {
    server = await listen((_request, response) => response.end(served));
    under = await startBot({
      download: { allowedHosts: [], insecureLoopbackOrigin: server.origin, maxBytes: 5_000_000, timeoutMs: 5_000 },
    });
  });
  afterEach(async () => {
    await under.stop();
    await server.close();
  });

  const attach = (...names: string[]) =>
    under.post(
      fileActivity(
        under.connector,
        names.map((name) => ({ name, url: `${server.origin}/f` })),
      ),
    );
  const upload = () => under.registration.uploads.at(-1);
  const folders: [string, string][] = [
    ['fixtures/csv', join(fixtures, 'csv')],
    ['fixtures/field', join(fixtures, 'field')],
    ['shared csv', join(shared, 'csv')],
    ['shared field', join(shared, 'field')],
  ];

  for (const [name, folder] of folders)
    it(`pasted or attached: every file of ${name}`, async function () {
      this.timeout(60_000);
      if (!existsSync(folder)) {
        console.log(`        skipped: there is no folder ${folder}`);
        this.skip();
      }
      for (const { name: file, bytes } of filesOf(folder)) {
        const checked = await read(bytes);
        under.registration.uploads.length = 0;
        served = bytes;
        await attach(file);
        // A page instead of the file says something about the link, and nothing about devices.
        if (isPage(checked)) assert.match(latest(under), /asks to sign in|is a web page/, `${file} attached`);
        else assert.deepEqual(Buffer.from(upload()?.bytes ?? []), bytes, `${file} attached`);
        under.registration.uploads.length = 0;
        const text = textOf(bytes);
        await under.post(activity(under.connector, { text }));
        const pasted = upload();
        assert.equal(pasted === undefined, isForeign(checked), `${file} pasted`);
        if (pasted !== undefined) assert.deepEqual(brief(await read(pasted.bytes)), brief(checked), `${file} pasted`);
      }
    });

  const pastes: Record<string, string> = {
    'a hash alone': hp,
    'a hash in backticks': `\`${hp}\``,
    'a hash in a fence': `\`\`\`\n${hp}\n\`\`\``,
    'hash=': `hash=${hp}`,
    'hash wrapped at 64': wrap(hp, 64),
    'hash wrapped at 76': wrap(hp, 76, '\r\n'),
    'hash= wrapped at 76': wrap(`hash=${hp}`, 76),
    XML: `<?xml version="1.0"?><Key><ProductKeyState>0</ProductKeyState><HardwareHash>${hp}</HardwareHash></Key>`,
    JSON: JSON.stringify([{ serialNumber: '5CJ1280EK7', hardwareIdentifier: hp }], null, 2),
    'JSON with escapes': JSON.stringify({ hardwareIdentifier: hp }).replaceAll('+', '\\u002B').replaceAll('/', '\\/'),
    'a greeting and JSON': `Hi, here it is:\n${JSON.stringify({ serialNumber: '5CJ1280EK7', hardwareIdentifier: hp })}\nThanks`,
    'a list in one line': `Device Serial Number : 5CJ1280EK7 Windows Product ID : Hardware Hash : ${hp}`,
  };
  for (let width = 80; width <= 240; width += 20)
    for (const indented of [true, false])
      pastes[`a list at ${width} columns${indented ? '' : ' without indentation'}`] = formatList(
        [
          [
            ['Device Serial Number', '5CJ1280EK7'],
            ['Windows Product ID', ''],
            ['Hardware Hash', hp],
          ],
        ],
        width,
        indented,
      );
  for (const [what, text] of Object.entries(pastes))
    it(`pasted: ${what}`, async () => {
      await under.post(activity(under.connector, { text }));
      const { rows } = await read(upload()?.bytes ?? '');
      assert.deepEqual(
        rows.map(({ serialNumber, device }) => [serialNumber, device?.hardwareHash]),
        [['5CJ1280EK7', hp]],
      );
    });

  it('attached: any name, the content decides', async () => {
    served = hp;
    for (const name of [
      'OA3.xml',
      'devices.json',
      'report.html',
      'hash.log',
      'devices.csv.download',
      'devices',
      'Geräte.dat',
      'x.CSV ',
    ])
      await attach(name);
    assert.equal(under.registration.uploads.length, 8);
  });

  it('attached: what is never text keeps the sentence that fits it', async () => {
    for (const [name, sentence] of [
      [
        'devices.xlsx',
        /is not a CSV file but, by its name, an Excel workbook\. Send the CSV file as the capture script wrote it/,
      ],
      ['devices.ods', /OpenDocument spreadsheet/],
      ['devices.numbers', /Numbers spreadsheet/],
      ['logs.zip', /an archive\. Unpack it/],
      ['logs.cab', /cabinet file of Windows diagnostics\. Unpack it/],
    ] as const) {
      await attach(name);
      assert.match(latest(under).replaceAll('\\', ''), sentence);
    }
    assert.equal(under.registration.uploads.length, 0);
  });

  it('attached: a picture beside a CSV is ignored, by its name, its kind or its bytes', async () => {
    served = hp;
    await attach('devices.csv', 'label.png');
    assert.equal(under.connector.sent.length, 1);
    const message = fileActivity(under.connector, [{ name: 'devices.csv', url: `${server.origin}/f` }]);
    const attachments = [
      ...(message['attachments'] as object[]),
      { contentType: 'image/*', contentUrl: 'https://x.example/y' },
    ];
    await under.post({ ...message, attachments });
    assert.equal(under.connector.sent.length, 2);
    assert.equal(under.registration.uploads.length, 2);
  });
});

describe('recognise', () => {
  it('leaves alone what is said to the bot', () => {
    for (const text of [
      'help',
      'status 5CG1234ABC',
      'shipped 5CG1234ABC, 5CG1234ABD, 5CG1234ABE',
      'what is the serial number and the hardware hash?',
      'Please send me serial number, hardware hash',
      'move 5CG1234ABC 5CG1234ABD to First',
      '5CG1234ABC\n5CG1234ABD',
      'https://contoso.example/T0E',
    ])
      assert.equal(recognise({ text }).kind, 'nothing', text);
  });

  it('takes time that grows with the length alone', () => {
    for (const unit of [
      'T0E',
      'T0EnAgEAHAAAAAoA',
      '- ',
      'Device Serial Number ',
      'Serial: ',
      ',',
      'a,b,c\n',
      '"',
      '\n',
      ' ',
      '+-',
    ]) {
      const started = performance.now();
      recognise({ text: unit.repeat(2_000_000 / unit.length) });
      assert.ok(performance.now() - started < 3_000, JSON.stringify(unit));
    }
  });
});
