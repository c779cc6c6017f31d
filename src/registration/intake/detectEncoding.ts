/** How the characters of a file are stored; `8-bit` is UTF-8 or windows-1252, told line by line. */
export interface Encoding {
  family: 'utf-16le' | 'utf-16be' | '8-bit';
  bom: boolean;
}

/** Tells the encoding from a byte order mark, or from zeros in every other byte of the beginning. */
export function detectEncoding(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return { family: 'utf-16le', bom: true };
  if (head[0] === 0xfe && head[1] === 0xff) return { family: 'utf-16be', bom: true };
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { family: '8-bit', bom: true };
  let even = 0;
  let odd = 0;
  const length = Math.min(head.length, 512);
  for (let at = 0; at < length; at += 1) {
    if (head[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  const many = length / 5;
  if (odd > many && odd > even * 2) return { family: 'utf-16le', bom: false };
  if (even > many && even > odd * 2) return { family: 'utf-16be', bom: false };
  return { family: '8-bit', bom: false };
}
