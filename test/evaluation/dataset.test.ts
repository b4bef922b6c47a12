import { expect } from "chai";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import { absentQueries } from "../../src/evaluation/absentQueries.js";
import { readDataset } from "../../src/evaluation/readDataset.js";
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

  const faultsOf = (...rows: readonly unknown[]) => {
    write(...rows, { ...row, file: "b.mp4" });
    const { videos, faults } = readDataset(folder);
    expect(videos.at(-1)?.path, "the rest runs").to.equal(join(folder, "b.mp4"));
    return { videos, faults: faults.map(({ place, reason }) => `${place}: ${reason}`) };
  };

  it("names the line that it cannot use, and what is wrong with it, and takes the rest", () => {
    expect(faultsOf({ ...row, duration: "long" }).faults).to.deep.equal([
      'manifest.jsonl:1: "duration" must be a number',
    ]);
    expect(faultsOf("{").faults[0]).to.match(/^manifest\.jsonl:1: it is not JSON/);
    expect(faultsOf(row, { ...row, file: "c.mp4" }).faults).to.deep.equal([
      "manifest.jsonl:2: the video c.mp4 is not there",
    ]);
    expect(faultsOf(row, row).faults).to.deep.equal(["manifest.jsonl:2: a.mp4 stands in line 1 already"]);
  });

  it("leaves out an event outside its video, and tells of it", () => {
    const events = [
      { start: 1, end: 3, text: "it runs" },
      { start: 9, end: 12, text: "it flies" },
      { start: 5, end: 4, text: "it turns" },
    ];
    const { videos, faults } = faultsOf({ ...row, events });
    expect(videos[0]?.events.map(({ text }) => text)).to.deep.equal(["it runs"]);
    expect(faults[0]).to.match(/^manifest\.jsonl:1: the event "it flies" lies outside the video/);
    expect(faults[1]).to.match(/the event "it turns" ends at 4 s, and begins at 5 s/);
  });

  it("leaves out a question that cannot be judged, and tells of it", () => {
    const qa = [
      { question: "Which?", answer: "a cow", options: ["a dog", "a cat"] },
      { question: "Who?", answer: "a dog", options: ["a dog", "a dog"] },
      { question: "How many?", answer: "2" },
      { question: "How many?", answer: "3" },
      { question: "Where?", answer: null },
    ];
    const { videos, faults } = faultsOf({ ...row, qa });
    expect(videos[0]?.questions.map(({ question }) => question)).to.deep.equal(["How many?"]);
    expect(faults.map((fault) => fault.replace("manifest.jsonl:1: ", ""))).to.deep.equal([
      'the question "Which?" has the answer "a cow", which is none of its options',
      'the question "Who?" has two equal options',
      'the question "How many?" is asked twice',
      'nobody knows the answer to "Where?"',
    ]);
  });

  it("refuses a manifest of which nothing can be used", () => {
    write({ ...row, file: "c.mp4" });
    expect(() => readDataset(folder)).to.throw(/nothing that can be used: manifest\.jsonl:1: .*c\.mp4 is not there/);
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
