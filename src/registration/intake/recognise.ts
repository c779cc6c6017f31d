import { exactCaptionField } from './captions.ts';
import { looksLikeSerial } from './cells.ts';
import { delimiters, splitQuoted } from './delimiter.ts';
import { binaryKind } from './fileKind.ts';
import { readCaptionLine } from './forms/captionLine.ts';

/** What was sent, before it is read: a file by its name, and by its bytes once they are there, or the text of a message. */
export type Sent = { name: string; bytes?: Uint8Array | undefined } | { text: string };

/** What was sent is for. */
export type Recognised =
  /** To be read as a list of devices; what is wrong with it, the report says. */
  | { kind: 'devices' }
  /** A picture: nothing is read from it, and beside a list it means nothing. */
  | { kind: 'picture' }
  /** Not text by its name; `what` it is, with its article, and what to do about it, one sentence. */
  | { kind: 'container'; what: string; remedy: string }
  /** Text that has nothing to do with a list of devices. */
  | { kind: 'nothing' };

const asWritten = 'Send the CSV file as the capture script wrote it; a spreadsheet damages serial numbers.';
const unpacked = 'Unpack it and send the CSV file inside.';

/** Endings of files that are never text, and what is said of them. Any other name is read: the content decides. */
const containers: [RegExp, string, string][] = [
  [/\.(?:xlsx|xlsm|xlsb|xltx|xls)$/i, 'an Excel workbook', asWritten],
  [/\.(?:ods|ots)$/i, 'an OpenDocument spreadsheet', asWritten],
  [/\.numbers$/i, 'a Numbers spreadsheet', asWritten],
  [/\.(?:zip|7z|rar|gz|tgz|tar)$/i, 'an archive', unpacked],
  [/\.cab$/i, 'a cabinet file of Windows diagnostics', 'Unpack it and send the DeviceHash_….csv inside.'],
  [/\.(?:docx?|odt|pages|pptx?|one|pdf|msg)$/i, 'a document', asWritten],
  [/\.(?:exe|msi|msix|dll|iso|img|vhdx?|wim|etl|mp4|mov|avi|mp3|wav)$/i, 'no text', asWritten],
];
const picture = /\.(?:png|jpe?g|jfif|gif|bmp|tiff?|webp|hei[cf]|svg|ico)$/i;

/**
 * Decides what a message or a file is, the same for every way it comes in: what `preflight check` reads is read from a chat too. Pure, and in
 * time that grows with the length of the text alone.
 */
export function recognise(sent: Sent): Recognised {
  if ('text' in sent) return { kind: holdsDevices(sent.text) ? 'devices' : 'nothing' };
  if (picture.test(sent.name)) return { kind: 'picture' };
  const found = containers.find(([ending]) => ending.test(sent.name));
  if (found !== undefined) return { kind: 'container', what: found[1], remedy: found[2] };
  const head = sent.bytes === undefined ? undefined : Buffer.from(sent.bytes.subarray(0, 4096));
  return { kind: head !== undefined && binaryKind(head) === 'picture' ? 'picture' : 'devices' };
}

/** How every captured hash begins: `OA`, a length, record 1 of 28 bytes, version 10.0. */
const captured = /T0[E-H][A-Za-z0-9+/_-]{3}EAHAAAAAoA/;
/** A beginning that is not that of a capture: what follows must look like more of it. */
const hashLike = /(?:^|[\s,;"'|`=:>])T0[E-H][A-Za-z0-9+/_-]{60}/;
const longestLine = 2_000;
const mostLines = 2_000;

function holdsDevices(text: string): boolean {
  if (hashLike.test(text) || captured.test(text) || captured.test(text.replace(/[\s>]+/g, ''))) return true;
  const lines = text
    .split(/[\r\n\u2028\u2029]+/, mostLines)
    .filter((line) => line.trim() !== '' && line.length <= longestLine);
  return lines.some(hasCaptions) || isList(lines) || (lines.length > 0 && lines.every(isTuple));
}

/** Captions of serial number and hash, or three and more, side by side: a list of devices, though there may be none in it. */
function hasCaptions(line: string): boolean {
  if (/device serial number.{0,200}hardware hash|hardware hash.{0,200}device serial number/i.test(line)) return true;
  return delimiters.some((delimiter) => {
    if (!line.includes(delimiter)) return false;
    const fields = splitQuoted(line, delimiter)
      .filter((cell) => cell !== '')
      .map(exactCaptionField);
    const known = new Set(fields.filter((field) => field !== undefined));
    const enough = known.has('serialNumber') && (known.has('hardwareHash') || known.size >= 3);
    return enough && known.size * 2 >= fields.length;
  });
}

/** Captions of serial number and hash, each with its value, one below the other. */
function isList(lines: readonly string[]): boolean {
  const fields = new Set(lines.map((line) => readCaptionLine(line, false)?.field));
  return fields.has('hardwareHash') && fields.has('serialNumber');
}

/** Makers as they stand in front of a model and a serial number; other lists of three could be anything. */
const maker =
  /^(?:hp|hewlett|dell|lenovo|microsoft|acer|asus|asustek|fujitsu|dynabook|toshiba|panasonic|samsung|lg|huawei|msi|micro-star|vmware|getac|google|intel|gigabyte|razer|framework|medion|wortmann|terra|apple|parallels|qemu|xiaomi|honor)(?![a-z0-9])/i;

/** Manufacturer, model and serial number: identifiers for another feature, about which the report says so. */
function isTuple(line: string): boolean {
  const cells = line.includes('"') ? line.split(/,(?=")|(?<="),/) : line.split(',');
  const [manufacturer = '', model = '', serialNumber = ''] = cells.map((cell) => cell.replace(/["\s]+/g, ' ').trim());
  return cells.length === 3 && maker.test(manufacturer) && model !== '' && looksLikeSerial(serialNumber);
}
