/** An authenticated person, from the activity's sender. */
export interface Person {
  /** Entra object id, as `canonicalId` writes it. */
  id: string;
  name: string;
}

const nil = '00000000-0000-0000-0000-000000000000';

/** Whether a text is an Entra object id. */
export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

/** An Entra object id in the one way it is stored and compared: Entra does not tell upper from lower case. `undefined` for what is none. */
export function canonicalId(text: string | undefined): string | undefined {
  if (text === undefined || !isObjectId(text) || text === nil) return undefined;
  return text.toLowerCase();
}

/** Whether two people are one to Entra, whatever the case in which an older record holds the id. */
export function isSamePerson(one: Pick<Person, 'id'> | undefined, other: Pick<Person, 'id'> | undefined): boolean {
  return one !== undefined && other !== undefined && one.id.toLowerCase() === other.id.toLowerCase();
}
