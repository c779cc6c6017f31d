import { ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import type { BotAuthentication, BotCloud, BotCredential } from '../options.ts';
import { connectorHttpClient } from './connectorHttpClient.ts';
import { tokenCredentials } from './tokenCredentials.ts';

type Entra = Extract<BotAuthentication, { kind: 'entra' }>;
type CredentialFactory = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>;

/** Builds the SDK's authentication, which signs what the bot sends; who calls is decided by `callers/`. Throws where the SDK would silently believe everybody: an empty application or tenant id. */
export function createAuthentication(
  authentication: BotAuthentication,
  connectorTimeoutMs: number,
): ConfigurationBotFrameworkAuthentication {
  const connector = { httpClient: connectorHttpClient(connectorTimeoutMs) };
  if (authentication.kind === 'anonymous') {
    const nobody = new ConfigurationServiceClientCredentialFactory({});
    return new ConfigurationBotFrameworkAuthentication({}, nobody, undefined, undefined, connector);
  }
  const { appId, tenantId, cloud } = authentication;
  if (appId.trim() === '' || tenantId.trim() === '') {
    throw new TypeError(
      'The bot has no application id or no tenant id: without them it would answer anybody. Set both.',
    );
  }
  return new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: appId,
      MicrosoftAppTenantId: tenantId,
      ...(cloud === undefined ? {} : endpoints(cloudOf(authentication))),
    },
    credentials(authentication),
    undefined,
    undefined,
    connector,
  );
}

function credentials({ appId, tenantId, credential }: Entra): CredentialFactory {
  if ('token' in credential) return tokenCredentials(appId, credential.token);
  return new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppTenantId: tenantId,
    ...credentialSettings(credential),
  });
}

function credentialSettings(credential: Exclude<BotCredential, { token: unknown }>): Record<string, string> {
  if ('managedIdentity' in credential) return { MicrosoftAppType: 'UserAssignedMsi' };
  if ('secret' in credential) return { MicrosoftAppType: 'SingleTenant', MicrosoftAppPassword: credential.secret };
  const { thumbprint, privateKey } = credential.certificate;
  return { MicrosoftAppType: 'SingleTenant', CertificateThumbprint: thumbprint, CertificatePrivateKey: privateKey };
}

/** The public cloud's endpoints, and those that a sovereign cloud or a test has instead. */
export function cloudOf({ cloud, tenantId }: Pick<Entra, 'cloud' | 'tenantId'>): BotCloud {
  return {
    loginUrl: `https://login.microsoftonline.com/${tenantId}`,
    oauthScope: 'https://api.botframework.com',
    tokenIssuer: 'https://api.botframework.com',
    openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    entraOpenIdMetadataUrl: 'https://login.microsoftonline.com/botframework.com/v2.0/.well-known/openid-configuration',
    oauthUrl: 'https://api.botframework.com',
    ...cloud,
  };
}

/** The SDK wants all of these or none. */
function endpoints({
  loginUrl,
  oauthScope,
  tokenIssuer,
  openIdMetadataUrl,
  entraOpenIdMetadataUrl,
  oauthUrl,
}: BotCloud) {
  return {
    ValidateAuthority: true,
    ToChannelFromBotLoginUrl: loginUrl,
    ToChannelFromBotOAuthScope: oauthScope,
    ToBotFromChannelTokenIssuer: tokenIssuer,
    ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: entraOpenIdMetadataUrl,
    OAuthUrl: oauthUrl,
    CallerId: 'urn:botframework:azure',
  };
}
