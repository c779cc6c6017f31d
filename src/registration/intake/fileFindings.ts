import { entry } from './catalogueEntry.ts';

const sendHashes =
  'Send the CSV that Get-WindowsAutopilotInfo writes on each device: serial number, Windows Product ID and hardware hash.';

/** Findings about a file as a whole. Those that are errors make it unusable. */
export const fileFindings = {
  'file-not-found': entry(
    'error',
    'The command line names a file that is not there or cannot be read.',
    (reason: string) => `The file cannot be read: ${reason}.`,
    'Check the path and the name.',
  ),
  'file-empty': entry('error', 'The file holds nothing.', () => 'The file is empty.', sendHashes),
  'file-too-large': entry(
    'error',
    'The file is larger than the limit.',
    (limit: number) => `The file is larger than ${Math.round(limit / 1024 / 1024)} MB.`,
    'Split it into several files and send them one after the other.',
  ),
  'too-many-rows': entry(
    'error',
    'The file has more rows than the limit.',
    (limit: number) => `The file has more than ${limit.toLocaleString('en')} rows.`,
    'Split it into several files and send them one after the other.',
  ),
  'file-is-workbook': entry(
    'error',
    'The file is an Excel workbook or another spreadsheet (OpenDocument, Numbers), whatever its name says.',
    (kind: string) => `This is ${kind}, not a CSV file.`,
    'Send the CSV file as the capture script wrote it; opening it in Excel or another spreadsheet damages serial numbers.',
  ),
  'file-is-archive': entry(
    'error',
    'The file is a ZIP or other archive, for example of diagnostics.',
    () => 'This is an archive.',
    'Unpack it and send the CSV file inside (in diagnostics: DeviceHash_….csv).',
  ),
  'file-is-cabinet': entry(
    'error',
    'The file is a cabinet, for example of MDM diagnostics.',
    () => 'This is a cabinet file of Windows diagnostics.',
    'Unpack it (expand -F:* file.cab folder) and send the DeviceHash_….csv inside.',
  ),
  'file-is-document': entry(
    'error',
    'The file is a PDF, a text document, a picture or a program.',
    (kind: string) => `This is ${kind}, not a CSV file.`,
    sendHashes,
  ),
  'file-is-profile': entry(
    'error',
    'The file is an Autopilot profile for existing devices (AutopilotConfigurationFile.json) or other JSON.',
    () => 'This is a JSON file, such as an Autopilot profile, without any hardware hash.',
    sendHashes,
  ),
  'file-is-web-page': entry(
    'error',
    'The file is HTML or XML without any hash.',
    () => 'This is a web page or XML file without any hardware hash.',
    sendHashes,
  ),
  'registered-devices-export': entry(
    'error',
    'The file is an export of devices already registered with Autopilot; it holds no hashes.',
    () => 'This is an export of devices that are registered with Autopilot already. Exports hold no hardware hashes.',
    sendHashes,
  ),
  'managed-devices-export': entry(
    'error',
    'The file is an export of devices that Intune or Managed Desktop manages; it holds no hashes.',
    () => 'This is an export of managed devices. Exports hold no hardware hashes.',
    sendHashes,
  ),
  'device-preparation-identifiers': entry(
    'error',
    'The file holds manufacturer, model and serial number without captions: corporate identifiers for Windows Autopilot device preparation.',
    () =>
      'These are corporate device identifiers (manufacturer, model, serial number) for Windows Autopilot device preparation, another feature.',
    'For Windows Autopilot send hardware hashes from Get-WindowsAutopilotInfo; upload identifiers under Devices > Enrollment > Corporate device identifiers.',
  ),
  'corporate-identifiers': entry(
    'error',
    'The file holds IMEI numbers or serial numbers as corporate device identifiers.',
    () => 'These are corporate device identifiers (IMEI or serial numbers), without hardware hashes.',
    sendHashes,
  ),
  'partner-tuple-list': entry(
    'error',
    'Every row holds only manufacturer, model and serial number: a list for Partner Center.',
    () =>
      'This list has manufacturer, model and serial number but no hardware hash. Only partners and manufacturers can register with these.',
    'Have the supplier register the devices in Partner Center with your group tag, or collect the hashes with Get-WindowsAutopilotInfo.',
  ),
  'serial-number-list': entry(
    'error',
    'The file is a list of serial numbers.',
    () => 'This is a list of serial numbers without hardware hashes.',
    sendHashes,
  ),
  'no-rows': entry(
    'error',
    'There are captions but no rows under them.',
    () => 'The file has captions but no devices.',
    'Capture the hashes again: the script found none.',
  ),
  'nothing-recognised': entry(
    'error',
    'Nothing in the file looks like a hardware hash.',
    () => 'There is no hardware hash in this file.',
    sendHashes,
  ),
  'file-unreadable': entry(
    'error',
    'Reading failed half way.',
    (reason: string) => `The file could not be read to its end: ${reason}.`,
    'Send it again; if that fails too, save it as UTF-8 text first.',
  ),
  'several-files': entry(
    'info',
    'Captions occur again in the middle: several files were put together.',
    (count: number) => `The file was put together from ${count} files.`,
    'Nothing to do.',
  ),
  'configuration-manager-report': entry(
    'info',
    'The file is the Configuration Manager report “Windows Autopilot Device Information”.',
    () => 'This is the Configuration Manager report; its captions were told from its devices.',
    'Nothing to do.',
  ),
  'partner-center-template': entry(
    'warning',
    'The file is the Partner Center template with its examples and explanations.',
    () => 'This is the Partner Center template; its explanations were left out.',
    'Fill in hardware hashes and take the examples out.',
  ),
  'pieces-left-out': entry(
    'warning',
    'Lines hold pieces of a hash whose beginning is not above them.',
    (count: number, line: number) =>
      count === 1
        ? `Line ${line} holds a piece of a hash whose beginning is missing. It was left out.`
        : `${count} lines, the first of them line ${line}, hold pieces of a hash whose beginning is missing. They were left out.`,
    'Check that every device you expect is listed; send the file that the script wrote rather than what a window shows.',
  ),
  'columns-ignored': entry(
    'info',
    'The file has columns that registration does not use.',
    (captions: string) => `These columns are not used: ${captions}.`,
    'Nothing to do.',
  ),
};
