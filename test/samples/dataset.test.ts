import { expect } from "chai";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeDataset } from "../../samples/dataset/write.js";
import { drawPair, pairAt } from "../../src/calibration/scenes/drawPair.js";
import { montagePair } from "../../samples/dataset/montage.js";
import { temporalPair } from "../../src/calibration/scenes/order.js";
import type { Film } from "../../samples/films/film.js";
import { durationOf, eventsOf } from "../../src/calibration/drawing/shots.js";
import { toFilm } from "../../samples/dataset/writeQuestions.js";
import { truthOf } from "../../samples/films/truth.js";
import { createRandom } from "../../src/calibration/drawing/random.js";
import { eventText } from "../../src/calibration/drawing/scene.js";

const FRAMES = 4;
const SIZE = 32;

const draw = (seed: number, index: number) =>
  drawPair(pairAt(seed, index), FRAMES, SIZE, createRandom(seed).fork(index));

describe("minimal pairs", () => {
  it("are the same bytes for the same seed, and others for another", async () => {
    const [first, again, other] = await Promise.all([draw(5, 3), draw(5, 3), draw(6, 3)]);
    expect(first).to.deep.equal(again);
    expect(first.pixels[0].equals(other.pixels[0])).to.equal(false);
  });

  it("that are reversed have the same frames backwards", async () => {
    let checked = 0;
    for (let index = 0; checked < 8; index++) {
      if (!pairAt(9, index).reversed) continue;
      checked++;
      const { pixels, rows } = await draw(9, index);
      const frame = (clip: number, i: number) => pixels[clip]!.subarray(i * SIZE * SIZE * 3, (i + 1) * SIZE * SIZE * 3);
      expect(pixels[0].length).to.equal(FRAMES * SIZE * SIZE * 3);
      for (let i = 0; i < FRAMES; i++) expect(frame(0, i).equals(frame(1, FRAMES - 1 - i))).to.equal(true);
      const length = durationOf(pairAt(9, index).takes[0].shots);
      rows[0]!.times.forEach((time, i) => expect(time + rows[1]!.times[FRAMES - 1 - i]!).to.be.closeTo(length, 0.002));
    }
  });

  it("have matching sentences that differ, and cover every kind", () => {
    const kinds = new Set<string>();
    for (let index = 0; index < 1500; index++) {
      const { kind, takes, combination } = pairAt(2, index);
      kinds.add(kind);
      const [first, second] = takes.map(({ captions }) => captions) as [string[], string[]];
      expect(first.length, combination).to.equal(second.length);
      for (const caption of first) expect(caption, kind).to.not.match(/ {2}|undefined|^$/);
      expect(first[0], kind).to.not.equal(second[0]);
    }
    const expected =
      "order order-cut order-same first-last direction vertical depth size colour count start-stop appear enter-leave light open still meet camera sun daynight binding position number setting";
    expect([...kinds]).to.have.members(expected.split(" "));
  });
});

describe("montages", () => {
  it("tell one event a shot, in the opposite order in the twin, and count one of them", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const [first, second] = montagePair(createRandom(seed)).takes;
      const [forward, backward] = [eventsOf(first.shots), eventsOf(second.shots)];
      expect(forward).to.have.length(first.shots.length);
      expect(backward.map(eventText)).to.deep.equal(forward.map(eventText).toReversed());
      expect(forward.filter(({ times }) => times !== undefined)).to.have.length(1);
      for (const [n, { startSeconds, endSeconds }] of forward.entries()) {
        expect(startSeconds).to.be.within(0, endSeconds);
        expect(endSeconds).to.be.at.most(durationOf(first.shots.slice(0, n + 1)) + 1e-9);
      }
    }
  });

  it("have their questions answered without saying the answer", () => {
    const films = [4, 5].map((seed) => toFilm(montagePair(createRandom(seed)).takes[0], `film-${seed}`));
    const [one, other] = films as [Film, Film];
    const asked = truthOf(one, [other], "").questions.filter(({ question }) => question.startsWith("How many times"));
    expect(asked).to.have.length(1);
    for (const { question } of asked) expect(question).to.not.match(/once|twice|(three|four) times/);
  });
});

describe("temporal pairs", () => {
  it("tell the same events in opposite order, inside the video", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const [first, second] = temporalPair(createRandom(seed)).takes;
      const [forward, backward] = [eventsOf(first.shots), eventsOf(second.shots)];
      expect(backward.map(eventText)).to.deep.equal(forward.map(eventText).toReversed());
      for (const { startSeconds, endSeconds } of [...forward, ...backward]) {
        expect(startSeconds).to.be.within(0, endSeconds);
        expect(endSeconds).to.be.at.most(durationOf(first.shots) + 1e-9);
      }
    }
  });
});

describe("a dataset", () => {
  it("is carried on where an interrupted run ended, with the bytes of an undisturbed one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kinodex-dataset-"));
    const [whole, cut] = [join(folder, "whole"), join(folder, "cut")];
    const write = (to: string, count: number) =>
      writeDataset({ count, seed: 3, size: SIZE, frames: FRAMES, folder: to });
    const read = (of: string) => ["frames.bin", "clips.jsonl"].map((name) => readFileSync(join(of, name)));
    try {
      await write(whole, 6);
      await write(cut, 2);
      appendFileSync(join(cut, "frames.bin"), new Uint8Array(SIZE * SIZE)); // what a killed run may leave
      appendFileSync(join(cut, "clips.jsonl"), '{"clip":2,"first"');
      await write(cut, 6);
      expect(read(cut)).to.deep.equal(read(whole));
      await write(cut, 6);
      expect(read(cut)).to.deep.equal(read(whole));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
