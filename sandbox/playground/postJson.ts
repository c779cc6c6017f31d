/** How long Playground and the bot behind it may take for one answer: half a minute. */
const within = 30_000;

/** Posts JSON and resolves with the parsed answer, undefined for an empty one. Rejects for a status outside 2xx, with what the server said. */
export async function postJson(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(within),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`Playground answered ${response.status} to ${new URL(url).pathname}: ${text.slice(0, 500)}`);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
