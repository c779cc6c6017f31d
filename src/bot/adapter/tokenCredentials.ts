import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';

type CredentialFactory = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>;

/** Signs the bot's requests with tokens from any source. */
export function tokenCredentials(appId: string, token: (scope: string) => Promise<string>): CredentialFactory {
  return {
    isValidAppId: async (id) => id === appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async (_appId, audience) => ({
      async signRequest(request) {
        request.headers.set('authorization', `Bearer ${await token(audience ?? 'https://api.botframework.com')}`);
        return request;
      },
    }),
  };
}
