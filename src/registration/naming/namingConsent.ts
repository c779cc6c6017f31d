import type { Person } from '../person.ts';
import type { Stored } from '../ports/stored.ts';

/** What an administrator has said about renaming devices to the naming convention, and what waits for that. */
export interface NamingConsent extends Stored {
  /** `convention`: there is one. */
  readonly id: string;
  /** The convention's template that an administrator allowed for however many devices; absent before anybody did. */
  allowed?: { template: string; by: Person; at: number } | undefined;
  /** What the latest run of the rename job held back. */
  held?: { template: string; devices: number; at: number } | undefined;
}
