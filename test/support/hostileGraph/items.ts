import type { Answer, Fault } from './lies.ts';

/** The answer to an item of a `$batch`, as Graph sends it. */
export interface ItemAnswer {
  id: string;
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** An item's answer as if it had come alone. */
export function aloneFrom({ status, headers = {}, body }: ItemAnswer): Answer {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { status, headers: lower, body: body === undefined ? '' : JSON.stringify(body) };
}

/** A lie as the answer to an item. What is no JSON is a text, as in Graph's own batches; what was cut off is not there at all. */
export function itemFrom(id: string, fault: Fault, { status, headers, body }: Answer): ItemAnswer | undefined {
  if (fault === 'cut-after-the-headers') return undefined;
  const read = bodyOf(fault, body);
  return { id, status, headers, ...(read === undefined ? {} : { body: read }) };
}

function bodyOf(fault: Fault, body: string): unknown {
  if (body === '' || fault === 'cut-in-the-middle') return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}
