import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { KinodexError, toMessage } from "../../core/errors.js";
import type { DecodedFrame, FrameFit } from "../../core/frame.js";
import type { Span } from "../../core/span.js";

/** Gives the frames of a stretch once more. */
export type DecodeAgain = () => Promise<readonly DecodedFrame[]>;

/** What an examinee knows of frames that it has seen. */
export interface FrameMemory {
  /** What stands for frames that were seen, each as text; nothing where they are looked at each time. */
  save(hashes: readonly string[]): readonly string[];
  /** Takes frames for seen by what was saved of them. They can be decoded, should they have to be looked at. */
  restore(hashes: readonly string[], saved: readonly string[], decode: DecodeAgain): void;
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

/** Remembers by content what an examinee made of frames, so that runs that follow need not decode what is known. */
export interface FrameCache {
  /** What is known of a stretch, whose frames count as seen then; undefined where it must be decoded. */
  recall(stretch: Stretch, decode: DecodeAgain): SeenStretch | undefined;
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
  /** By the memory of the model. */
  readonly saved: readonly string[];
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
    recall(stretch, decode) {
      const line = known.get(keyOf(stretch));
      if (!line) return undefined;
      const { hashes, motionLevels, saved } = line;
      memory.restore(hashes, saved, decode);
      return { hashes, motionLevels };
    },
    keep(stretch, seen) {
      const line: Line = { key: keyOf(stretch), ...seen, saved: memory.save(seen.hashes) };
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
