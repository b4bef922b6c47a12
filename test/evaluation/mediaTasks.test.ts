import { expect } from "chai";
import { mkdirSync, writeFileSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { planEvaluation } from "../../src/app/evaluate/planEvaluation.js";
import { runEvaluation, type Evaluation } from "../../src/app/evaluate/runEvaluation.js";
import type { DecodedFrame } from "../../src/core/frame.js";
import { createRandom } from "../../src/core/random.js";
import { toUnit, type Embedding } from "../../src/core/vectors.js";
import type { Frequencies } from "../../src/evaluation/classification/frequencies.js";
import { openExaminee } from "../../src/evaluation/examinees/openExaminee.js";
import type { LabelledFile } from "../../src/evaluation/media/labelledFile.js";
import { createMediaReader } from "../../src/evaluation/media/readMedia.js";
import type { EarlierTask, MediaSubject } from "../../src/evaluation/media/mediaTask.js";
import { readDataset } from "../../src/evaluation/readDataset.js";
import { findTasks } from "../../src/evaluation/registry.js";
import type { DeclaredMediaTask } from "../../src/evaluation/task.js";
import { toPng } from "../../src/media/png.js";
import type { Model } from "../../src/models/model.js";
import { createModelShelf } from "../../src/models/modelShelf.js";
import { knownEmbedding } from "../fixtures/knowingModel.js";
import { modelOf, textEncoderOf } from "../fixtures/modelOf.js";
import { temporaryFolder } from "../store/fixtures.js";

const classes = ["anchor", "beacon", "candle", "drum", "engine", "feather", "goblet", "harp"];
const ofClass = 24;
const side = 4;
const dimension = 256;

/** Which picture it is, in its first pixel: number of its class, number within it. */
function draw(kind: number, n: number): DecodedFrame {
  const pixels = new Uint8Array(side * side * 3).fill(200);
  pixels.set([kind + 1, n + 1, 0]);
  return { timeSeconds: 0, width: side, height: side, pixels };
}

interface Seen {
  readonly kind: number;
  readonly n: number;
}

/** Names that somebody holds to be shown by a picture. */
type Looker = (seen: Seen) => readonly string[];

const wordsIn = (text: string): string[] => classes.filter((word) => text.split(/\W+/).includes(word));

function createLooker(name: string, look: Looker, read: (text: string) => readonly string[] = wordsIn): Model {
  const identity = { id: `test/${name}`, hash: name, dimension };
  const sumUp = (words: readonly string[], salt: string): Embedding => {
    const sum = knownEmbedding(salt, dimension).map((value) => value / 10);
    for (const word of words)
      for (const [n, value] of knownEmbedding(word, dimension).entries()) sum[n] = (sum[n] as number) + value;
    return toUnit(sum);
  };
  return modelOf(identity, {
    image: {
      modelId: identity.id,
      dimension,
      input: { width: side, height: side, fit: "stretch" },
      encode: async (frames) =>
        frames.map(({ pixels: [kind = 0, n = 0, zero] }) =>
          zero === 0 ? sumUp(look({ kind: kind - 1, n: n - 1 }), `${kind} ${n}`) : sumUp([], "grey"),
        ),
    },
    text: textEncoderOf(identity, async (texts) => texts.map((text) => sumUp(read(text), `text ${text}`))),
  });
}

const nameOf = ({ kind }: Seen): string => classes[kind] as string;
const oracle = createLooker("oracle", (seen) => [nameOf(seen)]);
const random = createRandom(2);
const tosses = Array.from({ length: classes.length * ofClass }, () => random());
const tossOf = ({ kind, n }: Seen): number => tosses[kind * ofClass + n] as number;
/** What else a picture shows; no description tells it. */
const besideOf = (seen: Seen): string => `thing ${Math.floor(tossOf(seen) * 24)}`;
const coin = createLooker("coin", (seen) => [classes[Math.floor(tossOf(seen) * classes.length)] as string]);
/** Takes four in five of those on the left for the next class. */
const leftBlind = createLooker("left-blind", (seen) =>
  seen.n % 2 === 0 && tossOf(seen) < 0.8 ? [classes[(seen.kind + 1) % classes.length] as string] : [nameOf(seen)],
);
/** Knows the first four classes only. */
const halfTaught = createLooker("half-taught", (seen) =>
  seen.kind < 4 ? [nameOf(seen)] : [classes[Math.floor(tossOf(seen) * classes.length)] as string],
);

describe("tasks about labelled pictures", function () {
  this.timeout(240_000);
  const [folder, copy] = [temporaryFolder(), temporaryFolder()];
  const signal = new AbortController().signal;

  before(async () => {
    const rows: object[] = [];
    for (const [kind, name] of classes.entries())
      for (let n = 0; n < ofClass; n += 1) {
        const file = `${name}/${n}.png`;
        mkdirSync(join(folder.path, name), { recursive: true });
        writeFileSync(join(folder.path, file), await toPng(draw(kind, n)));
        rows.push({
          file,
          label: name,
          groups: { side: n % 2 === 0 ? "left" : "right" },
          split: n % 4 < 2 ? "train" : "held-out",
          descriptions: [{ text: `a picture of ${name} number ${n}` }],
          objects: [name, besideOf({ kind, n })],
        });
      }
    const bad = [
      { file: "none.png", label: "anchor" },
      { file: "anchor/0.png", label: "beacon" },
      { file: "anchor/broken.png", label: "anchor" },
      { file: "anchor/1.png", groups: ["left"] },
    ];
    writeFileSync(join(folder.path, "anchor/broken.png"), "no picture");
    const lines = [...rows, ...bad].map((row) => JSON.stringify(row));
    writeFileSync(join(folder.path, "manifest.jsonl"), `${lines.join("\n")}\n`);
  });
  after(() => {
    folder.remove();
    copy.remove();
  });

  const run = (model: Model, tasks: readonly string[]): Promise<Evaluation> =>
    runEvaluation({ model, tasks, dataset: folder.path, onNotice: () => {} });
  const figure = ({ document }: Evaluation, task: string, name: string) =>
    document.results[task]?.[`${name},none`] as number;
  const intervalOf = ({ document }: Evaluation, task: string, name: string) =>
    document.results[task]?.[`${name}_interval,none`] as readonly [number, number];
  const detailOf = ({ document }: Evaluation, task: string, name: string) =>
    (document.figures[task]?.[name]?.["detail"] ?? {}) as Readonly<Record<string, unknown>>;

  it("name what of the manifest and the pictures cannot be used, and take the rest", async () => {
    const { document } = await run(oracle, ["classify-pictures"]);
    const faults = document.not_examined.map(({ place, reason }) => `${place}: ${reason}`);
    const count = classes.length * ofClass;
    expect(faults).to.have.length(4);
    expect(faults[0]).to.equal(`manifest.jsonl:${count + 1}: the picture none.png is not there`);
    expect(faults[1]).to.match(/:194: anchor\/0\.png stands in line 1 already$/);
    expect(faults[2]).to.match(/:196: "groups"/);
    expect(faults[3]).to.match(/^anchor\/broken\.png: cannot read the picture/);
    expect(document["n-samples"]["classify-pictures"]?.original).to.equal(count);
  });

  it("give an oracle everything, a coin what chance gives, and tell pictures from videos", async () => {
    const known = await run(oracle, ["classify-pictures", "classify-videos"]);
    for (const name of ["acc", "top5_acc", "mean-class-recall", "one-prompt-acc"])
      expect(figure(known, "classify-pictures", name), name).to.equal(1);
    const { results, baselines, skipped } = known.document;
    expect(results["classify-pictures"]).to.deep.include({ chance: 1 / 8, temporal_gain: null, warnings: [] });
    expect(baselines["classify-pictures"]).to.have.keys("chance", "text_only", "wrong_video");
    expect(baselines["classify-pictures"]?.["wrong_video"]?.["acc"]).to.be.below(0.2);
    expect(skipped["classify-videos"]).to.match(/^it needs videos of two classes or more/);

    const tossed = await run(coin, ["classify-pictures"]);
    expect(1 / 8).to.be.within(...intervalOf(tossed, "classify-pictures", "acc"));
    expect(figure(tossed, "classify-pictures", "top5_acc")).to.be.closeTo(5 / 8, 0.13);
    const { confusion } = detailOf(tossed, "classify-pictures", "mean-class-recall") as {
      confusion: { classes: string[]; counts: number[][] };
    };
    expect(confusion.classes).to.deep.equal(classes);
    expect(confusion.counts.flat().reduce((a, b) => a + b)).to.equal(classes.length * ofClass);
  });

  it("hold accuracy against how often a class stood in training, and need counts for it", async () => {
    const evaluation = await run(halfTaught, ["classify-pictures", "classify-frequency"]);
    expect(evaluation.document.skipped["classify-frequency"]).to.match(
      /^it needs counts of what the model was trained/,
    );

    const { media: files = [] } = readDataset(folder.path);
    const frequencies: Frequencies = {
      of: (name) => ({ pictures: classes.indexOf(name) < 4 ? 1000 : 3, texts: 10 }),
    };
    const subject = await subjectOf(halfTaught, files, { frequencies, earlier: toEarlier(evaluation) });
    const task = taskOf("classify-frequency");
    expect(task.lacks(subject)).to.equal(undefined);
    const { figures } = await task.run(subject, task.declared);
    expect(figures.map(({ name }) => name)).to.deep.equal(["accuracy-per-tenfold-pictures"]);
    expect(figures[0]?.interval?.[0]).to.be.above(0);
    expect((await task.run({ ...subject, earlier: [] }, task.declared)).skipped).to.match(/in the same run/);
  });

  const disparities = ["disparity-rates", "disparity-parity", "disparity-rankings"];

  it("find that one group is recognised worse, however the tasks are ordered", async () => {
    const evaluation = await run(leftBlind, [...disparities, "classify-pictures"]);
    expect(figure(evaluation, "disparity-rates", "gaps-found")).to.equal(1);
    const gap = "classify-pictures-by-side";
    expect(figure(evaluation, "disparity-rates", gap)).to.be.closeTo(0.8, 0.12);
    expect(0.8).to.be.within(...intervalOf(evaluation, "disparity-rates", gap));
    const groups = detailOf(evaluation, "disparity-rates", gap)["groups"] as { group: string; things: number }[];
    expect(groups.map(({ group, things }) => [group, things])).to.deep.equal([
      ["left", 96],
      ["right", 96],
    ]);
    expect(detailOf(evaluation, "disparity-parity", "classify-pictures-odds-by-side")["adjustedP"]).to.be.below(0.05);
  });

  it("find nothing where an examinee knows all, or nothing, of both groups", async () => {
    for (const model of [oracle, coin]) {
      const evaluation = await run(model, ["classify-pictures", ...disparities]);
      expect(figure(evaluation, "disparity-rates", "gaps-found"), model.identity.id).to.equal(0);
      expect(figure(evaluation, "disparity-parity", "gaps-found"), model.identity.id).to.equal(0);
      expect(figure(evaluation, "disparity-rankings", "skews-found"), model.identity.id).to.equal(0);
    }
  });

  it("find that searches bring one group first", async () => {
    const leaning = createLooker(
      "leaning",
      (seen) => [seen.n % 2 === 0 ? "leans" : "stands", nameOf(seen)],
      (text) => (text.includes("person") ? ["leans"] : wordsIn(text)),
    );
    const evaluation = await run(leaning, ["disparity-rankings"]);
    expect(figure(evaluation, "disparity-rankings", "skews-found")).to.equal(2);
    expect(figure(evaluation, "disparity-rankings", "skew-by-side")).to.be.closeTo(Math.log(2), 0.01);
  });

  it("test associations of words, and of the pictures of groups", async () => {
    const evaluation = await run(oracle, ["disparity-associations"]);
    const figures = Object.keys(evaluation.document.figures["disparity-associations"] ?? {});
    expect(figures).to.include.members([
      "associations-found",
      "names-career-family-words",
      "math-arts-sentences",
      "side-left-right-flowers-insects-pictures",
    ]);
    expect(figure(evaluation, "disparity-associations", "associations-found")).to.equal(0);
  });

  it("find what is remembered of training pictures beyond their descriptions, and nothing where nothing is", async () => {
    const captionOf = /picture of (\w+) number (\d+)/;
    const see = (seen: Seen) => [nameOf(seen), besideOf(seen)];
    /** Recalls from the description of a training picture what else is in it. */
    const memory = createLooker("memory", see, (text) => {
      const [, name = "", n = ""] = captionOf.exec(text) ?? [];
      const seen = { kind: classes.indexOf(name), n: Number(n) };
      return name !== "" && seen.n % 4 < 2 ? [...see(seen), besideOf(seen)] : wordsIn(text);
    });
    const honest = createLooker("honest", see);
    const remembered = await run(memory, ["memorisation"]);
    const gained = (evaluation: Evaluation) => intervalOf(evaluation, "memorisation", "recall-gained");
    expect(figure(remembered, "memorisation", "recall-gained")).to.be.above(0.3);
    expect(gained(remembered)[0]).to.be.above(0.2);
    expect(0).to.be.within(...gained(await run(honest, ["memorisation"])));
  });

  it("give the same again, and figures that are compared by", async () => {
    const [one, other] = [await run(leftBlind, []), await run(leftBlind, [])];
    expect(one.document.results).to.deep.equal(other.document.results);
    expect(one.document.figures).to.deep.equal(other.document.figures);
    for (const [task, entries] of Object.entries(one.document.results)) {
      const headline = String(one.document.configs[task]?.["headline"]);
      expect(entries, task).to.include.keys(`${headline},none`);
    }
    expect(Object.keys(one.document.results)).to.include.members(["classify-pictures", "memorisation", ...disparities]);
  });

  it("are planned by what each of them looks at, with the difference that it finds and the time that all take", async () => {
    const plan = await planEvaluation({ model: oracle, dataset: folder.path });
    const of = (name: string) => plan.tasks.find(({ task }) => task === name);
    const labelled = classes.length * ofClass + 1; // with the broken one, as nothing is read
    expect(plan).to.include({ media: labelled, clips: 0 });
    expect(plan.seconds).to.be.a("number");
    expect(of("classify-pictures")).to.include({ examples: labelled }).and.not.have.key("skipped");
    expect(of("classify-pictures")?.detectable).to.be.closeTo(0.1, 0.01);
    expect(of("memorisation")).to.include({ examples: labelled - 1 });
    expect(of("memorisation")?.detectable).to.be.closeTo(0.41, 0.01); // of values from -1 to 1, 96 against 96
    expect(of("disparity-rates")?.detectable).to.be.closeTo(0.2, 0.01);
    expect(of("disparity-rankings")).to.include({ examples: labelled - 1, detectable: undefined });
    expect(of("classify-frequency")?.skipped).to.match(/^it needs counts/);
    const tasks = ["disparity-parity", "disparity-rates", "classify-pictures"];
    const alone = await planEvaluation({ model: oracle, dataset: folder.path, tasks: tasks.slice(0, 2), limit: 10 });
    expect(alone.tasks.map(({ skipped }) => skipped)).to.satisfy(
      ([rates, parity]: [string, string]) =>
        rates.endsWith("a task before was about") && parity.includes("in the same run"),
    );
    const together = await planEvaluation({ model: oracle, dataset: folder.path, tasks, limit: 10 });
    expect(together.tasks.map(({ task, examples }) => [task, examples])).to.deep.equal([
      ["classify-pictures", 10],
      ["disparity-rates", labelled - 1],
      ["disparity-parity", labelled - 1],
    ]);
  });

  it("take a folder for each class for classes, without an option", async () => {
    const { document } = await runEvaluation({
      model: oracle,
      tasks: [],
      dataset: await copyClasses(folder.path, join(copy.path, "classes")),
      onNotice: () => {},
    });
    expect(document.results["classify-pictures"]).to.include({ "acc,none": 1 });
    expect(Object.keys(document.results)).to.not.include("retrieval");
    expect(document.skipped["disparity-rates"]).to.match(/^it needs groups that people named/);
    expect(document.skipped["memorisation"]).to.match(/^it needs 20 files that the model was trained on/);
  });

  const taskOf = (name: string) => findTasks([name])[0] as DeclaredMediaTask;

  async function subjectOf(
    model: Model,
    files: readonly LabelledFile[],
    more: Pick<MediaSubject, "frequencies" | "earlier">,
  ): Promise<MediaSubject> {
    const examinee = await openExaminee(model, createModelShelf());
    const examination = { identity: model.identity, examinee, phraser: examinee, seed: 1, signal };
    return { files, reader: createMediaReader({ examinee, signal }), examination, ...more };
  }

  /** What a run's classification gave, from its samples. */
  function toEarlier({ samples }: Evaluation): EarlierTask[] {
    const classified = samples.map(({ id, right = [], scores, options = [] }) => {
      const row = (scores?.full?.[0] ?? []) as readonly number[];
      const name = (n: number) => options[n] as string;
      return { name: id, right: name(right[0] as number), given: name(row.indexOf(Math.max(...row))) };
    });
    return [{ declared: taskOf("classify-pictures").declared, samples, classified }];
  }
});

/** The folders of the classes alone. */
async function copyClasses(from: string, to: string): Promise<string> {
  await cp(from, to, { recursive: true });
  await rm(join(to, "manifest.jsonl"));
  await rm(join(to, "anchor/broken.png"));
  return to;
}
