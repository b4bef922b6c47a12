import { expect } from "chai";
import type { TextGenerator, TextRequest } from "../../../src/models/capabilities/generation.js";
import type { Model } from "../../../src/models/model.js";
import { createModelShelf } from "../../../src/models/modelShelf.js";
import { hashFrame } from "../../../src/evaluation/clips/readClip.js";
import { join, type Sequence } from "../../../src/evaluation/clips/sequence.js";
import { readDeclaration } from "../../../src/evaluation/declaration.js";
import { openEmbeddingExaminee } from "../../../src/evaluation/examinees/embeddingExaminee.js";
import { openExaminee } from "../../../src/evaluation/examinees/openExaminee.js";
import type { LabelledExample } from "../../../src/evaluation/labels/labelledExample.js";
import { toExample, type AskedExaminee } from "../../../src/evaluation/labels/toExample.js";
import type { Example } from "../../../src/evaluation/probing/example.js";
import { answerExamples, judgeSamples } from "../../../src/evaluation/probing/examine.js";
import type { Sample } from "../../../src/evaluation/probing/sample.js";
import { summarise, type TaskSummary } from "../../../src/evaluation/probing/summarise.js";
import { modelOf } from "../../fixtures/modelOf.js";
import {
  clipCount,
  coin,
  createReadingModel,
  drawFrame,
  framesOfClip,
  phraseOf,
  readPixels,
  type Reader,
} from "../probing/readers.js";

const clips = Array.from({ length: clipCount }, (_, clip) => clip);
const pictures = clips.flatMap((clip) =>
  Array.from({ length: framesOfClip }, (_, frame) => drawFrame({ clip, frame })),
);
const hashes = pictures.map(hashFrame);

/** A clip of so many frames, one a second. */
const sequenceOf = (clip: number, frameCount = framesOfClip): Sequence => ({
  frames: Array.from({ length: frameCount }, (_, n) => ({
    hash: hashes[clip * framesOfClip + (n % framesOfClip)] as string,
    timeSeconds: n + 0.5,
  })),
  endSeconds: frameCount,
  seams: [],
});

const withoutWriter: AskedExaminee = { maxFrames: 8, measure: { name: "clip_score", of: (score) => score } };

/** What labels say besides. */
const about = (clip: number) => ({
  id: `clip ${clip}`,
  place: `line ${clip}`,
  cluster: `video ${clip}`,
  kinds: [clip % 2 === 0 ? "even" : "odd"],
  medium: { path: `/${clip}.mp4`, isPicture: false },
});
type Label = LabelledExample extends infer One
  ? One extends unknown
    ? Omit<One, keyof ReturnType<typeof about>>
    : never
  : never;
const label = (clip: number, labels: Label): LabelledExample => ({ ...about(clip), ...labels });

interface Examined {
  readonly summary: TaskSummary;
  readonly samples: readonly Sample[];
}

/** Examines a model by labelled examples, of which number n is about clip n, or about the sequences that are given. */
async function examine(
  model: Model,
  labelled: readonly LabelledExample[],
  {
    task = `labelled-${labelled[0]?.outputType}`,
    toSequences = (n: number) => [sequenceOf(n)],
    judge = undefined as Model | undefined,
  } = {},
): Promise<Examined> {
  const declared = readDeclaration(task, "labels");
  const examinee = await openExaminee(model, createModelShelf());
  await examinee.see(pictures, hashes);
  const captionJudge = judge && (await openEmbeddingExaminee(judge));
  await captionJudge?.see(pictures, hashes);
  const texts = labelled.flatMap((one) => (one.outputType === "rank" ? one.captions : []));
  const examples = labelled.map((one, n) => toExample(one, toSequences(n), examinee, texts) as Example);
  const { signal } = new AbortController();
  const options = { identity: model.identity, examinee, phraser: examinee, captionJudge, seed: 1, signal };
  const samples = judgeSamples(declared, await answerExamples(declared, examples, options));
  return { summary: summarise(declared, samples), samples };
}

/** A model with embeddings that holds these sentences to be true of the clips that it sees. */
const reading = (name: string, sentencesOf: (clip: number) => readonly string[]): Model =>
  createReadingModel(name, (frames) => [...new Set(frames.map(({ clip }) => clip))].flatMap(sentencesOf));
const tossing = (read: Reader = coin): Model => createReadingModel("coin", read);

/** A model that takes questions and answers by the prompt and by the clip of the first frame that it sees. */
function answering(reply: (prompt: string | undefined, clip: number | undefined) => string): Model {
  const generation: TextGenerator = {
    maxFrames: 8,
    maxEdge: 448,
    takesPrompts: true,
    async *generate({ prompt, frames }: TextRequest) {
      yield { text: reply(prompt, frames[0] && readPixels(frames[0])?.clip), logProbability: Math.log(0.9) };
    },
  };
  return modelOf({ id: "test/answering", hash: "answering", dimension: 4 }, { generation });
}

