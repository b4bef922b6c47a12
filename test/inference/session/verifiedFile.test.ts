import { expect } from "chai";
import { createHash } from "node:crypto";
import { mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, readVerified, verifyFile } from "../../../src/inference/session/verifiedFile.js";

const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const failureOf = (promise: Promise<unknown>) => promise.catch((reason: unknown) => reason) as Promise<Error>;

describe("a verified file", () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "kinodex-test-"))));
  after(() => rm(folder, { recursive: true }));

  const write = async (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return { path, sha256: sha256Of(bytes) };
  };

  it("has the digest of its bytes, whatever its size", async () => {
    for (const sizeBytes of [0, 1, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 5 * 2 ** 20 + 7]) {
      const bytes = Uint8Array.from({ length: sizeBytes }, (_, n) => (n * 7 + (n >> 11)) % 256);
      const { path, sha256 } = await write(`${sizeBytes}.bin`, bytes);
      expect(await digestOf(path), `${sizeBytes} bytes`).to.equal(sha256);
    }
  });

  it("is hashed without holding more than a little of it", async () => {
    const { path, sha256 } = await write("large.bin", Buffer.alloc(200 * 2 ** 20, 5));
    const before = process.memoryUsage();
    let most = 0;
    const timer = setInterval(() => {
      const { arrayBuffers, heapUsed } = process.memoryUsage();
      most = Math.max(most, arrayBuffers + heapUsed - before.arrayBuffers - before.heapUsed);
    }, 5);
    await verifyFile({ path, sha256 });
    clearInterval(timer);
    await rm(path);
    expect(most).to.be.below(32 * 2 ** 20);
  });

  it("is refused where it is another one, and where it is missing", async () => {
    const { path } = await write("other.bin", Buffer.from("other"));
    const absent = { path: join(folder, "absent.bin"), sha256: "0".repeat(64) };
    for (const check of [verifyFile, readVerified]) {
      const error = await failureOf(check({ path, sha256: "0".repeat(64) }));
      expect(error).to.include({ name: "KinodexError", code: "model" });
      expect(error.message)
        .to.include(path)
        .and.include(sha256Of(Buffer.from("other")));
      expect(await failureOf(check(absent))).to.include({ code: "environment" });
    }
  });

  it("is refused where it was written to, or replaced by another, since it was checked", async () => {
    const file = await write("model.bin", Buffer.from("right"));
    const throwIfChanged = await verifyFile(file);
    await throwIfChanged();
    await writeFile(file.path, "wrong");
    await utimes(file.path, new Date(0), new Date(0)); // a time that anybody can set says nothing
    expect(await failureOf(throwIfChanged())).to.include({ name: "KinodexError", code: "model" });

    const another = await verifyFile(await write("model.bin", Buffer.from("right")));
    await write("new.bin", Buffer.from("right"));
    await rename(join(folder, "new.bin"), file.path);
    expect(await failureOf(another())).to.include({ name: "KinodexError", code: "model" });
  });
});
