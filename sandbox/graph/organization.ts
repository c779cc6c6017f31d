import { tenantDomain } from '../tenant/people.ts';
import { type Answer, graphRoot } from './answer.ts';
import { entityOptions, select } from './collection.ts';
import { everywhere, type Route, type RoutedRequest } from './route.ts';

/** The tenant itself. */
export const organizationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/organization',
    versions: everywhere,
    permissions: ['Organization.Read.All', 'Directory.Read.All'],
    query: entityOptions,
    answer: list,
  },
];

function list(request: RoutedRequest): Answer {
  const organization = {
    id: request.world.tenantId,
    displayName: 'Contoso',
    countryLetterCode: 'US',
    createdDateTime: '2021-03-01T09:00:00Z',
    mobileDeviceManagementAuthority: 'intune',
    onPremisesSyncEnabled: null,
    preferredLanguage: 'en',
    tenantType: 'AAD',
    verifiedDomains: [{ capabilities: 'Email', isDefault: true, isInitial: true, name: tenantDomain, type: 'Managed' }],
  };
  return {
    status: 200,
    body: {
      '@odata.context': `${graphRoot(request.version)}/$metadata#organization`,
      value: [select(request, organization)],
    },
  };
}