const valueOf = ({ summary }: Examined, figure: string) => summary.figures[figure]?.value;
const under = ({ summary }: Examined, control: keyof TaskSummary["baselines"], figure: string) =>
  summary.baselines[control]?.[figure];
function expectChance({ summary }: Examined, ...figures: readonly string[]): void {
  for (const figure of figures)
    expect(summary.chance[figure], figure).to.be.within(...(summary.figures[figure]?.interval as [number, number]));
}

describe("labelled choices", function () {
  this.timeout(120_000);
  const question = "What is it?";
  const choices = clips.map((n) => {
    const options = [0, 5, 11].map((by) => phraseOf((n + by) % clipCount));
    const turned = [...options.slice(n % 3), ...options.slice(0, n % 3)];
    return label(n, { outputType: "choose", question, options: turned, right: turned.indexOf(phraseOf(n)) });
  });

  it("are won by an oracle with embeddings, by question and answer together", async () => {
    const oracle = await examine(
      reading("oracle", (clip) => [`${question} ${phraseOf(clip)}`]),
      choices,
    );
    expect(valueOf(oracle, "acc")).to.equal(1);
    expect([valueOf(oracle, "acc-even"), valueOf(oracle, "acc-odd")]).to.deep.equal([1, 1]);
    expect(valueOf(oracle, "risk_coverage_area")).to.equal(0);
    expect(oracle.summary.temporalGain?.value).to.equal(0);
    expect(oracle.summary.warnings).to.deep.equal(["a single frame does as well as all of them"]);
  });

  it("give a coin chance, which is that of the options", async () => {
    const examined = await examine(tossing(), choices);
    expect(examined.summary.chance["acc"]).to.be.closeTo(1 / 3, 1e-12);
    expectChance(examined, "acc");
    expect(examined.summary.warnings).to.be.empty;
  });

  it("are asked with letters in every order, so that one who always says the first has nothing in all turns", async () => {
    const first = await examine(
      answering(() => "A"),
      choices,
    );
    expect(valueOf(first, "acc")).to.be.closeTo(1 / 3, 1e-12);
    expect(valueOf(first, "circular_acc")).to.equal(0);
    const knowing = await examine(
      answering((prompt, clip) => prompt?.match(new RegExp(`^([A-C])\\. thing ${clip}$`, "m"))?.[1] ?? "none of them"),
      choices,
    );
    expect([valueOf(knowing, "acc"), valueOf(knowing, "circular_acc")]).to.deep.equal([1, 1]);
    expect(knowing.samples[0]?.scores?.full).to.have.length(3);
    expect(knowing.samples[0]?.lead).to.be.closeTo(0.9, 1e-12);
    expect(under(knowing, "text_only", "acc")).to.be.closeTo(1 / 3, 1e-12);
  });
});

describe("labelled verdicts", function () {
  this.timeout(120_000);
  const verdicts = clips.map((n) => {
    const isYes = n % 2 === 0;
    const thing = phraseOf(isYes ? n : (n + 1) % clipCount);
    return label(n, { outputType: "yes-no", question: `Is there a ${thing}?`, isYes });
  });

  it("are won by an oracle with embeddings, by statements for yes and no", async () => {
    const oracle = await examine(
      reading("oracle", (clip) =>
        clips.map((other) => (other === clip ? `there is a ${phraseOf(other)}` : `there is no ${phraseOf(other)}`)),
      ),
      verdicts,
    );
    for (const figure of ["acc", "precision", "recall", "f1", "roc_area"])
      expect(valueOf(oracle, figure), figure).to.equal(1);
    expect(valueOf(oracle, "yes_ratio")).to.equal(0.5);
    expectChance(await examine(tossing(), verdicts), "acc", "roc_area");
  });

  it("have POPE's figures", async () => {
    const said = ["yes", "no", "no", "yes"];
    const four = [true, true, false, false].map((isYes, n) =>
      label(n, { outputType: "yes-no", question: `Is there a thing ${n}?`, isYes }),
    );
    const examined = await examine(
      answering((_, clip) => (clip === undefined ? "I cannot say" : `${said[clip]}.`)),
      four,
    );
    for (const figure of ["acc", "precision", "recall", "f1", "yes_ratio"])
      expect(valueOf(examined, figure), figure).to.equal(0.5);
    expect(under(examined, "text_only", "acc")).to.equal(0.5);
    expect(under(examined, "text_only", "yes_ratio")).to.equal(0);
  });

  it("about anything else than what is there cannot be asked of a model without questions", () => {
    const question = "Is the man dunking?";
    const made = toExample(label(0, { outputType: "yes-no", question, isYes: true }), [sequenceOf(0)], withoutWriter);
    expect(made).to.match(/needs statements for yes and no, and "Is the man dunking\?" gives none/);
  });
});

