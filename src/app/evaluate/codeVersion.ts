import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isCheckout, packageRoot } from "../../core/paths.js";
import { findFfmpeg } from "../../media/findFfmpeg.js";

/** Which code ran: the version of the package and, in a checkout, the commit. */
export function readCodeVersion(): string {
  const commit = isCheckout ? readCommit(join(packageRoot, ".git")) : undefined;
  return [`kinodex ${readVersion(join(packageRoot, "package.json"))}`, commit].filter(Boolean).join(" ");
}

/** The programs that figures depend on. */
export async function readEnvironment(): Promise<Readonly<Record<string, string>>> {
  const onnxruntime = createRequire(import.meta.url).resolve("onnxruntime-node/package.json");
  return {
    node: process.version,
    onnxruntime: readVersion(onnxruntime),
    ffmpeg: (await findFfmpeg()).version,
    platform: `${process.platform} ${process.arch}`,
  };
}

const readVersion = (path: string): string => (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;

function readCommit(git: string): string | undefined {
  const read = (name: string) => (existsSync(join(git, name)) ? readFileSync(join(git, name), "utf8").trim() : "");
  const head = read("HEAD");
  if (!head.startsWith("ref: ")) return head || undefined;
  const branch = head.slice("ref: ".length);
  const packed = read("packed-refs")
    .split("\n")
    .find((line) => line.endsWith(` ${branch}`));
  return read(branch) || packed?.split(" ")[0];
}
