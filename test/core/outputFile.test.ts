import { expect } from "chai";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isKinodexError } from "../../src/core/errors.js";
import { checkOutput, writeOutput } from "../../src/core/outputFile.js";
import { skip } from "../skip.js";

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => (isKinodexError(error) ? error.code : String(error)),
  );
}

describe("writeOutput", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kinodex-output-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("writes a file, and leaves nothing beside it", async () => {
    await writeOutput(join(folder, "moments.edl"), "TITLE: one");
    expect(readdirSync(folder)).to.deep.equal(["moments.edl"]);
    expect(readFileSync(join(folder, "moments.edl"), "utf8")).to.equal("TITLE: one");
  });

  it("replaces nothing unasked, however many write at once", async () => {
    const file = join(folder, "words.srt");
    writeFileSync(file, "somebody's own");
    expect(await codeOf(writeOutput(file, "ours"))).to.equal("usage");
    expect(readFileSync(file, "utf8")).to.equal("somebody's own");
    await writeOutput(file, "ours", { overwrite: true });
    expect(readFileSync(file, "utf8")).to.equal("ours");

    const contested = join(folder, "contested.srt");
    const codes = await Promise.all(["a", "b", "c", "d"].map((text) => codeOf(writeOutput(contested, text))));
    expect(codes.filter((code) => code === undefined)).to.have.length(1);
    expect(readFileSync(contested, "utf8")).to.equal(["a", "b", "c", "d"][codes.indexOf(undefined)]);
    expect(readdirSync(folder).toSorted()).to.deep.equal(["contested.srt", "words.srt"]);
  });

  it("keeps what was there where it cannot write", async () => {
    mkdirSync(join(folder, "taken"));
    expect(await codeOf(writeOutput(join(folder, "nowhere", "file"), "x"))).to.equal("environment");
    expect(await codeOf(writeOutput(join(folder, "taken"), "x", { overwrite: true }))).to.equal("environment");
    expect(readdirSync(folder)).to.deep.equal(["taken"]);
  });

  it("tells before work begins that there is no such folder", () => {
    const file = join(folder, "nowhere", "sheet.png");
    expect(() => checkOutput(file)).to.throw(`there is no folder ${join(folder, "nowhere")}; make it`);
    checkOutput(join(folder, "sheet.png"));
  });

  it("writes through to what is no file, as /dev/null", async function () {
    if (process.platform === "win32") skip(this, "it has no such device");
    symlinkSync("/dev/null", join(folder, "null"));
    await writeOutput(join(folder, "null"), "x");
    await writeOutput("/dev/null", "x", { overwrite: true });
    expect(readdirSync(folder)).to.deep.equal(["null"]);
  });
});
