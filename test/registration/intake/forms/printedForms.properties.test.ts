import assert from 'node:assert/strict';
import fc from 'fast-check';
import { read } from '../../../support/deviceFile.ts';
import { hashBytes, hashText } from '../../../support/hardwareHash.ts';
import { formatList, formatTable, type Printed, pieces } from '../../../support/printedForms.ts';

/** A device as it is meant: what every form must give back. */
interface Meant {
  serialNumber: string;
  hash: string;
  groupTag: string;
  user: string;
}

const serialNumbers = fc.oneof(
  fc.stringMatching(/^[A-Z]{2}[A-Z0-9]{4,8}[0-9]$/),
  fc.constantFrom(
    '030603247614',
    'VMware-56 4d aa bb',
    'AB-12/34.285',
    'SERIALNUMBER-0042',
    'MODEL7712',
    'SN40017',
    'TAG-20418',
  ),
);
const meant = fc
  .uniqueArray(
    fc.record({
      serialNumber: serialNumbers,
      compact: fc.boolean(),
      groupTag: fc.constantFrom('', 'Microsoft365Managed_PowerUser', 'Sales EMEA', 'Łódź'),
      user: fc.constantFrom('', 'adele@contoso.example', "o'neil@contoso.example"),
    }),
    { minLength: 1, maxLength: 3, selector: ({ serialNumber }) => serialNumber },
  )
  .map((devices) =>
    devices.map(({ compact, ...device }): Meant => {
      const { serialNumber } = device;
      return { ...device, hash: compact ? hashBytes({ serialNumber }).toString('base64') : hashText({ serialNumber }) };
    }),
  );

const captions = {
  serialNumber: ['Device Serial Number', 'serialNumber', 'SerialNumber', 'Serial Number', 'SN'],
  productId: ['Windows Product ID', 'productKey', 'ProductKeyID'],
  hash: ['Hardware Hash', 'hardwareIdentifier', 'HardwareHash', 'Hash'],
  groupTag: ['Group Tag', 'groupTag', 'orderIdentifier', 'OrderID'],
  user: ['Assigned User', 'assignedUserPrincipalName', 'UserPrincipalName'],
} as const;
type Key = keyof typeof captions;
const keys = Object.keys(captions) as Key[];
const order = fc.shuffledSubarray(keys, { minLength: keys.length });
const names = fc.record({ order, spelling: fc.nat({ max: 4 }) });
type Names = typeof names extends fc.Arbitrary<infer T> ? T : never;

const value = (device: Meant, key: Key) => (key === 'productId' ? '' : device[key]);
const caption = ({ spelling }: Names, key: Key) => captions[key][spelling % captions[key].length] ?? '';
const printed = (devices: readonly Meant[], how: Names): Printed[] =>
  devices.map((device) => how.order.map((key) => [caption(how, key), value(device, key)] as const));

