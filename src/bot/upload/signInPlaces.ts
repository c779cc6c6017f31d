/** Where Microsoft, and organisations that sign in at their own place, ask people who they are. */
const hosts: ReadonlySet<string> = new Set([
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'login.chinacloudapi.cn',
  'login.microsoft.com',
  'login.windows.net',
  'login.windows.com',
  'login.live.com',
  'account.live.com',
  'device.login.microsoftonline.com',
  'accounts.google.com',
]);
const hostEndings = [
  '.b2clogin.com',
  '.ciamlogin.com',
  '.okta.com',
  '.onelogin.com',
  '.pingone.com',
  '.duosecurity.com',
];
/** SharePoint's own way to them, AD FS, and the protocols. */
const pathParts = [
  '/_layouts/15/authenticate.aspx',
  '/_layouts/15/accessdenied.aspx',
  '/_forms/default.aspx',
  '/_login/',
  '/adfs/',
  '/oauth2/',
  '/saml2',
  '/login.srf',
  '/signin/',
];

/** Whether a link leads to where people are asked to sign in. */
export function isSignInHost({ hostname }: URL): boolean {
  const host = hostname.toLowerCase();
  return hosts.has(host) || hostEndings.some((ending) => host.endsWith(ending));
}

/** Whether a redirect asks people to sign in instead of handing something over; the link of a file itself may have such folders. */
export function asksToSignIn(url: URL): boolean {
  const { pathname, searchParams } = url;
  const path = `${pathname.toLowerCase()}/`;
  return (
    isSignInHost(url) ||
    pathParts.some((part) => path.includes(part)) ||
    searchParams.get('wa')?.toLowerCase().startsWith('wsignin') === true ||
    searchParams.has('SAMLRequest')
  );
}