describe("labelled pairs", function () {
  this.timeout(120_000);

  it("of one clip have SugarCrepe's figure, in which a tie is wrong", async () => {
    const pairs = clips.map((n) => label(n, { outputType: "pair", captions: [phraseOf(n), `no ${phraseOf(n)}`] }));
    const oracle = await examine(
      reading("oracle", (clip) => [phraseOf(clip)]),
      pairs,
    );
    expect([valueOf(oracle, "pairwise_acc"), valueOf(oracle, "strict_acc")]).to.deep.equal([1, 1]);
    const tied = clips.map((n) => label(n, { outputType: "pair", captions: [phraseOf(n), phraseOf(n)] }));
    const undecided = await examine(tossing(), tied);
    expect([valueOf(undecided, "pairwise_acc"), valueOf(undecided, "strict_acc")]).to.deep.equal([0.5, 0]);
    expectChance(await examine(tossing(), pairs), "pairwise_acc", "strict_acc");
  });

  it("of two clips have Winoground's", async () => {
    const second = { path: "/other.mp4", isPicture: false };
    const groups = clips
      .slice(0, 12)
      .map((n) => label(n, { outputType: "pair", second, captions: [phraseOf(n), phraseOf(n + 12)] }));
    const options = { toSequences: (n: number) => [sequenceOf(n), sequenceOf(n + 12)] };
    const oracle = await examine(
      reading("oracle", (clip) => [phraseOf(clip)]),
      groups,
      options,
    );
    for (const figure of ["pairwise_acc", "text_acc", "video_acc", "group_acc"])
      expect(valueOf(oracle, figure), figure).to.equal(1);
    expectChance(await examine(tossing(), groups, options), "pairwise_acc", "text_acc", "video_acc", "group_acc");
  });

  it("of pictures have no control of time", async () => {
    const picture = clips.map((n) => label(n, { outputType: "pair", captions: [phraseOf(n), `no ${phraseOf(n)}`] }));
    const { summary } = await examine(
      reading("oracle", (clip) => [phraseOf(clip)]),
      picture,
      { toSequences: (n) => [sequenceOf(n, 1)] },
    );
    expect(Object.keys(summary.baselines)).to.have.members(["text_only", "wrong_video"]);
    expect(summary.temporalGain).to.equal(undefined);
    expect(summary.warnings).to.be.empty;
  });
});

describe("labelled captions to rank", function () {
  this.timeout(120_000);
  const ranked = clips.map((n) => label(n, { outputType: "rank", captions: [phraseOf(n), `a ${phraseOf(n)}`] }));

  it("are found by an oracle in both directions", async () => {
    const oracle = await examine(
      reading("oracle", (clip) => [phraseOf(clip), `a ${phraseOf(clip)}`]),
      ranked,
    );
    for (const figure of ["text_to_clip_r1", "clip_to_text_r1", "clip_to_text_map", "text_to_clip_median_rank"])
      expect(valueOf(oracle, figure), figure).to.equal(1);
    expect(under(oracle, "text_only", "text_to_clip_r10")).to.equal(0);
    expect(under(oracle, "wrong_video", "text_to_clip_r1")).to.equal(0);
    expect(oracle.samples[0]).to.not.have.property("scores");
  });

  it("are ten times in twenty-four among the first ten for a coin", async () => {
    const { summary } = await examine(tossing(), ranked);
    const { text_to_clip_r10: chance } = summary.chance;
    expect(chance).to.be.closeTo(10 / clipCount, 1e-12);
    expect(chance).to.be.within(...(summary.figures["text_to_clip_r10"]?.interval as [number, number]));
  });
});

