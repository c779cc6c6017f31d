import { formatNumber } from './text.ts';

/** `Retry 3 failed`, the title of the button; empty where trying again cannot help. */
export function retryTitle(retriable: number): string {
  return retriable === 0 ? '' : `Retry ${formatNumber(retriable)} failed`;
}
