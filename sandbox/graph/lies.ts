import type { Lie } from '../faults.ts';
import type { Answer } from './answer.ts';
import { graphRoot } from './answer.ts';
import type { IncomingRequest } from './route.ts';

const page =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>The network wants you to sign in.</body></html>';

/** Lies that change what the service says; the others stand in its place. */
export function needsAnswer(lie: Lie): boolean {
  return typeof lie === 'object';
}

/** What a lie makes of an answer: a body that is not what was asked for, under a status that says it is, or another. */
export function tell(
  { lie, status = 200 }: { lie: Lie; status?: number | undefined },
  answer: Answer | undefined,
  request: IncomingRequest,
): Answer {
  const told = { status, spoilt: true };
  if (typeof lie === 'object') return { ...answer, ...told, body: changed(lie, answer?.body, request) };
  const whole = JSON.stringify(answer?.body ?? { value: [] });
  switch (lie) {
    case 'cutAtOnce':
      return { ...told, raw: { text: '', cut: true } };
    case 'cutHalf':
      return { ...told, raw: { text: whole.slice(0, whole.length / 2), cut: true } };
    case 'truncated':
      return { ...told, raw: { text: whole.slice(0, -2) } };
    case 'html':
      return { ...told, raw: { text: page, type: 'text/html' } };
    case 'object':
      return { ...told, body: {} };
    case 'null':
      return { ...told, body: null };
    case 'empty':
      return { ...told, raw: { text: '' } };
    default:
      return lie satisfies never;
  }
}

type Change = Extract<Lie, object>;

function changed(lie: Change, body: unknown, request: IncomingRequest): unknown {
  if (typeof body !== 'object' || body === null) return body;
  if ('nextLink' in lie) {
    const own = `${graphRoot(request.version)}${request.path}${request.query.size > 0 ? `?${request.query}` : ''}`;
    return { ...body, '@odata.nextLink': lie.nextLink === 'self' ? own : lie.nextLink };
  }
  const { value } = body as { value?: unknown };
  const rows = Array.isArray(value) ? { ...body, value: (value as unknown[]).map((row) => without(row, lie)) } : body;
  return Array.isArray(value) ? rows : without(body, lie);
}

function without(row: unknown, lie: Exclude<Change, { nextLink: string }>): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const fields = 'leaveOut' in lie ? lie.leaveOut : lie.nulls;
  const kept = Object.entries(row).filter(([name]) => !fields.includes(name));
  return Object.fromEntries('nulls' in lie ? [...kept, ...fields.map((name) => [name, null])] : kept);
}
