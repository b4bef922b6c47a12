import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { KinodexError, toMessage } from "../../core/errors.js";
import { writeOutput } from "../../core/outputFile.js";
import { precisions } from "../precision.js";
import { isInside } from "./repository/repository.js";

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const schema = z.strictObject({
  id: z.string(),
  source: z.string(),
  revision: hex(40).optional(),
  licence: z.string().optional(),
  precision: z.enum(precisions),
  /** Digests that were stated before anything was fetched; where none was, that of the first download. */
  files: z.record(
    z.string().refine(isInside),
    z.strictObject({ sizeBytes: z.int().optional(), sha256: hex(64).optional(), gitSha1: hex(40).optional() }),
  ),
});

/** What was decided when a model was first asked for: a pull that goes on, or is done again, gets the same bytes. */
export type ModelLock = z.output<typeof schema>;

const nameOfLock = "lock.json";

/**
 * Reads the lock of a model's folder; `undefined` where there is none.
 *
 * @throws {KinodexError} `model` when it is not one
 */
export async function readLock(folder: string): Promise<ModelLock | undefined> {
  const path = join(folder, nameOfLock);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const message = `${path} is no lock of a model: ${toMessage(error)}. Remove ${folder} and pull the model again.`;
    throw new KinodexError("model", message, { path }, error);
  }
}

/** Writes the lock of a model's folder, whole or not at all. */
export async function writeLock(folder: string, lock: ModelLock): Promise<void> {
  await writeOutput(join(folder, nameOfLock), `${JSON.stringify(lock, null, 2)}\n`, { overwrite: true });
}
