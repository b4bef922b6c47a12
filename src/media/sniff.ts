import { open } from "node:fs/promises";

const PICTURES: readonly (readonly [name: string, signature: RegExp])[] = [
  ["a PNG picture", /^\x89PNG/],
  ["a JPEG picture", /^\xff\xd8\xff/],
  ["a WebP picture", /^RIFF....WEBP/s],
  ["a TIFF picture", /^(II\*\0|MM\0\*)/],
  ["a BMP picture", /^BM.{4}\0\0\0\0/s],
  ["a HEIF or AVIF picture", /^....ftyp(avif|heic|heix|heim|heis|mif1)/s],
];

const DOCUMENTS: readonly (readonly [name: string, signature: RegExp])[] = [
  ["an HLS playlist", /^\s*#EXTM3U/],
  ["an ffconcat playlist", /^\s*ffconcat/],
  ["a DASH manifest", /^\s*<(\?xml.*)?.*<?MPD/s],
  ["an SDP session", /^v=0\r?\n/],
  ["an XML or HTML document", /^\s*</],
  ["a link to another address", /^\s*[a-z]+:\/\/\S+\s*$/i],
  ["a PDF document", /^%PDF-/],
  ["a zip archive", /^PK[^\w\s]{2}/],
];

/**
 * Says what a file is when its first bytes show that it is no video, or undefined when they leave it open.
 *
 * ffmpeg refuses the same files later by its whitelists; this one can tell people why.
 */
export async function sniffNonVideo(path: string): Promise<string | undefined> {
  await using file = await open(path, "r");
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
  const head = buffer.subarray(0, bytesRead);
  if (head.length === 0) return "an empty file";
  const text = head.toString("latin1");
  const known = [...PICTURES, ...DOCUMENTS].find(([, signature]) => signature.test(text));
  if (known) return known[0];
  if (head.every((byte) => byte === 0)) return "a file of zeros";
  const isText = head.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte !== 127));
  // YUV4MPEG2 has a header of text that pictures follow, and is longer than this only when damaged
  return isText && !text.startsWith("YUV4MPEG2") ? "a text file" : undefined;
}
