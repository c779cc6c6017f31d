/** An answer, before or after it was made a lie. */
export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** How an answer lies. */
export type Fault = (typeof faults)[number];

/** Every way to lie, by the names that `--only` takes. */
export const faults = [
  'cut-after-the-headers',
  'cut-in-the-middle',
  'truncated-json',
  'html-with-200',
  'empty-object',
  'null',
  'empty',
  '502-with-html',
  'fields-left-out',
  'nulls',
  'unknown-fields',
  'numbers-as-text',
  'next-link-to-itself',
  'next-link-in-a-circle',
  'next-link-to-a-foreign-host',
  'retry-after-999999',
  'retry-after-a-date',
  'retry-after--5',
  'retry-after-soon',
  'one-401',
  '100-s-of-silence',
] as const;

/** Lies that are the honest answer, changed. */
export const changing: readonly Fault[] = [
  'cut-in-the-middle',
  'truncated-json',
  'fields-left-out',
  'nulls',
  'unknown-fields',
  'numbers-as-text',
  'next-link-to-itself',
  'next-link-in-a-circle',
  'next-link-to-a-foreign-host',
];

/** What ends a connection instead of being an answer. */
export type Break = 'afterHeaders' | 'inTheMiddle' | 'silence';

const page =
  '<!DOCTYPE html><html><head><title>Sign in to your network</title></head><body>One moment, please.</body></html>';
const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html; charset=utf-8' };

/** How a lie breaks the connection; absent where it is an answer. */
export function breakOf(fault: Fault): Break | undefined {
  if (fault === 'cut-after-the-headers') return 'afterHeaders';
  if (fault === 'cut-in-the-middle') return 'inTheMiddle';
  return fault === '100-s-of-silence' ? 'silence' : undefined;
}

/** The lie that stands for an honest answer. `url` is what was asked for at Graph, `count` the lies before, `foreign` another host's origin. */
export function lieFor(
  fault: Fault,
  honest: Answer,
  { url, count, foreign }: { url: string; count: number; foreign: string },
): Answer {
  const wait = retryAfterOf(fault);
  if (wait !== undefined)
    return { status: 429, headers: { ...json, 'retry-after': wait }, body: error('TooManyRequests') };
  switch (fault) {
    case 'html-with-200':
      return { status: 200, headers: html, body: page };
    case '502-with-html':
      return { status: 502, headers: html, body: page };
    case 'empty-object':
      return { status: 200, headers: json, body: '{}' };
    case 'null':
      return { status: 200, headers: json, body: 'null' };
    case 'cut-after-the-headers':
    case 'empty':
      return { status: 200, headers: json, body: '' };
    case 'one-401':
      return { status: 401, headers: json, body: error('InvalidAuthenticationToken') };
    case 'cut-in-the-middle':
    case 'truncated-json': {
      const whole = honest.body === '' ? '{"value":[{"id":"' : honest.body;
      return { status: 200, headers: json, body: whole.slice(0, Math.ceil(whole.length / 2)) };
    }
    default:
      return changed(honest, (body) => change(fault, body, { url, count, foreign }));
  }
}

function retryAfterOf(fault: Fault): string | undefined {
  if (fault === 'retry-after-999999') return '999999';
  // By the machine's clock, as every server's.
  if (fault === 'retry-after-a-date') return new Date(Date.now() + 90_000).toUTCString();
  if (fault === 'retry-after--5') return '-5';
  return fault === 'retry-after-soon' ? 'soon' : undefined;
}

function error(code: string): string {
  return JSON.stringify({ error: { code, message: 'Not now.', innerError: {} } });
}

/** An honest answer with another body. What is no JSON, or an error, stays as it is. */
function changed(honest: Answer, change: (body: Fields) => Fields): Answer {
  if (honest.status >= 300 || honest.body === '') return honest;
  const body: unknown = JSON.parse(honest.body);
  return isFields(body) ? { ...honest, body: JSON.stringify(change(body)) } : honest;
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function change(
  fault: Fault,
  body: Fields,
  { url, count, foreign }: { url: string; count: number; foreign: string },
): Fields {
  switch (fault) {
    case 'fields-left-out':
      return eachRecord(body, (record, index) => without(record, index + count));
    case 'nulls':
      return eachRecord(body, (record, index) => withNull(record, index + count));
    case 'unknown-fields':
      return eachRecord({ ...body, '@odata.future': { kind: 'new' } }, (record) => ({
        ...record,
        '@odata.trait': 'new',
        futureField: { list: [1, null, {}], at: '2027-01-01T00:00:00Z' },
      }));
    case 'numbers-as-text':
      return numbersAsText(body) as Fields;
    case 'next-link-to-itself':
      return { ...body, '@odata.nextLink': url };
    case 'next-link-in-a-circle':
      return { ...body, '@odata.nextLink': circle(url) };
    case 'next-link-to-a-foreign-host':
      return { ...body, '@odata.nextLink': url.replace('https://graph.microsoft.com', foreign) };
    default:
      return body;
  }
}

/** Two links that name each other. */
function circle(url: string): string {
  const [base = url] = url.split(/[?&]circle=/);
  const next = url.endsWith('circle=one') ? 'two' : 'one';
  return `${base}${base.includes('?') ? '&' : '?'}circle=${next}`;
}

function eachRecord(body: Fields, act: (record: Fields, index: number) => Fields): Fields {
  const name = Array.isArray(body['value']) ? 'value' : Array.isArray(body['responses']) ? 'responses' : undefined;
  if (name === undefined) return act(body, 0);
  const records = body[name] as unknown[];
  return { ...body, [name]: records.map((record, index) => (isFields(record) ? act(record, index) : record)) };
}

/** Another field of each record, and of each answer, so that none is spared. */
function without(record: Fields, turn: number): Fields {
  const names = Object.keys(record);
  const gone = names[turn % Math.max(1, names.length)];
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== gone));
}

function withNull(record: Fields, turn: number): Fields {
  const names = Object.keys(record);
  const gone = names[turn % Math.max(1, names.length)];
  return gone === undefined ? record : { ...record, [gone]: null };
}

function numbersAsText(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(numbersAsText);
  return isFields(value)
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, numbersAsText(each)]))
    : value;
}
