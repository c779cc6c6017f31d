/** Draws the app's icons: `node appPackage/drawIcons.ts`. A laptop with a tick, as lines, so that both sizes come from one drawing. */
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

type Point = readonly [x: number, y: number];
type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Corners joined by lines, in parts of the icon's side. */
const lines: readonly (readonly Point[])[] = [
  [
    [0.24, 0.64],
    [0.24, 0.27],
    [0.76, 0.27],
    [0.76, 0.64],
    [0.24, 0.64],
  ],
  [
    [0.14, 0.76],
    [0.86, 0.76],
  ],
  [
    [0.38, 0.45],
    [0.47, 0.54],
    [0.63, 0.37],
  ],
];

const white: Colour = [255, 255, 255, 255];
const clear: Colour = [255, 255, 255, 0];
const blue: Colour = [15, 108, 189, 255];

draw('color.png', 192, 0.05, blue);
draw('outline.png', 32, 0.075, clear);

function draw(file: string, size: number, thickness: number, background: Colour): void {
  const rows: Buffer[] = [];
  for (let y = 0; y < size; y += 1) {
    // Each row of a PNG starts with its filter: none.
    const row = Buffer.alloc(1 + size * 4);
    for (let x = 0; x < size; x += 1) {
      row.set(mix(background, white, coverage([(x + 0.5) / size, (y + 0.5) / size], thickness, size)), 1 + x * 4);
    }
    rows.push(row);
  }
  writeFileSync(new URL(file, import.meta.url), png(size, Buffer.concat(rows)));
}

/** How much of a pixel the lines cover, 0 to 1. */
function coverage(point: Point, thickness: number, size: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const corners of lines) {
    corners.slice(1).forEach((end, index) => {
      nearest = Math.min(nearest, distance(point, corners[index] ?? end, end));
    });
  }
  return Math.min(1, Math.max(0, (thickness / 2 - nearest) * size + 0.5));
}

/** From a point to a line segment. */
function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

function mix(from: Colour, to: Colour, part: number): number[] {
  return from.map((value, index) => Math.round(value + ((to[index] ?? value) - value) * part));
}

/** A PNG of 8-bit RGBA (https://www.w3.org/TR/png). */
function png(size: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
