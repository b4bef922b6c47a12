import { expect } from "chai";
import { bleu } from "../../../src/evaluation/metrics/captioning/bleu.js";
import { ciderD } from "../../../src/evaluation/metrics/captioning/cider.js";
import { clipScore, meanClipScore, refClipScore } from "../../../src/evaluation/metrics/captioning/clipScore.js";
import type { CaptionExample } from "../../../src/evaluation/metrics/captioning/example.js";
import { meteor, meteor2005 } from "../../../src/evaluation/metrics/captioning/meteor.js";
import { alignWords } from "../../../src/evaluation/metrics/captioning/meteorAlignment.js";
import { stemOf } from "../../../src/evaluation/metrics/captioning/porterStemmer.js";
import { rougeL } from "../../../src/evaluation/metrics/captioning/rouge.js";
import { tokeniseCaption } from "../../../src/evaluation/metrics/captioning/tokens.js";
import { meanOf } from "../../../src/evaluation/statistics/summary.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

const toExample = (candidate: string, ...references: string[]): CaptionExample => ({
  candidate: tokeniseCaption(candidate),
  references: references.map(tokeniseCaption),
});

describe("captions against references", () => {
  it("are words without case and punctuation", () => {
    expect(tokeniseCaption("A man's T-shirt, isn't it? \"Yes\" (3.5 m)...")).to.deep.equal([
      "a",
      "man",
      "'s",
      "t-shirt",
      "is",
      "n't",
      "it",
      "yes",
      "3.5",
      "m",
    ]);
    expect(tokeniseCaption("")).to.deep.equal([]);
  });

  it("have every score where they are the same", () => {
    const same = [
      toExample("a dog runs on the beach", "a dog runs on the beach"),
      toExample("two red cars", "two red cars"),
    ];
    for (const { corpus } of bleu(same).slice(0, 3)) expect(corpus).to.be.closeTo(1, 1e-6);
    expect(rougeL(same).corpus).to.equal(1);
    expect(meteor(same).corpus).to.equal(1);
    // Three words have no run of four.
    expect(ciderD(same).each[0]).to.be.closeTo(10, 1e-12);
    expect(ciderD(same).each[1]).to.be.closeTo(7.5, 1e-12);
  });

  it("have none where they share nothing, or say nothing", () => {
    const nothing = [toExample("a cat", "blue boats sail"), toExample("", "blue boats sail")];
    expect(rougeL(nothing)).to.deep.equal({ corpus: 0, each: [0, 0] });
    expect(meteor(nothing)).to.deep.equal({ corpus: 0, each: [0, 0] });
    expect(ciderD(nothing)).to.deep.equal({ corpus: 0, each: [0, 0] });
    for (const { each } of bleu(nothing)) for (const score of each) expect(score).to.be.below(1e-3);
  });

  it("do not earn more by repeating a word", () => {
    const [ofOne] = bleu([toExample("the the the the", "the cat")]);
    expect(ofOne?.corpus).to.be.closeTo(1 / 4, 1e-6);
  });

  it("are aligned in as few pieces as can be", () => {
    const exact = [{ weight: 1, matches: (a: string, b: string) => a === b }];
    const words = (text: string) => text.split(" ");
    expect(alignWords(words("the cat saw the dog"), words("the dog saw the cat"), exact).chunks).to.equal(3);
    expect(alignWords(words("a b a c"), words("a c a b"), exact)).to.deep.include({ chunks: 2 });
    expect(alignWords(words("x"), words("y"), exact)).to.deep.include({ matches: [], chunks: 0 });
  });

  it("match by stem and by what is given as a synonym", () => {
    const example = [toExample("a dog runs", "a hound running")];
    const areSynonyms = (a: string, b: string) => new Set(["dog", "hound"]).has(a) && new Set(["dog", "hound"]).has(b);
    expect(meteor(example, { areSynonyms }).corpus).to.be.greaterThan(meteor(example).corpus + 0.2);
  });

  it("have stems by Porter's rules", () => {
    const words = `caresses ponies cats feed agreed plastered motoring hopping falling filing happy sky relational digitizer
      triplicate hopefulness revival adjustment adoption probate controlling`;
    expect(words.split(/\s+/).map(stemOf).join(" ")).to.equal(
      [
        "caress poni cat feed agre plaster motor hop fall file happi sky relat digit",
        "triplic hope reviv adjust adopt probat control",
      ].join(" "),
    );
  });

  it("are as near to a picture as their embeddings are", () => {
    expect(clipScore([3, 0], [1, 0])).to.equal(2.5);
    expect(clipScore([1, 0], [-1, 0.5])).to.equal(0);
    expect(
      refClipScore(
        [1, 0],
        [2, 0],
        [
          [0, 1],
          [5, 0],
        ],
      ),
    ).to.be.closeTo(5 / 3.5, 1e-15);
    expect(refClipScore([1, 0], [1, 0], [[-1, 0]])).to.equal(0);
  });
});

