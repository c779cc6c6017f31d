/**
 * The path of a user by user principal name, encoded for a URL of its own and for an item of a `$batch` alike. A name that begins with `$`
 * would pass for a part of OData and is refused, so it goes into parentheses, where an apostrophe is doubled; in a segment of the path it
 * is not. The `#` of a guest's name would begin a fragment, `+` and `&` mean something in other places, and letters beyond ASCII are
 * UTF-8 (https://learn.microsoft.com/graph/api/user-get, tips; #2635 of microsoftgraph/msgraph-sdk-dotnet).
 */
export function userPath(name: string): string {
  return name.startsWith('$') ? `/users('${encode(name.replaceAll("'", "''"))}')` : `/users/${encode(name)}`;
}

/** Percent-encoded whole, apostrophes and parentheses included; half of a surrogate pair is none of anybody's letters. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
