import { enumerate, plain } from './text.ts';

/** Ids a card shows; Microsoft needs one. */
const shown = 2;

/** `Request id 6f3c…`, for a case with Microsoft; empty where there is none. */
export function requestIdLine(requestIds: readonly string[]): string {
  if (requestIds.length === 0) return '';
  const ids = enumerate(
    requestIds.map((id) => plain(id, 60)),
    shown,
  );
  return `Request id${requestIds.length === 1 ? '' : 's'} ${ids}`;
}
