import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';

/** How Preflight signs in to Microsoft Graph. */
export type GraphCredential =
  | {
      kind: 'clientSecret';
      tenantId: string;
      clientId: string;
      clientSecret: string;
      authorityHost?: string | undefined;
    }
  | {
      kind: 'clientCertificate';
      tenantId: string;
      clientId: string;
      certificatePath: string;
      authorityHost?: string | undefined;
    }
  /** Of the host it runs on; `clientId` for a user-assigned identity. */
  | { kind: 'managedIdentity'; clientId?: string | undefined };

/** The credential as `@azure/identity` knows it. An authority host other than Microsoft's is not asked whether it exists. */
export function createCredential(credential: GraphCredential): TokenCredential {
  switch (credential.kind) {
    case 'clientSecret':
      return new ClientSecretCredential(
        credential.tenantId,
        credential.clientId,
        credential.clientSecret,
        authority(credential),
      );
    case 'clientCertificate': {
      const { tenantId, clientId, certificatePath } = credential;
      return new ClientCertificateCredential(tenantId, clientId, { certificatePath }, authority(credential));
    }
    case 'managedIdentity':
      return credential.clientId === undefined
        ? new ManagedIdentityCredential()
        : new ManagedIdentityCredential({ clientId: credential.clientId });
    default:
      return credential satisfies never;
  }
}

function authority({ authorityHost }: { authorityHost?: string | undefined }): {
  authorityHost?: string;
  disableInstanceDiscovery?: boolean;
} {
  return authorityHost === undefined ? {} : { authorityHost, disableInstanceDiscovery: true };
}
