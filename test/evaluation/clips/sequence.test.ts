import { expect } from "chai";
import { makeSequence } from "../../../src/evaluation/clips/makeSequence.js";
import { aroundSeams, freeze, join, reverse, shuffle, type Sequence } from "../../../src/evaluation/clips/sequence.js";
import { readDeclaration } from "../../../src/evaluation/declaration.js";

const clip = (letter: string, endSeconds = 16): Sequence => ({
  frames: Array.from({ length: 16 }, (_, n) => ({ hash: `${letter}${n}`, timeSeconds: ((n + 0.5) * endSeconds) / 16 })),
  endSeconds,
  seams: [],
});
const sources = { a: clip("a"), b: clip("b", 4) };
const hashesOf = ({ frames }: Sequence) => frames.map(({ hash }) => hash);
const lettersOf = (sequence: Sequence) =>
  hashesOf(sequence)
    .map((hash) => hash.charAt(0))
    .join("");
const make = (task: string, clipNumber: number, frameCount = 16) =>
  makeSequence(readDeclaration(task, "clips").clips[clipNumber] ?? [], sources, frameCount);

describe("sequences of frames", () => {
  it("are joined with their times, and remember the seams", () => {
    const joined = join([sources.a, sources.b, sources.a]);
    expect(joined).to.include({ endSeconds: 36 });
    expect(joined.seams).to.deep.equal([16, 32]);
    expect(joined.frames[16]).to.deep.equal({ hash: "b0", timeSeconds: 16.125 });
    expect(aroundSeams(joined)?.frames.map(({ hash }) => hash)).to.deep.equal(["a15", "b0", "b15", "a0"]);
    expect(aroundSeams(sources.a)).to.equal(undefined);
  });

  it("are the same when they are reversed twice, with times that never decrease", () => {
    const joined = join([sources.a, sources.b]);
    const reversed = reverse(joined);
    expect(hashesOf(reversed)).to.deep.equal(hashesOf(joined).toReversed());
    expect(reversed.seams).to.deep.equal([16]);
    const times = reversed.frames.map(({ timeSeconds }) => timeSeconds);
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
    expect(reverse(reversed)).to.deep.equal(joined);
  });

  it("keep their times when they are frozen or shuffled, and are shuffled the same way for one seed", () => {
    const times = ({ frames }: Sequence) => frames.map(({ timeSeconds }) => timeSeconds);
    expect(new Set(hashesOf(freeze(sources.a)))).to.deep.equal(new Set(["a8"]));
    const shuffled = shuffle(sources.a, "one");
    expect(times(shuffled)).to.deep.equal(times(sources.a));
    expect(hashesOf(shuffled)).to.not.deep.equal(hashesOf(sources.a));
    expect(hashesOf(shuffled).toSorted()).to.deep.equal(hashesOf(sources.a).toSorted());
    expect(shuffle(sources.a, "one")).to.deep.equal(shuffled);
    expect(hashesOf(shuffle(sources.a, "two"))).to.not.deep.equal(hashesOf(shuffled));
  });
});

describe("the clips of tasks", () => {
  for (const task of ["time-order", "time-first", "time-last", "time-direction", "time-count"]) {
    it(`of ${task} hold the same frames, each as often, so that only their order tells them apart`, () => {
      const [one, other] = [make(task, 0), make(task, 1)];
      expect(one.frames).to.have.length(16);
      expect(hashesOf(one)).to.not.deep.equal(hashesOf(other));
      expect(hashesOf(one).toSorted()).to.deep.equal(hashesOf(other).toSorted());
    });
  }

  it("are joined, cut and timed as they say", () => {
    expect(lettersOf(make("time-order", 0))).to.equal("aaaaaaaabbbbbbbb");
    expect(lettersOf(make("time-count", 0))).to.equal("aaaabbbbbbbbaaaa");
    expect(lettersOf(make("time-duration", 1))).to.equal("aaaabbbbbbbbbbbb");
    expect(make("time-duration", 0).endSeconds).to.equal(8);
    expect(make("time-repetition", 1).seams).to.have.length(2);
    expect(make("time-repetition", 0).endSeconds).to.equal(make("time-repetition", 1).endSeconds);
    expect(hashesOf(make("time-direction", 1, 4))).to.deep.equal(["a14", "a10", "a6", "a2"]);
    expect(make("time-count", 0, 8).frames).to.have.length(8);
  });

  it("share no frame where one is compared with another of the same source", () => {
    const { clips, options = [] } = readDeclaration("time-order-seen", "clips");
    const [shown, option] = [clips[0] ?? [], options[0] ?? []].map((recipe) => makeSequence(recipe, sources, 16));
    const seen = new Set(hashesOf(shown as Sequence));
    expect(hashesOf(option as Sequence).filter((hash) => seen.has(hash))).to.be.empty;
  });
});
