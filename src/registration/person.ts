/** An authenticated person, from the activity's sender. */
export interface Person {
  /** Entra object id. */
  id: string;
  name: string;
}
