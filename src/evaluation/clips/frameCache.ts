import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { KinodexError, toMessage } from "../../core/errors.js";
import type { FrameFit } from "../../core/frame.js";
import type { Span } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";

/** Embeddings of frames by their hashes. */
export interface FrameMemory {
  of(hash: string): Embedding | undefined;
  restore(hash: string, embedding: Embedding): void;
}

/** A stretch of a file, and how its frames are taken. */
export interface Stretch extends Span {
  /** SHA-256 of the file. */
  readonly sha256: string;
  readonly fit: FrameFit;
  /** Frames of equal distances. */
  readonly count: number;
}

/** What stays of a stretch that was seen: its frames by their hashes, and how much pictures change from one to the next. */
export interface SeenStretch {
  readonly hashes: readonly string[];
  readonly motionLevels: number;
}

/** Remembers by content what an examinee made of frames, so that a stretch is decoded once, also by runs that follow. */
export interface FrameCache {
  /** What is known of a stretch, whose frames the examinee knows then; undefined where it must be decoded. */
  recall(stretch: Stretch): SeenStretch | undefined;
  /** Remembers a stretch whose frames the examinee has seen. */
  keep(stretch: Stretch, seen: SeenStretch): void;
}

/** What a cache is made of. */
export interface FrameCacheOptions {
  readonly memory: FrameMemory;
  /** Of the model whose memory it is. */
  readonly modelHash: string;
  /** A file that outlasts the run. Default: none. */
  readonly path?: string | undefined;
}

interface Line extends SeenStretch {
  readonly key: string;
  /** Of each frame, as base64 of little-endian 32-bit floats. */
  readonly embeddings: readonly string[];
}

/**
 * Opens a cache with what its file holds; lines that cannot be read are as if they were not there.
 *
 * @throws {KinodexError} `environment` where the file cannot be read or, later, written
 */
export function openFrameCache({ memory, modelHash, path }: FrameCacheOptions): FrameCache {
  const known = new Map((path === undefined ? [] : readLines(path)).map((line) => [line.key, line]));
  const keyOf = ({ sha256, fit, startSeconds, endSeconds, count }: Stretch): string =>
    createHash("sha256")
      .update(JSON.stringify([modelHash, sha256, fit, startSeconds, endSeconds, count]))
      .digest("hex");
  return {
    recall(stretch) {
      const line = known.get(keyOf(stretch));
      if (!line) return undefined;
      for (const [n, hash] of line.hashes.entries())
        if (!memory.of(hash)) memory.restore(hash, toEmbedding(line.embeddings[n] as string));
      return { hashes: line.hashes, motionLevels: line.motionLevels };
    },
    keep(stretch, seen) {
      const embeddings = seen.hashes.map((hash) => toText(memory.of(hash) as Embedding));
      const line: Line = { key: keyOf(stretch), ...seen, embeddings };
      known.set(line.key, line);
      if (path !== undefined) withFile(path, () => appendFileSync(path, `${JSON.stringify(line)}\n`));
    },
  };
}

function readLines(path: string): Line[] {
  if (!existsSync(path)) return [];
  const text = withFile(path, () => readFileSync(path, "utf8"));
  if (!/(?:^|\n)$/.test(text)) withFile(path, () => appendFileSync(path, "\n")); // what follows is a line of its own
  return text.split("\n").flatMap((line): Line[] => {
    try {
      return line === "" ? [] : [JSON.parse(line) as Line];
    } catch {
      return []; // half written by a run that was stopped
    }
  });
}

function withFile<Value>(path: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw new KinodexError("environment", `cannot keep frames in ${path}: ${toMessage(error)}`, { path }, error);
  }
}

const toText = ({ buffer, byteOffset, byteLength }: Embedding): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

function toEmbedding(text: string): Embedding {
  const bytes = Buffer.from(text, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
