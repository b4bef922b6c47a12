import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { packageRoot } from "../../src/core/paths.js";

/** Files, each with one line of code, and what the rule says of it; nothing of what keeps to the direction. */
const files: Readonly<Record<string, readonly [code: string, refusal?: string]>> = {
  "src/query/near.ts": [`export { a } from "../api/a.js";`, "query may not import api"],
  "src/query/one/two/far.ts": [`export { a } from "../../../api/a.js";`, "query may not import api"],
  "src/query/one/two/down.ts": [`export { a } from "../../../core/a.js";`],
  "src/query/one/two/inside.ts": [`export { a } from "../../three/a.js";`],
  "src/query/one/two/alike.ts": [`export { a } from "../api/a.js";`], // a folder of the room, called as a room is
  "src/query/all.ts": [`export * from "../qa/a.js";`, "query may not import qa"],
  "src/query/later.ts": [`export const a = () => import("../app/a.js");`, "query may not import app"],
  "src/query/typed.ts": [`export type A = import("../evaluation/a.js").A;`, "query may not import types of evaluation"],
  "src/query/neighbour.ts": [`export { a } from "../pipeline/a.js";`, "query may not import pipeline"],
  "src/core/media.ts": [`export type { A } from "../media/a.js";`, "core may not import types of media"],
  "src/mcp/tools/deep.ts": [`export { a } from "../../api/a.js";`, "mcp may not import api"],
  "src/api/routes/open.ts": [`export { a } from "../../app/a.js";`],
  "src/api/routes/store.ts": [`export type { A } from "../../store/a.js";`, "api may not import types of store"],
  "src/mcp/query.ts": [`export { a } from "../query/a.js";`, "mcp may not import query"],
  "src/cli/commands/app.ts": [`export { a } from "../../app/a.js";`],
  "src/cli/commands/store.ts": [`export { a } from "../../store/a.js";`, "cli may not import store"],
  "src/client/types.ts": [`export type { A } from "../api/a.js";`],
  "src/client/values.ts": [`export { a } from "../api/a.js";`, "client may not import api"],
  "src/web/page/client.tsx": [`export { a } from "../../client/a.js";`],
  "src/web/page/core.tsx": [`export type { A } from "../../core/a.js";`, "web may not import types of core"],
  "src/attic/any.ts": [`export { a } from "../core/a.js";`, "attic is no room"],
  "src/core/test.ts": [`export { a } from "../../test/a.js";`, "may not import what lies outside"],
  "test/query/any.ts": [`export { a } from "../../src/api/a.js";`],
};

describe("the lint rule for the direction of imports", () => {
  const refusals = new Map<string, string>();
  before(() => {
    const folder = mkdtempSync(join(tmpdir(), "kinodex-rooms-"));
    try {
      for (const [file, [code]] of Object.entries(files)) {
        mkdirSync(join(folder, dirname(file)), { recursive: true });
        writeFileSync(join(folder, file), `${code}\n`);
      }
      for (const { code, filename, message } of lint(folder))
        if (code === "rooms(direction)") refusals.set(posix.normalize(filename.replaceAll("\\", "/")), message);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  for (const [file, [code, refusal]] of Object.entries(files))
    it(`${refusal === undefined ? "accepts" : "refuses"} ${code} in ${file}`, () => {
      if (refusal === undefined) expect(refusals.get(file)).to.equal(undefined);
      else expect(refusals.get(file)).to.contain(refusal);
    });
});

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
  readonly message: string;
}

function lint(folder: string): readonly Diagnostic[] {
  const oxlint = join(packageRoot, "node_modules/oxlint/bin/oxlint");
  const args = [oxlint, "--config", join(packageRoot, ".oxlintrc.json"), "--format", "json", "."];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  if (!stdout.startsWith("{")) throw new Error(`oxlint did not run: ${stderr || stdout}`);
  return (JSON.parse(stdout) as { readonly diagnostics: readonly Diagnostic[] }).diagnostics;
}
