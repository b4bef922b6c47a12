import { expect } from "chai";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { drawSome } from "../../src/evaluation/media/drawSome.js";
import { labelFields, labelsOfFolder, toLabels } from "../../src/evaluation/media/mediumLabels.js";
import { readClassFolders } from "../../src/evaluation/media/readClassFolders.js";
import { temporaryFolder } from "../store/fixtures.js";
import { z } from "zod";

describe("a folder with a folder for each class", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (name: string, files: readonly string[]) => {
    for (const file of files) {
      mkdirSync(dirname(join(folder.path, name, file)), { recursive: true });
      writeFileSync(join(folder.path, name, file), "");
    }
    return readClassFolders(join(folder.path, name));
  };

  it("holds pictures and videos of the class that the folder at the top is called by", () => {
    const found = at("mixed", [
      "golden_retriever/a.JPG",
      "golden_retriever/more/b.webp",
      "cat/c.mp4",
      "cat/.hidden.jpg",
    ]);
    expect(found?.files.map(({ name, isPicture, labels }) => [name, isPicture, labels.ofClass])).to.deep.equal([
      ["cat/c.mp4", false, { name: "cat", words: ["cat"] }],
      ["golden_retriever/a.JPG", true, { name: "golden_retriever", words: ["golden retriever"] }],
      ["golden_retriever/more/b.webp", true, { name: "golden_retriever", words: ["golden retriever"] }],
    ]);
    expect(found?.faults).to.be.empty;
  });

  it("says what is in no class, and what is no picture, without calling the latter a fault of all", () => {
    const found = at("strays", ["dog/a.png", "cat/b.png", "c.png", "notes.txt"]);
    expect(found?.faults).to.deep.equal([
      { place: "c.png", reason: "it stands in no folder, which would be its class" },
      { task: "classify-pictures", place: "notes.txt", reason: "it is neither a picture nor a video" },
    ]);
  });

  it("is none where there are no two classes", () => {
    expect(at("one", ["dog/a.png", "dog/b.png", "c.png"])).to.equal(undefined);
    expect(at("flat", ["a.mp4", "b.mp4"])).to.equal(undefined);
  });
});

describe("labels of a picture or a video", () => {
  const read = (fields: object) => toLabels(z.object(labelFields).parse(fields), ["a caption"]);

  it("have words for a class, of which the first is its name where it has no other", () => {
    expect(read({ label: "n02099601", names: ["golden retriever", "retriever"] }).ofClass).to.deep.equal({
      name: "n02099601",
      words: ["golden retriever", "retriever"],
    });
    expect(read({ names: ["tench"] }).ofClass).to.deep.equal({ name: "tench", words: ["tench"] });
    expect(read({}).ofClass).to.equal(undefined);
    expect(labelsOfFolder("ice_hockey").ofClass?.words).to.deep.equal(["ice hockey"]);
  });

  it("have groups of texts, numbers and truths", () => {
    expect(read({ groups: { age: 30, indoors: true, side: "left" } }).groups).to.deep.equal({
      age: "30",
      indoors: "true",
      side: "left",
    });
    expect(() => read({ groups: { side: ["left"] } })).to.throw();
    expect(() => read({ split: "test" })).to.throw(/train/);
  });
});

describe("a draw of some", () => {
  it("is the same for the same seed, keeps the order, and says what is left out", () => {
    const items = Array.from({ length: 20 }, (_, n) => n);
    const options = { limit: 5, seed: 3, task: "classify-pictures", what: "pictures" };
    const { chosen, notExamined } = drawSome(items, options);
    expect(chosen).to.deep.equal(drawSome(items, options).chosen);
    expect(chosen)
      .to.deep.equal(chosen.toSorted((a, b) => a - b))
      .and.have.length(5);
    expect(chosen).to.not.deep.equal([0, 1, 2, 3, 4]);
    expect(notExamined).to.deep.equal([
      { task: "classify-pictures", place: "15 of 20 pictures", reason: "beyond the limit of 5" },
    ]);
    expect(drawSome(items, { ...options, limit: undefined })).to.deep.equal({ chosen: items, notExamined: [] });
  });
});
