import { crc32 } from "node:zlib";
import { KinodexError } from "../../../core/errors.js";
import { timesPerVector, type VectorBlock, type VectorKind } from "../vectorBlock.js";

/** A block as its row in the catalog. */
export interface BlockRow {
  readonly first_id: number;
  readonly count: number;
  readonly video_id: string;
  readonly times: Uint8Array;
  readonly vectors: Uint8Array;
  readonly checksum: number;
}

/** CRC-32 over the times and then the vectors of a block. */
export function checksumOf(times: Uint8Array, vectors: Uint8Array): number {
  return crc32(vectors, crc32(times));
}

/** Little-endian bytes of a typed array, sharing its memory. */
export function toBytes(values: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/**
 * Reads a stored block.
 *
 * @throws {KinodexError} `index-damaged` when its bytes are not the ones that were written
 */
export function toBlock(kind: VectorKind, row: BlockRow, dimension: number, catalogPath: string): VectorBlock {
  const whole =
    row.times.byteLength === row.count * timesPerVector[kind] * 8 &&
    row.vectors.byteLength === row.count * dimension * 4 &&
    checksumOf(row.times, row.vectors) === row.checksum;
  if (!whole)
    throw new KinodexError(
      "index-damaged",
      `${catalogPath} is damaged: the ${kind} ${row.first_id} to ${row.first_id + row.count - 1} are not what was ` +
        `written. Restore a copy of the index, or run \`kinodex remove ${row.video_id.slice(0, 12)}\` and index the video again.`,
      { path: catalogPath, kind, firstId: row.first_id, count: row.count, videoId: row.video_id },
    );
  return {
    firstId: row.first_id,
    count: row.count,
    videoId: row.video_id,
    times: toFloat64(row.times),
    vectors: toFloat32(row.vectors),
  };
}

function toFloat32(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, bytes.byteLength / 4);
}

/** 64-bit view of stored times; copies only when the bytes are not aligned. */
export function toFloat64(bytes: Uint8Array): Float64Array {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  return new Float64Array(aligned.buffer, aligned.byteOffset, bytes.byteLength / 8);
}
