import { type AdaptiveCard, expand } from './expand.ts';
import template from './sample.json' with { type: 'json' };

/** The title of the card about getting a CSV. */
export const sampleTitle = 'How to get a CSV of hardware hashes';

/** How to capture hardware hashes (https://learn.microsoft.com/autopilot/add-devices) and what the file looks like. */
export function sampleCard(): AdaptiveCard {
  return expand(template, {
    title: sampleTitle,
    script: [
      { line: 'Install-Script -Name Get-WindowsAutopilotInfo' },
      { line: 'Get-WindowsAutopilotInfo -OutputFile devices.csv' },
    ],
    fresh: 'On a new device that shows the first setup screen, press Shift+F10 and type powershell first.',
    header: 'Device Serial Number,Windows Product ID,Hardware Hash',
    next: 'Then attach the file to a message in the personal chat. Do not open it in Excel before: Excel changes serial numbers.',
  });
}
