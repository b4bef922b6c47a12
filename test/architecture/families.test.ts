import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import { families } from "../../src/models/families/families.js";

/** The files outside the families that may name them: one lists them, the other shows what is answered about a model. */
const naming = new Set(["models/families/families.ts", "api/examples.ts"]);

describe("what uses a model", () => {
  it("asks for a capability: nothing in src/ outside a family's folder names a family", () => {
    const root = join(packageRoot, "src");
    const named = new RegExp(
      `(?<![a-z])(${[...families.names, "masked", "generative", "backbone"].join("|")})(?![a-z])`,
      "i",
    );
    const files = readdirSync(root, { recursive: true, encoding: "utf8" })
      .map((file) => file.replaceAll("\\", "/"))
      .filter((file) => /\.tsx?$/.test(file) && !naming.has(file) && !/^models\/families\/[^/]+\//.test(file));
    expect(files.length).to.be.above(200);
    expect(files.filter((file) => named.test(readFileSync(join(root, file), "utf8")))).to.deep.equal([]);
  });
});
