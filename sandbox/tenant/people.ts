import { guidOf } from './random.ts';
import type { User } from './records.ts';

/** Domain of every address in the preset tenant. */
export const tenantDomain = 'contoso.example';

/** A person of the preset tenant. */
export interface Person extends User {
  /** What this person may do in Preflight, through role groups. */
  roles: ('reader' | 'registrar' | 'approver' | 'administrator')[];
}

/** People who write in the chat, in the order in which the Agents Playground lists them; the first one is "you". */
export const chatPeople: readonly Person[] = [
  person('Alex', 'Wilber', 'Deployment engineer', 'IT', ['registrar']),
  person('Megan', 'Bowen', 'Endpoint administrator', 'IT', ['administrator']),
  person('Nestor', 'Wilke', 'IT director', 'IT', ['approver', 'registrar']),
  person('Adele', 'Vance', 'Retail manager', 'Retail', []),
  person('Patti', 'Fernandez', 'Service desk', 'IT', ['registrar']),
  person('Isaiah', 'Langer', 'Web marketing manager', 'Marketing', ['reader']),
];

/** The people who write in the chat, this one before all others. An id of nobody, or none, leaves them as they are. */
export function chatPeopleFrom(id: string | undefined): Person[] {
  return [...chatPeople.filter((each) => each.id === id), ...chatPeople.filter((each) => each.id !== id)];
}

/** People who get a device and sign in on it. */
export const deviceUsers: readonly Person[] = [
  person('Lynne', 'Robbins', 'Planner', 'Retail', []),
  person('Diego', 'Siciliani', 'HR manager', 'Human Resources', []),
  person('Joni', 'Sherman', 'Paralegal', 'Legal', []),
  person('Henrietta', 'Mueller', 'Developer', 'Research', []),
  person('Lidia', 'Holloway', 'Product manager', 'Engineering', []),
  person('Pradeep', 'Gupta', 'Accountant', 'Finance', []),
];

/** Accounts that must get nowhere although role groups hold them: a partner's guest, and an administrator who has left. */
export const formerPeople: readonly Person[] = [
  {
    ...person('Cameron', 'White', 'Consultant', 'Partner', ['registrar']),
    userPrincipalName: `cameronw_fabrikam.example#EXT#@${tenantDomain}`,
    isGuest: true,
  },
  { ...person('Miriam', 'Graham', 'Endpoint administrator', 'IT', ['administrator']), isDisabled: true },
];

/** The preset tenant's people, those who carry devices first. */
export const everybody: readonly Person[] = [...deviceUsers, ...chatPeople, ...formerPeople];

function person(
  givenName: string,
  surname: string,
  jobTitle: string,
  department: string,
  roles: Person['roles'],
): Person {
  const alias = `${givenName}${surname.slice(0, 1)}`;
  return {
    id: guidOf(`user:${alias}`),
    displayName: `${givenName} ${surname}`,
    givenName,
    surname,
    userPrincipalName: `${alias}@${tenantDomain}`,
    jobTitle,
    department,
    roles,
  };
}
