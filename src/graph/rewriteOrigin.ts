import type { Context, Middleware } from '@microsoft/microsoft-graph-client';

/**
 * The last middleware for the sandbox: sends what is meant for `from` to `to`.
 *
 * @remarks The SDK gives no token to `http://` and cannot page there, so everything before this link must believe in the real origin.
 */
export function rewriteOrigin(from: string, to: string): Middleware {
  return {
    async execute(context: Context) {
      if (typeof context.request !== 'string' || !context.request.startsWith(`${from}/`)) {
        throw new Error('a request left for another host than Microsoft Graph');
      }
      context.response = await fetch(to + context.request.slice(from.length), context.options as RequestInit);
    },
  };
}
