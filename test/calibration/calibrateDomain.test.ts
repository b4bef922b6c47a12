import { expect } from "chai";
import { calibrateDomain } from "../../src/calibration/captions/calibrateDomain.js";
import { toKnownPicture, type KnownPicture } from "../../src/calibration/captions/knownPicture.js";
import { createConceptMeter } from "../../src/annotators/concepts/conceptMeter.js";
import { toUnit } from "../../src/core/vectors.js";
import { createRandom } from "../../src/core/random.js";
import { domain, embeddingOf, smallBank, textEncoder } from "../annotators/concepts/spokenWorld.js";
import { randomUnit } from "../store/fixtures.js";

const random = createRandom(3);

/** A picture that shows what a text says and much else. */
function pictureOf(shows: string, isTrue: KnownPicture["isTrue"]): KnownPicture {
  const noise = randomUnit(random, textEncoder.dimension);
  const embeddings = toUnit(embeddingOf(shows).map((value, n) => value + 1.2 * noise[n]!));
  const span = { startSeconds: 0, endSeconds: 1 };
  const clips = { clips: [], embeddings: new Float32Array() };
  const frames = { times: Float64Array.of(0.5), embeddings };
  return toKnownPicture({ durationSeconds: 1, frames, clips, shots: [span] }, isTrue);
}

/** Forty pictures of each, of which it is known what they show; of birds, nothing is known. */
function photographs(isTrue: (shows: string, text: string) => boolean | undefined): KnownPicture[] {
  return ["a cat", "a boat", "a bird"].flatMap((shows) =>
    Array.from({ length: 40 }, () => pictureOf(shows, (_, text) => isTrue(shows, text))),
  );
}

const known = new Set(["a cat", "a boat"]);
const truthOf = (shows: string, text: string) => (known.has(text) && shows !== "a bird" ? text === shows : undefined);

async function calibrate(pictures: readonly KnownPicture[]) {
  const { cohort } = domain;
  const texts = new Map();
  const parts = { bank: smallBank, ordinary: smallBank, cohort, texts };
  const meter = createConceptMeter({ ...parts, textEncoder: () => Promise.resolve(textEncoder) });
  const isKnown = (says: string) => known.has(says);
  const shared = { fitting: pictures, holding: pictures, bank: smallBank, isKnown, borrows: true };
  return calibrateDomain({ name: "photographs", cohort, meter, ...shared });
}

describe("the calibration of a domain", () => {
  it("sets levels for what is known, and learns nothing from what is not", async () => {
    const { kinds } = await calibrate(photographs(truthOf));
    expect(kinds.subjects.levels["a cat"]).to.be.a("number");
    expect(kinds.subjects.levels["a boat"]).to.be.a("number");
    expect(kinds.subjects.levels).not.to.have.any.keys("a bird", "a dog");
    expect(kinds.subjects.unknown).to.include.members(["a bird", "a dog"]);
  });

  it("does not take what is not known for right, nor for wrong", async () => {
    const some = photographs(truthOf);
    const withoutBirds = some.filter((_, n) => n < 80);
    expect((await calibrate(some)).kinds).to.deep.equal((await calibrate(withoutBirds)).kinds);
  });

  it("says nothing of kinds of which nothing is known", async () => {
    const { kinds, classes } = await calibrate(photographs(truthOf));
    for (const kind of [kinds.actions, kinds.colours, kinds.times, classes.surroundings]) {
      expect(kind.minConfidence).to.equal(null);
      expect(kind.levels).to.deep.equal({});
    }
  });

  it("is silent about a phrase that was wrong", async () => {
    const swapped = (shows: string, text: string) => {
      const isTrue = truthOf(shows, text);
      return isTrue === undefined || text !== "a boat" ? isTrue : !isTrue;
    };
    const { levels } = (await calibrate(photographs(swapped))).kinds.subjects;
    expect(levels["a cat"]).to.be.a("number");
    expect(levels["a boat"]).to.equal(null);
  });
});
