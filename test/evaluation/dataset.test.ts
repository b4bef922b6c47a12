import { expect } from "chai";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import { absentQueries } from "../../src/evaluation/absentQueries.js";
import { readDataset } from "../../src/evaluation/dataset.js";
import { backgroundQueries } from "../../src/query/confidence/backgroundQueries.js";

describe("readDataset", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kinodex-dataset-"));
    for (const file of ["a.mp4", "b.mp4"]) writeFileSync(join(folder, file), "");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (...rows: readonly unknown[]) =>
    writeFileSync(
      join(folder, "manifest.jsonl"),
      rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n"),
    );
  const row = { file: "a.mp4", duration: 9, descriptions: [{ text: "a dog runs" }] };

  it("reads events in order, questions that have an answer, and twins", () => {
    const events = [
      { start: 4, end: 8, text: "it sleeps" },
      { start: 0, end: 3, text: "it runs", source: "looked" },
    ];
    const qa = [
      { question: "What is it?", answer: "a dog", options: ["a dog", "a cat"] },
      { question: "How many?", answer: null, options: null },
    ];
    write({ ...row, events, qa, twin: "b.mp4", twinKind: "order-cut", kind: "rendered", unseen: true }, "", {
      ...row,
      file: "b.mp4",
    });
    const { videos } = readDataset(folder);
    expect(videos).to.have.length(2);
    expect(videos[0]?.events.map(({ text }) => text)).to.deep.equal(["it runs", "it sleeps"]);
    expect(videos[0]?.questions.map(({ question }) => question)).to.deep.equal(["What is it?"]);
    expect(videos[0]).to.include({ twinPath: videos[1]?.path, twinKind: "order-cut", rendered: true, unseen: true });
    expect(videos[1]).to.include({ rendered: false, unseen: false, twinPath: undefined });
  });

  it("names the line that it cannot use, and what is wrong with it", () => {
    write(row, { ...row, duration: "long" });
    expect(() => readDataset(folder)).to.throw(/manifest\.jsonl:2.*duration/s);
    write(row, "{");
    expect(() => readDataset(folder)).to.throw(/manifest\.jsonl:2 is not JSON/);
    write({ ...row, file: "c.mp4" });
    expect(() => readDataset(folder)).to.throw(/c\.mp4 is not there/);
    write({ ...row, qa: [{ question: "?", answer: "a cow", options: ["a dog", "a cat"] }] });
    expect(() => readDataset(folder)).to.throw(/answer is not among the options/);
    write("");
    expect(() => readDataset(folder)).to.throw(/is empty/);
    rmSync(join(folder, "manifest.jsonl"));
    expect(() => readDataset(folder)).to.throw(/manifest\.jsonl is not there/);
  });
});

describe("the samples", () => {
  it("are a dataset with the kinds of their questions", () => {
    const { videos } = readDataset(join(packageRoot, "samples"));
    expect(videos).to.have.length(8);
    const kinds = new Set(videos.flatMap(({ questions }) => questions.map(({ kind }) => kind)));
    expect([...kinds]).to.have.members(["yes-no", "when", "how-many", "order", "what", "multiple-choice"]);
  });
});

describe("absent queries", () => {
  it("are two hundred, and none of them has shaped the background", () => {
    const bank = new Set(backgroundQueries.map((query) => query.toLowerCase()));
    expect(new Set(absentQueries).size).to.equal(200);
    expect(absentQueries.filter((query) => bank.has(query.toLowerCase()))).to.be.empty;
  });

  const shared = join(packageRoot, "..", "shared", "videos");
  (existsSync(shared) ? it : it.skip)("share at most two longer words with any description of the real clips", () => {
    const wordsOf = (text: string) => new Set(text.toLowerCase().match(/\p{L}{5,}/gu));
    const { videos } = readDataset(shared);
    const said = videos
      .flatMap(({ captions, events }) => [...captions, ...events.map(({ text }) => text)])
      .map(wordsOf);
    for (const query of absentQueries) {
      const words = [...wordsOf(query)];
      const most = Math.max(...said.map((other) => words.filter((word) => other.has(word)).length));
      expect(most, query).to.be.at.most(2);
    }
  });
});