const around = fc.record({
  before: fc.constantFrom('', 'PS C:\\> .\\Get-WindowsAutopilotInfo.ps1\n', 'Hi, here is the device:\n\n', 'Hello,\n'),
  after: fc.constantFrom('', '\nPS C:\\>\n', '\nThanks, Ada\n', '\nRegards\nAda Lovelace\n'),
  newline: fc.constantFrom('\n', '\r\n'),
  encode: fc.constantFrom<(text: string) => Uint8Array>(
    (text) => Buffer.from(text),
    (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  ),
});
type Around = typeof around extends fc.Arbitrary<infer T> ? T : never;

const harmless = ['hash-line-wrapped', 'hash-escaped', 'hash-filling-cut', 'hash-equals-signs', 'group-tag-other'];

/** Reads a text and holds every row against the device that was meant, in order: none more, none less, none accused. */
async function expectDevices(
  text: string,
  devices: readonly Meant[],
  { before, after, newline, encode }: Around,
): Promise<void> {
  const report = await read(encode(`${before}${text}${after}`.replaceAll('\n', newline)));
  assert.deepEqual(
    report.rows.map(({ serialNumber, device }) => [serialNumber, device?.groupTag ?? '', device?.assignedUser ?? '']),
    devices.map(({ serialNumber, groupTag, user }) => [serialNumber, groupTag, user]),
  );
  const codes = report.rows.flatMap(({ findings }) => findings.map(({ code }) => code));
  assert.deepEqual(
    codes.filter((code) => !harmless.includes(code)),
    [],
  );
  assert.deepEqual(report.findings, []);
}

describe('text that is not delimited rows', () => {
  it('is read from a PowerShell list of any width, set in or not, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        meant,
        names,
        fc.integer({ min: 60, max: 260 }),
        fc.boolean(),
        around,
        (devices, how, width, indented, text) =>
          expectDevices(formatList(printed(devices, how), width, indented), devices, text),
      ),
      { numRuns: 250 },
    );
  });

  it('is read from a PowerShell table of any width, set in or not, the hash last or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        meant,
        names,
        fc.boolean(),
        fc.integer({ min: 60, max: 260 }),
        fc.boolean(),
        around,
        (devices, how, isLast, width, indented, text) => {
          const plain = devices.map((device) => ({ ...device, user: '' }));
          const others = how.order.filter((key) => key !== 'user' && !(isLast && key === 'hash'));
          const named = { ...how, order: isLast ? [...others, 'hash' as const] : others };
          const table = formatTable(printed(plain, named), width, indented || !isLast);
          return expectDevices(table, plain, text);
        },
      ),
      { numRuns: 250 },
    );
  });

  it('is read from JSON: pretty or one line, nested, escaped, wrapped', async () => {
    const escapes = fc.constantFrom<(hash: string) => string>(
      (hash) => hash,
      (hash) => hash.replaceAll('+', '\\u002B'),
      (hash) => hash.replaceAll('/', '\\/'),
      (hash) => hash.replaceAll('+', '\\u002b').replaceAll('/', '\\u002F').replaceAll('=', '\\u003d'),
    );
    const shapes = fc.constantFrom<(objects: Record<string, string>[], indent: number) => string>(
      (objects, indent) => JSON.stringify(objects, null, indent),
      (objects, indent) => JSON.stringify({ '@odata.count': objects.length, value: objects }, null, indent),
      (objects, indent) =>
        JSON.stringify({ requests: objects.map((body, id) => ({ id, method: 'POST', body })) }, null, indent),
      (objects) => objects.map((object) => JSON.stringify(object)).join('\n'),
    );
    const wraps = fc.constantFrom(0, 0, 60, 64, 76, 120);
    await fc.assert(
      fc.asyncProperty(
        meant,
        names,
        escapes,
        shapes,
        fc.constantFrom(0, 2, 4),
        wraps,
        around,
        (devices, how, spell, shape, indent, width, text) => {
          const objects = devices.map((device, at) =>
            Object.fromEntries(
              how.order.map((key) => [caption(how, key), key === 'hash' ? `@${at}@` : value(device, key)]),
            ),
          );
          let json = shape(objects, indent);
          for (const [at, { hash }] of devices.entries()) json = json.replace(`@${at}@`, () => spell(hash));
          if (width > 0 && indent === 0)
            json = json
              .split('\n')
              .map((line) => pieces(line, width).join('\n'))
              .join('\n');
          return expectDevices(json, devices, text);
        },
      ),
      { numRuns: 250 },
    );
  });

  it('is read from XML and HTML: elements, attributes, properties, tables and lists', async () => {
    const marked = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    const tag = (name: string) => name.replaceAll(' ', '');
    const list = (devices: Printed[], each: (name: string, text: string) => string) =>
      devices.map((device) => device.map(([name, text]) => each(name, marked(text))));
    const forms = fc.constantFrom<(devices: Printed[], newline: string) => string>(
      (devices, newline) =>
        `<?xml version="1.0"?>${newline}<Objects>${list(devices, (name, text) => `<${tag(name)}>${text}</${tag(name)}>`)
          .map((fields) => `<Object>${newline}${fields.join(newline)}${newline}</Object>`)
          .join(newline)}</Objects>`,
      (devices, newline) =>
        `<Report>${list(devices, (name, text) => `${tag(name)}="${text}"`)
          .map((fields) => `<Detail ${fields.join(' ')}/>`)
          .join(newline)}</Report>`,
      (devices, newline) =>
        `<Objects>${list(devices, (name, text) => `<Property Name="${name}" Type="System.String">${text}</Property>`)
          .map((fields) => `<Object>${fields.join(newline)}</Object>`)
          .join(newline)}</Objects>`,
      (devices, newline) =>
        `<Objs><Obj><MS>${list(devices, (name, text) => `<S N="${name}">${text}</S>`)
          .map((fields) => fields.join(newline))
          .join('</MS></Obj><Obj><MS>')}</MS></Obj></Objs>`,
      (devices, newline) =>
        `<!DOCTYPE html><html><body><table>${newline}<tr>${(devices[0] ?? []).map(([name]) => `<th>${name}</th>`).join('')}</tr>${list(
          devices,
          (_, text) => `<td>${text}</td>`,
        )
          .map((cells) => `<tr>${cells.join('')}</tr>`)
          .join(newline)}</table></body></html>`,
      (devices, newline) =>
        `<html><body><table>${list(devices, (name, text) => `<tr><td>${name}:</td><td>${text}</td></tr>`)
          .map((rows) => rows.join(newline))
          .join('<tr><td><hr></td></tr>')}</table></body></html>`,
    );
    await fc.assert(
      fc.asyncProperty(
        meant,
        names,
        forms,
        fc.constantFrom('', '\n', '\n  '),
        around,
        (devices, how, form, newline, text) => expectDevices(form(printed(devices, how), newline), devices, text),
      ),
      { numRuns: 250 },
    );
  });
});
