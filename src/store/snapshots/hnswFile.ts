import { open } from "node:fs/promises";

/** hnswlib's header on 64-bit systems: sizes and counts as 8 bytes, levels and ids as 4, little-endian, unpadded. */
const headerBytes = 96;

/**
 * Walks over a graph file as hnswlib writes it and throws unless it holds `count` vectors from its first byte to its
 * last. hnswlib does not notice a full disk; a file that it could not finish ends early.
 */
export async function checkHnswFile(path: string, count: number, dimension: number): Promise<void> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const header = Buffer.alloc(headerBytes);
    await file.read(header, 0, headerBytes, 0);
    const held = Number(header.readBigUInt64LE(16));
    const bytesPerVector = Number(header.readBigUInt64LE(24));
    const groundLinks = Number(header.readBigUInt64LE(64));
    // Ground layer: a length and the neighbours, 4 bytes each, the vector, and its label of 8 bytes.
    if (held !== count || bytesPerVector !== 4 + groundLinks * 4 + dimension * 4 + 8)
      throw new Error(
        `${path} holds ${held} vectors of ${bytesPerVector} bytes, not ${count} of dimension ${dimension}`,
      );
    const upperLayers = Buffer.alloc(Math.max(0, size - headerBytes - count * bytesPerVector));
    await file.read(upperLayers, 0, upperLayers.length, headerBytes + count * bytesPerVector);
    let at = 0;
    for (let n = 0; n < count && at + 4 <= upperLayers.length; n += 1) at += 4 + upperLayers.readUInt32LE(at);
    if (at !== upperLayers.length || upperLayers.length < 4 * count)
      throw new Error(`${path} ends early, as on a full disk: it has ${size} bytes`);
  } finally {
    await file.close();
  }
}