describeWithGoldens("captions against reference implementations", () => {
  type Scores = Readonly<Record<"Bleu_1" | "Bleu_2" | "Bleu_3" | "Bleu_4" | "ROUGE_L" | "CIDEr", number>>;
  type Sentences = Readonly<Record<"gts" | "res", Readonly<Record<string, readonly string[]>>>>;
  interface Case {
    readonly name: string;
    readonly tokenized: Sentences;
    readonly raw: Sentences;
    readonly expected: { readonly corpus: Scores; readonly per_item: Readonly<Record<string, Scores>> };
  }
  const cases = () => readGolden("coco_caption/cases.json") as readonly Case[];
  const examplesOf = ({ gts, res }: Sentences) =>
    Object.keys(gts).map((id) => toExample(res[id]?.[0] ?? "", ...(gts[id] ?? [])));

  it("BLEU, ROUGE-L and CIDEr of coco-caption", () => {
    for (const { name, raw, expected } of cases()) {
      const examples = examplesOf(raw);
      const [b1, b2, b3, b4] = bleu(examples);
      const [rouge, cider] = [rougeL(examples), ciderD(examples)];
      const found = { Bleu_1: b1, Bleu_2: b2, Bleu_3: b3, Bleu_4: b4, ROUGE_L: rouge, CIDEr: cider };
      for (const [metric, scores] of Object.entries(found)) {
        const key = metric as keyof Scores;
        expect(scores?.corpus, `${name} ${metric}`).to.be.closeTo(expected.corpus[key], 1e-9);
        for (const [n, id] of Object.keys(raw.gts).entries())
          expect(scores?.each[n], `${name} ${metric} ${id}`).to.be.closeTo(
            expected.per_item[id]?.[key] as number,
            1e-9,
          );
      }
    }
  });

  it("words as coco-caption's tokeniser leaves them", () => {
    for (const { raw, tokenized } of cases())
      for (const part of ["gts", "res"] as const)
        for (const [id, sentences] of Object.entries(raw[part]))
          for (const [n, sentence] of sentences.entries())
            expect(tokeniseCaption(sentence).join(" ")).to.equal(tokenized[part][id]?.[n]);
  });

  interface Meteor {
    readonly cases: readonly {
      readonly refs: readonly string[];
      readonly hyp: string;
      readonly "exact+porter(no wordnet)": number;
    }[];
    readonly meteor15_formula_check: Readonly<Record<"hyp" | "ref", string>> & { readonly score: number };
    readonly "java_meteor_1.5_published": readonly {
      readonly refs?: readonly string[];
      readonly hyp?: string;
      readonly METEOR: number;
    }[];
  }

  it("METEOR by exact words and stems, of NLTK", () => {
    const words = (text: string) => text.split(" ");
    for (const { refs, hyp, ["exact+porter(no wordnet)"]: expected } of (readGolden("meteor/nltk_cases.json") as Meteor)
      .cases) {
      const example = { candidate: words(hyp), references: refs.map(words) };
      expect(meteor([example], { parameters: meteor2005 }).corpus, hyp).to.be.closeTo(expected, 1e-9);
    }
  });

  it("METEOR 1.5 where no synonym is needed", () => {
    const golden = readGolden("meteor/nltk_cases.json") as Meteor;
    const { hyp, ref, score } = golden.meteor15_formula_check;
    expect(meteor([toExample(hyp, ref)]).corpus).to.be.closeTo(score, 1e-9);
    for (const { refs, hyp: candidate, METEOR } of golden["java_meteor_1.5_published"])
      if (refs && candidate)
        expect(meteor([toExample(candidate, ...[refs].flat())]).corpus).to.be.closeTo(METEOR, 1e-7);
  });

  it("METEOR 1.5 of sets of captions, at most 0.045 below for lack of synonyms", () => {
    const published: Readonly<Record<string, number>> = {
      clipscore_good: 0.3444,
      clipscore_bad: 0.1861,
      nlgeval_example: 0.295797,
    };
    for (const { name, raw } of cases()) {
      const expected = published[name];
      if (expected !== undefined) expect(meteor(examplesOf(raw)).corpus, name).to.be.within(expected - 0.045, expected);
    }
  });

  it("CLIPScore and RefCLIPScore", () => {
    const golden = readGolden("clipscore/feature_case.json") as {
      readonly image_features: readonly number[][];
      readonly candidate_features: readonly number[][];
      readonly reference_features: readonly number[][][];
      readonly expected: {
        readonly CLIPScore_per: readonly number[];
        readonly CLIPScore: number;
        readonly RefCLIPScore_per: readonly number[];
        readonly RefCLIPScore: number;
      };
    };
    const { image_features: images, candidate_features: captions, reference_features: references, expected } = golden;
    const ofReferences = images.map((image, n) =>
      refClipScore(image, captions[n] as number[], references[n] as number[][]),
    );
    for (const [n, image] of images.entries()) {
      expect(clipScore(image, captions[n] as number[])).to.be.closeTo(expected.CLIPScore_per[n] as number, 1e-6);
      expect(ofReferences[n]).to.be.closeTo(expected.RefCLIPScore_per[n] as number, 1e-6);
    }
    expect(meanClipScore(images, captions)).to.be.closeTo(expected.CLIPScore, 1e-6);
    expect(meanOf(ofReferences)).to.be.closeTo(expected.RefCLIPScore, 1e-6);
  });
});
