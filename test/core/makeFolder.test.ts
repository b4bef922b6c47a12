import { expect } from "chai";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isKinodexError } from "../../src/core/errors.js";
import { makeFolder } from "../../src/core/makeFolder.js";

describe("makeFolder", () => {
  const folder = mkdtempSync(join(tmpdir(), "kinodex-folder-"));
  after(() => rmSync(folder, { recursive: true }));

  it("makes a folder with all above it, and leaves one that is there", () => {
    const path = join(folder, "one", "two", "three");
    makeFolder(path);
    makeFolder(path);
    expect(statSync(path).isDirectory()).to.equal(true);
  });

  it("names the folder that cannot be made, and why", function () {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const refused = [
      file,
      join(file, "below"),
      ...(existsSync("/proc/self") ? ["/proc/nope", "/proc/nope/below"] : []),
    ];
    for (const path of refused) {
      try {
        makeFolder(path);
        expect.fail(`${path} was made`);
      } catch (error) {
        expect(isKinodexError(error, "environment"), String(error)).to.equal(true);
        expect(String(error)).to.contain(`cannot make the folder ${path}: `);
      }
    }
  });
});
