import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { KinodexError, toMessage } from "../core/errors.js";
import { toFault } from "../core/schemaFault.js";

const path = z.string().min(1).transform(toHome);

/** What the file may say: options of the command line, by their long names. */
const configSchema = z
  .strictObject({
    index: path,
    top: z.int().min(1),
    falseAlarm: z.number().gt(0).lt(1),
    host: z.string().min(1),
    port: z.int().min(0).max(65_535),
    root: z.array(path),
    answerer: z.string().min(1),
    matcher: z.string().min(1),
    rerank: z.int().min(0),
    allowRemoteAnswerer: z.boolean(),
    grounder: z.string().min(1),
    painter: z.string().min(1),
    allowOrigin: z.array(z.string().min(1)),
    scenes: z.int().min(1),
    photographs: path,
  })
  .partial();

/** Names, and values as the command line would have them. */
export type Config = z.infer<typeof configSchema>;

/** Reads a config file. @throws {KinodexError} `usage`, naming the file, what is wrong and what is allowed */
export function readConfig(file: string): Config {
  const fail = (reason: string, cause?: unknown) =>
    new KinodexError("usage", `the config file ${file} cannot be used: ${reason}`, { path: file }, cause);
  let document: unknown;
  try {
    document = parse(readFileSync(file, "utf8")) ?? {};
  } catch (cause) {
    throw fail(toMessage(cause).split("\n")[0] as string, cause);
  }
  const { data, error } = configSchema.safeParse(document);
  if (data) return data;
  const [issue] = error.issues;
  const key = issue?.path.join(".");
  const keys = Object.keys(configSchema.shape).join(", ");
  if (issue?.code === "unrecognized_keys")
    throw fail(`it has no option "${issue.keys.join('", "')}"; there are ${keys}`);
  throw fail(key && issue ? `${key} ${toFault(issue)}` : `it must hold options, each on a line of its own: ${keys}`);
}

/** `~/Videos` as a shell would have read it. */
function toHome(text: string): string {
  return text === "~" || text.startsWith("~/") ? join(homedir(), text.slice(1)) : text;
}
