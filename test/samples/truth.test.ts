import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { FILMS } from "../../samples/films/index.js";
import { toManifest, toSampleRow } from "../../samples/films/manifest.js";
import { queriesOf, truthOf, type Query, type Truth } from "../../samples/films/truth.js";

const folder = join(import.meta.dirname, "../../../samples");
const committed = JSON.parse(readFileSync(join(folder, "samples.json"), "utf8")) as {
  videos: readonly Truth[];
  queries: readonly Query[];
};

describe("samples.json", () => {
  it("says the same as the manifest", () => {
    const manifest = readFileSync(join(folder, "manifest.jsonl"), "utf8");
    expect(manifest).to.equal(toManifest(committed.videos.map((video, n) => toSampleRow(video, FILMS[n]!))));
  });

  for (const [i, film] of FILMS.entries()) {
    const truth = committed.videos[i]!;

    it(`${film.name}: the committed file has the committed SHA-256`, () => {
      const bytes = readFileSync(join(folder, truth.file));
      expect(createHash("sha256").update(bytes).digest("hex")).to.equal(truth.sha256);
    });

    it(`${film.name}: the truth is what the scenes say`, () => {
      const others = FILMS.filter((other) => other !== film);
      expect(truthOf(film, others, truth.sha256)).to.deep.equal(truth);
    });

    it(`${film.name}: everything lies inside the video`, () => {
      const spans = [...truth.shots, ...truth.events, ...truth.questions.flatMap(({ evidence }) => evidence)];
      for (const { startSeconds, endSeconds } of spans) {
        expect(startSeconds).to.be.within(0, endSeconds);
        expect(endSeconds).to.be.within(startSeconds + 0.01, truth.durationSeconds);
      }
      expect(truth.shots.at(-1)!.endSeconds).to.equal(truth.durationSeconds);
    });

    it(`${film.name}: questions are asked once, and answers are among their choices`, () => {
      const asked = truth.questions.map(({ question }) => question);
      expect(new Set(asked).size).to.equal(asked.length);
      for (const { answer, choices } of truth.questions) if (choices) expect(choices).to.include(answer);
    });
  }

  it("asks one query a film, about a shot of it", () => {
    expect(committed.queries).to.deep.equal(FILMS.map((film) => queriesOf(film)[0]));
  });
});
