/** A user principal name for comparing, as Entra compares them: whatever the case, and however its accented letters are put together. */
export function foldUserName(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}

/** Asks whether users exist, each once however it is spelt; resolves with those of the given names that do. */
export async function existing(
  names: readonly string[],
  usersExist: (names: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Set<string>> {
  const asked = new Map(names.map((name) => [foldUserName(name), name.normalize('NFC').trim()]));
  if (asked.size === 0) return new Set();
  const found = new Set([...(await usersExist([...asked.values()]))].map(foldUserName));
  return new Set(names.filter((name) => found.has(foldUserName(name))));
}
