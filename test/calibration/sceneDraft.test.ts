import { expect } from "chai";
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSceneDraft, type EncodedScene } from "../../src/calibration/captions/sceneDraft.js";
import { createRandom } from "../../src/core/random.js";
import { randomUnit, temporaryFolder } from "../store/fixtures.js";

const [dimension, frames] = [12, 3];
const random = createRandom(6);
const unit = () => randomUnit(random, dimension);
const sceneOf = (): EncodedScene => ({
  times: Float64Array.of(0.1, 0.5, 0.9),
  frames: [unit(), unit(), unit()],
  clip: unit(),
});

describe("a draft of encoded scenes", () => {
  const scenes = Array.from({ length: 4 }, sceneOf);
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  const open = () => openSceneDraft(path, dimension, frames);
  const read = () => {
    using draft = open();
    const found: EncodedScene[] = [];
    for (let number = 0; ; number += 1) {
      const scene = draft.read(number);
      if (!scene) return found;
      found.push(scene);
    }
  };
  const add = (from: number, ...more: readonly EncodedScene[]) => {
    using draft = open();
    for (let number = 0; number < from; number += 1) draft.read(number);
    for (const [n, scene] of more.entries()) draft.add(from + n, scene);
  };

  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder.path, "model.scenes");
    add(0, ...scenes.slice(0, 3));
  });
  afterEach(() => folder.remove());

  it("gives back what was kept, to the last bit", () => {
    expect(read()).to.deep.equal(scenes.slice(0, 3));
  });

  it("leaves out what was not written in full, and goes on there", () => {
    truncateSync(path, readFileSync(path).length - 7);
    expect(read()).to.deep.equal(scenes.slice(0, 2));
    add(2, scenes[3] as EncodedScene);
    expect(read()).to.deep.equal([scenes[0], scenes[1], scenes[3]]);
  });

  it("leaves out what is not in order, as two that wrote at once would leave it", () => {
    appendFileSync(path, readFileSync(path));
    expect(read()).to.deep.equal(scenes.slice(0, 3));
  });

  it("leaves out what holds no embeddings, as a disk that lost its power would leave it", () => {
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0, Math.floor(bytes.length / 2)));
    expect(read()).to.deep.equal(scenes.slice(0, 1));
  });
});
