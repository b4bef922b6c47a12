import { expect } from "chai";
import { bareOf, measureCaptions } from "../../../src/evaluation/metrics/captioning/phraseTruth.js";

const nothing = { subjects: [], places: [], times: [], actions: [], motion: [], colours: [] };
const phrase = (kind: string, text: string) => ({ kind, text, similarity: 0, confidence: 1, keyframesSeconds: [0] });

describe("measuring captions", () => {
  const truth = [
    { startSeconds: 0, endSeconds: 4, true: { ...nothing, subjects: ["dog", "animal"], places: ["beach"] } },
    { startSeconds: 4, endSeconds: 10, true: { ...nothing, subjects: ["car"] } },
  ];
  const segment = (startSeconds: number, endSeconds: number, ...phrases: ReturnType<typeof phrase>[]) => ({
    startSeconds,
    endSeconds,
    text: "",
    confidence: 1,
    phrases,
  });

  it("counts a phrase as true where a stretch of its segment shows it", () => {
    const segments = [
      segment(0, 4, phrase("subjects", "an animal"), phrase("places", "on a beach")),
      segment(4, 7, phrase("subjects", "a dog"), phrase("places", "a car")),
    ];
    const measured = measureCaptions([{ segments, truth }]);
    expect(measured).to.deep.include({ phrases: 4, truePhrases: 2, precision: 0.5, phrasesPerStretch: 2 });
    expect(measured.coverage).to.be.closeTo(0.7, 1e-9);
    expect(measured.byKind.places).to.deep.equal({ phrases: 2, truePhrases: 1 });
  });

  it("calls the precision of saying nothing unknown, not perfect", () => {
    expect(measureCaptions([{ segments: [], truth }])).to.deep.include({ precision: null, coverage: 0 });
  });

  it("compares bare words", () => {
    expect(["on a beach", "an animal", "the sun", "under water"].map(bareOf)).to.deep.equal([
      "beach",
      "animal",
      "sun",
      "water",
    ]);
  });
});
