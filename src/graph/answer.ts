/** An answer that came, whatever it says. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON, `undefined` for an empty body, `garbled` for anything else. */
  body: unknown;
}

/** In the place of a body that is not JSON, or was cut off. */
export const garbled = Symbol('garbled');

/** Characters of an answer at most: a page of a thousand devices has three million. */
const longestBody = 64_000_000;

/** Reads an answer to its end. Never rejects: what cannot be read is `garbled`. */
export async function readAnswer(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: await readBody(response) };
}

async function readBody(response: Response): Promise<unknown> {
  try {
    const text = await readText(response);
    return text === undefined ? garbled : parse(text);
  } catch {
    return garbled;
  }
}

async function readText(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longestBody) return undefined;
  }
  return text + decoder.decode();
}

/** Not by its content type: a proxy's is wrong as often as its body. */
function parse(text: string): unknown {
  return text.trim() === '' ? undefined : (JSON.parse(text) as unknown);
}

/** What Graph says is wrong: `{"error":{"code","message"}}` (https://learn.microsoft.com/graph/errors). `undefined` where something else answered. */
export interface GraphRefusal {
  code: string | undefined;
  message: string;
  requestId: string | undefined;
}

/** Reads a refusal; `undefined` when this is none of Graph's. */
export function readRefusal(body: unknown): GraphRefusal | undefined {
  const error = fieldOf(body, 'error');
  const code = fieldOf(error, 'code');
  const message = fieldOf(error, 'message');
  if (typeof code !== 'string' && typeof message !== 'string') return undefined;
  const requestId = fieldOf(fieldOf(error, 'innerError'), 'request-id');
  return {
    code: typeof code === 'string' && code !== '' ? code : undefined,
    message: typeof message === 'string' ? message : '',
    requestId: typeof requestId === 'string' ? requestId : undefined,
  };
}

/** A field of what may be an object. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Makes what was asked for of a body; `undefined` when the body is something else. */
export type Reader<T> = (body: unknown) => T | undefined;

/** For a request whose status says it all: nothing, or any object. */
export const readNothing: Reader<'done'> = (body) =>
  (body ?? undefined) === undefined || isObject(body) ? 'done' : undefined;

/** Whether this is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
