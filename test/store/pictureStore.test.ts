import { expect } from "chai";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPictureStore, picturesPathOf, type PictureStore } from "../../src/store/pictures/pictureStore.js";

const [one, other] = ["1".repeat(64), "2".repeat(64)];
const jpegOf = (text: string, sizeBytes = 100) => Buffer.concat([Buffer.from(text), Buffer.alloc(sizeBytes)]);
const textOf = (jpeg: Uint8Array | undefined) => jpeg && Buffer.from(jpeg).toString().replace(/\0+$/, "");

describe("the store of pictures", () => {
  let folder: string;
  let store: PictureStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kinodex-pictures-"));
    store = createPictureStore(folder);
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("gives the picture at a time, and none between two", () => {
    store.put(one, [
      { timeSeconds: 1 / 3, jpeg: jpegOf("a") },
      { timeSeconds: 2.5, jpeg: jpegOf("b") },
    ]);
    expect(textOf(store.at(one, 1 / 3))).to.equal("a");
    expect(textOf(store.at(one, 2.5001))).to.equal("b");
    expect(store.at(one, 1.4)).to.equal(undefined);
    expect(store.at(other, 2.5)).to.equal(undefined);
    expect(textOf(store.nearest(one, 1.5))).to.equal("b");
    expect(store.nearest(other, 1.5)).to.equal(undefined);
  });

  it("keeps them when it is opened again, and takes a newer one for an older", () => {
    store.put(one, [{ timeSeconds: 1, jpeg: jpegOf("a") }]);
    store.put(one, [{ timeSeconds: 1, jpeg: jpegOf("b") }]);
    store.close();
    expect(textOf(createPictureStore(folder).at(one, 1))).to.equal("b");
  });

  it("forgets those of a video, and those of all videos but some", () => {
    for (const video of [one, other]) store.put(video, [{ timeSeconds: 1, jpeg: jpegOf("a") }]);
    store.remove(one);
    expect(store.at(one, 1)).to.equal(undefined);
    expect(textOf(store.at(other, 1))).to.equal("a");
    store.keepOnly([one]);
    expect(store.at(other, 1)).to.equal(undefined);
  });

  it("stays within its size: the oldest make room", () => {
    const small = createPictureStore(folder, 2 ** 20);
    for (let n = 0; n < 40; n += 1)
      small.put(
        one,
        Array.from({ length: 10 }, (_, k) => ({ timeSeconds: 10 * n + k, jpeg: jpegOf(String(10 * n + k), 10_000) })),
      );
    expect(small.at(one, 0)).to.equal(undefined);
    expect(textOf(small.at(one, 399))).to.equal("399");
    small.close();
    expect(statSync(picturesPathOf(folder)).size).to.be.below(2 * 2 ** 20);
  });

  it("begins anew where its file is damaged, and holds nothing where none can be made", () => {
    writeFileSync(picturesPathOf(folder), "no database".repeat(1000));
    expect(store.at(one, 1)).to.equal(undefined);
    store.put(one, [{ timeSeconds: 1, jpeg: jpegOf("a") }]);
    expect(textOf(store.at(one, 1))).to.equal("a");
    const nowhere = createPictureStore(join(folder, "missing"));
    nowhere.put(one, [{ timeSeconds: 1, jpeg: jpegOf("a") }]);
    expect(nowhere.at(one, 1)).to.equal(undefined);
    expect(existsSync(join(folder, "missing"))).to.equal(false);
  });
});
