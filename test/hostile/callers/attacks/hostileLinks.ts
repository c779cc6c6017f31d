import type { Attack } from '../attack.ts';
import { personCalled, speakAs } from '../voices.ts';

const links = [
  'https://169.254.169.254/latest/meta-data',
  'https://127.0.0.1:1/x',
  'https://[::1]/x',
  'http://contoso.sharepoint.com/x',
  'https://contoso.sharepoint.com@evil.example/x',
  'https://contoso.sharepoint.com.evil.example/x',
  'https://contoso.sharepoint.com:8443/x',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/csv,x',
];

/** Files whose links lead elsewhere, from a registrar, and a file handed over to a link that would run in somebody's browser. */
export const hostileLinks: Attack = {
  name: 'hostile-links',
  wanted: [200],
  async play(stage, tally) {
    const alex = personCalled('Alex');
    for (const downloadUrl of links) {
      const contentType = 'application/vnd.microsoft.teams.file.download.info';
      const said = await speakAs(
        alex,
        { text: '', attachments: [{ contentType, name: 'devices.csv', content: { downloadUrl } }] },
        stage,
        tally,
      );
      if (/can be registered/.test(said)) tally.problems.push(`a file was read from ${downloadUrl}`);
      if (/javascript:|root:/.test(said)) tally.problems.push(`${downloadUrl} came back: ${said.slice(0, 200)}`);
    }
    for (const contentUrl of ['javascript:alert(1)', 'https://evil.example/x']) {
      const uploadInfo = { contentUrl, uploadUrl: contentUrl, name: 'audit.csv', uniqueId: 'x', fileType: 'csv' };
      const value = { type: 'fileUpload', action: 'accept', context: { file: 'audit' }, uploadInfo };
      const said = await speakAs(alex, { type: 'invoke', name: 'fileConsent/invoke', value }, stage, tally);
      if (said.includes(contentUrl)) tally.problems.push(`${contentUrl} became a link: ${said.slice(0, 200)}`);
    }
  },
};
