/** A kind of file that is no text, told by its first bytes. */
export type BinaryKind =
  | 'workbook'
  | 'opendocument'
  | 'numbers'
  | 'document'
  | 'archive'
  | 'pdf'
  | 'picture'
  | 'cabinet'
  | 'binary';

const signatures: [BinaryKind, number[]][] = [
  ['archive', [0x50, 0x4b, 0x03, 0x04]],
  ['archive', [0x50, 0x4b, 0x05, 0x06]],
  ['archive', [0x1f, 0x8b]],
  ['archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['archive', [0x52, 0x61, 0x72, 0x21]],
  ['workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['picture', [0x89, 0x50, 0x4e, 0x47]],
  ['picture', [0xff, 0xd8, 0xff]],
  ['picture', [0x47, 0x49, 0x46, 0x38]],
  ['cabinet', [0x4d, 0x53, 0x43, 0x46]],
  ['binary', [0x4d, 0x5a]],
  ['binary', [0x7f, 0x45, 0x4c, 0x46]],
];

/** Spreadsheets and documents are archives of their parts; the names of the first ones tell which. */
function zipKind(head: string): BinaryKind {
  if (head.includes('xl/')) return 'workbook';
  if (head.includes('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')) return 'opendocument';
  if (/mimetypeapplication\/vnd\.oasis|(?:word|ppt)\//.test(head)) return 'document';
  // Office writes its list of parts first; what it is a list of may come after the beginning.
  if (/^.{30}(?:\[Content_Types\]\.xml|_rels\/\.rels|docProps\/)/s.test(head)) return 'workbook';
  return /\.iwa|Metadata\/(?:BuildVersionHistory|Properties|DocumentIdentifier)|^.{30}(?:Index\/|preview(?:-micro|-web)?\.jpg)/s.test(
    head,
  )
    ? 'numbers'
    : 'archive';
}

/** Tells a file that is no text from its beginning; `undefined` for anything that may be text. */
export function binaryKind(head: Buffer): BinaryKind | undefined {
  const found = signatures.find(([, bytes]) => bytes.every((byte, at) => head[at] === byte))?.[0];
  if (found === 'archive' && head[0] === 0x50) return zipKind(head.toString('latin1'));
  // Serial numbers may begin with MZ, MSCF or GIF8.
  if ((found === 'binary' || found === 'cabinet' || found === 'picture') && !head.includes(0)) return undefined;
  return found;
}
