import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";

const folder = join(packageRoot, "..", "shared", "goldens");

/** Tests that need the reference outputs of ../shared; they are skipped where it is absent. */
export const describeWithGoldens = existsSync(folder) ? describe : describe.skip;

/** Where a file of the goldens lies. */
export function goldenPath(path: string): string {
  return join(folder, path);
}

/** Reads a JSON document of the goldens. */
export function readGolden(path: string): unknown {
  return JSON.parse(readFileSync(goldenPath(path), "utf8"));
}

/** Reads a file of JSON lines of the goldens. */
export function readGoldenLines(path: string): unknown[] {
  const lines = readFileSync(goldenPath(path), "utf8").split("\n").filter(Boolean);
  return lines.map((line): unknown => JSON.parse(line));
}
