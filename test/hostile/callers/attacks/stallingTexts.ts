import type { Attack } from '../attack.ts';
import { personCalled, speakAs } from '../voices.ts';

/** Texts that quadratic expressions would stall on, from anybody in the tenant; `goodActivityMilliseconds` of the row says whether the loop stood still. */
export const stallingTexts: Attack = {
  name: 'stalling-texts',
  wanted: [200],
  async play(stage, tally, size) {
    const anybody = personCalled('Diego');
    const length = Math.round(100_000 * Math.min(1, size * 2));
    for (const unit of [
      '<',
      '<at>',
      '</at>',
      '&lt;',
      '<at>x',
      'T0EnAgEAHAAAAAoA',
      '"',
      ',',
      '[',
      '{"a":',
      'status ',
      '\n- ',
      ' ',
      '=',
    ]) {
      const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      await speakAs(anybody, { text }, stage, tally);
      await speakAs(anybody, { text: 'x', attachments: [{ contentType: 'text/html', content: text }] }, stage, tally);
    }
  },
};
