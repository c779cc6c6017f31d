import { GraphFailure } from './answer.ts';

/** `/users('o''neil@…')`: a key in parentheses, apostrophes doubled. */
const keyInParentheses = /^\/(users|groups|devices)\('((?:[^']|'')*)'\)(?=\/|$)/;
/** What may follow a collection and begin with `$`. */
const systemSegment = /^\/\w+\/\$(count|ref|value)(\/|$)/;

/**
 * A request's path as routes know it: percent-encoding undone, a key in parentheses as a segment. What Graph cannot read comes with the
 * refusal: encoding that is none, and a name that begins with `$` as a segment of its own, which OData takes for an option of the system
 * (https://learn.microsoft.com/graph/api/user-get, tips).
 */
export function readPath(encoded: string): { path: string; unreadable?: GraphFailure } {
  let path: string;
  try {
    path = decodeURIComponent(encoded);
  } catch {
    return { path: encoded, unreadable: new GraphFailure(400, 'BadRequest', 'Bad Request - Error in query syntax.') };
  }
  if (/^\/(users|groups|devices)\/\$/.test(path) && !systemSegment.test(path)) {
    const [, collection] = path.split('/');
    const why =
      `The request URI is not valid. Since the segment '${collection}' refers to a collection, this must be the last segment in the request URI ` +
      'or it must be followed by an function or action that can be bound to it otherwise all intermediate segments must refer to a single resource.';
    return { path, unreadable: new GraphFailure(400, 'BadRequest', why) };
  }
  return {
    path: path.replace(
      keyInParentheses,
      (_, collection: string, key: string) => `/${collection}/${key.replaceAll("''", "'")}`,
    ),
  };
}