describe("labelled moments", function () {
  this.timeout(120_000);
  /** Forty seconds of one clip, of which ten show another. */
  const toSequences = (n: number) => [
    join([sequenceOf(n, 16), sequenceOf((n + 7) % clipCount, 10), sequenceOf(n, 14)]),
  ];
  const queries = clips.slice(0, 12).map((n) =>
    label(n, {
      outputType: "localise",
      query: phraseOf((n + 7) % clipCount),
      moments: [{ startSeconds: 16, endSeconds: 26 }],
      durationSeconds: 40,
      salience: { stretchSeconds: 2, judged: Array.from({ length: 20 }, (_, k) => (k >= 8 && k < 13 ? [4] : [0])) },
    }),
  );

  it("are found by an oracle, with QVHighlights' figures", async () => {
    const oracle = await examine(
      reading("oracle", (clip) => [phraseOf(clip)]),
      queries,
      { toSequences },
    );
    for (const figure of ["map_0.5", "r1_0.5", "r1_0.7", "highlight_hit_at_1-veryGood", "highlight_map-veryGood"])
      expect(valueOf(oracle, figure), figure).to.equal(1);
    expect(valueOf(oracle, "map")).to.equal(valueOf(oracle, "map-short"));
    expect(valueOf(oracle, "map-long")).to.equal(undefined);
    expect(under(oracle, "text_only", "r1_0.5")).to.equal(0);
    expect(oracle.summary.warnings).to.not.include("the sentences alone tell which is right");
  });

  it("are rarely found by a coin", async () => {
    const examined = await examine(tossing(), queries, { toSequences });
    expect(valueOf(examined, "r1_0.7")).to.be.below(0.3);
    for (const figure of ["r1_0.5", "map", "highlight_hit_at_1-veryGood"]) {
      const interval = examined.summary.figures[figure]?.interval as [number, number];
      expect(examined.summary.chance[figure], figure).to.be.within(...interval);
    }
  });

  it("are not looked for in a video that lasts longer than the labels say", () => {
    expect(toExample(queries[0] as LabelledExample, [sequenceOf(0, 60)], withoutWriter)).to.equal(
      "the labels are of a video of 40 s, and it lasts 60.0 s",
    );
  });
});

describe("labelled captions to write", function () {
  this.timeout(120_000);
  const words = ["dog runs fast", "cat sleeps well", "train leaves now", "child jumps high", "boat sails out"];
  const sentenceOf = (clip: number) => `the ${words[clip % words.length]} in place ${clip} of many`;
  const captions = clips.slice(0, 8).map((n) => label(n, { outputType: "caption", references: [sentenceOf(n)] }));
  const judge = reading("judge", (clip) => [sentenceOf(clip)]);

  it("have every score from an oracle, and little from one who says the same of all", async () => {
    const writes = (reply: (clip: number | undefined) => string) => answering((_, clip) => reply(clip));
    const oracle = await examine(
      writes((clip) => (clip === undefined ? "nothing" : sentenceOf(clip))),
      captions,
      { judge },
    );
    for (const figure of ["rouge_l", "bleu_1", "bleu_4", "meteor"])
      expect(valueOf(oracle, figure), figure).to.be.closeTo(1, 1e-6);
    expect(valueOf(oracle, "cider")).to.be.closeTo(10, 1e-6);
    expect(valueOf(oracle, "clip_score")).to.be.closeTo(2.5, 1e-3);
    expect(valueOf(oracle, "ref_clip_score")).to.be.closeTo((2 * 2.5) / 3.5, 1e-3);
    expect(under(oracle, "wrong_video", "cider")).to.be.below(3);
    expect(oracle.samples[0]?.written?.full).to.deep.equal([sentenceOf(0)]);
    const same = await examine(
      writes(() => "a thing"),
      captions,
      { judge },
    );
    expect(valueOf(same, "cider")).to.equal(0);
    expect(same.summary.temporalGain?.value).to.equal(0);
  });

  it("have CHAIR's figures where all that can be seen is known", async () => {
    const shown = captions.map((caption) => ({ ...caption, present: ["dog", "tree"] }));
    const madeUp = await examine(
      answering((_, clip) => (clip === 0 ? "a dog and a cat, by a tree" : "a dog")),
      shown,
    );
    expect(valueOf(madeUp, "chair_s")).to.equal(1 / 8);
    expect(valueOf(madeUp, "chair_i")).to.equal(1 / 10);
    expect(valueOf(madeUp, "things_named")).to.equal(10 / 8);
    expect(under(madeUp, "text_only", "chair_s")).to.equal(0);
    let told = 0;
    const fickle = answering(() => (told++ % 2 === 0 ? "a dog" : "a cat")); // of four single frames two are right
    expect(under(await examine(fickle, shown), "single_frame_best", "chair_s")).to.equal(0);
  });

  it("answer open questions as any of the people did, or as most of them", async () => {
    const answers = [["Two"], ["red", "red", "red", "red", "blue"], ["a dog"]];
    const asked = answers.map((references, n) => label(n, { outputType: "caption", question: "What?", references }));
    const examined = await examine(
      answering((_, clip) => ["2", "blue", "cat."][clip ?? 0] as string),
      asked,
      { task: "labelled-answer" },
    );
    expect(examined.samples.map(({ values }) => values.full?.["exact_match"])).to.deep.equal([1, 1, 0]);
    expect(valueOf(examined, "vqa_acc")).to.be.closeTo((4 * (1 / 3)) / 5, 1e-12);
  });
});
