/** One thing that happened to a group, from the moment on which reads show it. */
export interface GroupChange {
  groupId: string;
  /** The group's own properties changed, it appeared or it went. */
  kind: 'created' | 'updated' | 'deleted' | 'member';
  /** The member that came or went. */
  objectId?: string;
}

/** Everything that happened to groups, oldest first: a place in it is what a delta token stands for. */
export interface GroupHistory {
  changes: GroupChange[];
  /** Delta tokens of an earlier generation are refused. */
  generation: number;
  /** How they are: start over from a given address, or told that the state is not found. */
  refusal: 'resync' | 'expired';
  /** Pages of rounds that were not read to their end, by an id. */
  snapshots: Map<string, Record<string, unknown>[][]>;
}

/** A history in which nothing has happened. */
export function noHistory(): GroupHistory {
  return { changes: [], generation: 0, refusal: 'resync', snapshots: new Map() };
}
