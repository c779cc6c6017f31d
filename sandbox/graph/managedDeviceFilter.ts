import { type Comparison, type Filter, parseFilter } from './filter.ts';
import { leaves } from './matches.ts';

/** What the type's own metadata says can be filtered; anything else is ignored without a word. */
const supported: Record<string, readonly string[]> = {
  azureADDeviceId: ['eq'],
  serialNumber: ['eq'],
  complianceState: ['eq'],
  managementState: ['eq'],
  managementAgent: ['eq'],
  operatingSystem: ['eq'],
  manufacturer: ['eq'],
  jailBroken: ['eq'],
  deviceName: ['eq', 'contains'],
  model: ['eq', 'contains'],
  userPrincipalName: ['eq', 'ne'],
  emailAddress: ['contains'],
  osVersion: ['contains'],
  enrolledDateTime: ['lt', 'gt'],
  lastSyncDateTime: ['lt', 'gt'],
};
/** Properties of which several values may be joined by `or`. */
const joinable = [
  'serialNumber',
  'complianceState',
  'managementState',
  'managementAgent',
  'operatingSystem',
  'manufacturer',
];

/**
 * The filter Intune really applies for what a client wrote; `undefined` stands for none, and then the whole fleet comes
 * back. Of `azureADDeviceId eq A or azureADDeviceId eq B` only the first is applied. `counted`: the request has `$count`.
 */
export function effectiveFilter(text: string | null, counted: boolean): Filter | undefined {
  if (text === null) return undefined;
  let filter: Filter;
  try {
    filter = parseFilter(text);
  } catch {
    return undefined;
  }
  const comparisons = leaves(filter);
  if (hasNot(filter) || !comparisons.every((comparison) => applies(comparison, counted))) return undefined;
  if (!hasOr(filter)) return filter;
  const [first] = comparisons;
  const onlyProperty = first !== undefined && comparisons.every(({ path }) => path === first.path);
  if (onlyProperty && joinable.includes(first.path)) return filter;
  return onlyProperty && first.path === 'azureADDeviceId' ? first : undefined;
}

function applies(comparison: Comparison, counted: boolean): boolean {
  if (comparison.kind !== 'compare' && comparison.kind !== 'call') return false;
  const operator = comparison.kind === 'compare' ? comparison.operator : comparison.name;
  if (comparison.value === '' || (counted && comparison.path === 'azureADDeviceId')) return false;
  return supported[comparison.path]?.includes(operator) ?? false;
}

function hasOr(filter: Filter): boolean {
  return filter.kind === 'or' || (filter.kind === 'and' && filter.parts.some(hasOr));
}

function hasNot(filter: Filter): boolean {
  if (filter.kind === 'not') return true;
  return (filter.kind === 'and' || filter.kind === 'or') && filter.parts.some(hasNot);
}
