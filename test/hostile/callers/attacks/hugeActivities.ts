import type { Attack } from '../attack.ts';
import { personCalled, speakAs } from '../voices.ts';

/** Activities with a good token and much too much of something. */
export const hugeActivities: Attack = {
  name: 'huge-activities',
  wanted: [200, 400, 413],
  async play(stage, tally, size) {
    const anybody = personCalled('Diego');
    const many = Math.round(10_000 * size);
    const list = (item: unknown) => Array.from({ length: many }, () => item);
    const inputs = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`input${index}`, 'x'.repeat(1_000)]));
    let deep: unknown = 'x';
    for (let depth = 0; depth < 2_000; depth += 1) deep = { deep };
    for (const over of [
      { attachments: list({ contentType: 'image/png' }) },
      {
        attachments: list({
          contentType: 'application/vnd.microsoft.teams.file.download.info',
          content: { downloadUrl: 'https://contoso.sharepoint.com/x' },
        }),
      },
      { entities: list({ type: 'mention', mentioned: { id: 'x' }, text: '<at>x</at>' }) },
      {
        type: 'invoke',
        name: 'adaptiveCard/action',
        value: { action: { type: 'Action.Execute', verb: 'previewNaming', data: inputs } },
      },
      { value: deep },
      { text: 'x'.repeat(900_000) },
    ])
      await speakAs(anybody, over, stage, tally);
  },
};
