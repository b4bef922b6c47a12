import type { Sample } from "../../../src/evaluation/probing/sample.js";
import type { ToldRun } from "../../../src/evaluation/report/toReport.js";
import type { ResultsDocument } from "../../../src/evaluation/results/document.js";
import { hashOfSamples, toSamplesText } from "../../../src/evaluation/results/samplesFile.js";

/** Names that would be markup, end a script, or turn the text around them, if they were not written as text. */
export const hostile = `<script>alert(1)</script> "q" 'a' &amp; | \u202Egpj.עברית`;

const frames = (letter: string) => Array.from({ length: 16 }, (_, n) => `${letter}${n.toString(16).padStart(15, "0")}`);
const clips = ["a", "b", "c"].map((letter, n) => ({
  file: n === 0 ? `${hostile}.mp4` : `${letter}.mp4`,
  sha256: letter.repeat(64),
  start_seconds: 1.5,
  seconds: 8,
  motion_levels: 12.25,
  phrase: n === 0 ? hostile : `thing ${letter}`,
  frames: frames(letter),
}));

const values = (of: readonly number[]) => ({ pairwise_acc: of[0] as number, group_acc: of[1] as number });

function pairSample(n: number, of: readonly [number, number], backwards: number): Sample {
  const scores = {
    full: [
      [0.1 * n, 0.5],
      [0.4, 0.3],
    ],
    reversed: [
      [0.5, 0.1 * n],
      [0.3, 0.4],
    ],
  };
  return {
    task: "time-order",
    id: n === 0 ? hostile : `example ${n}`,
    cluster: `block ${n % 3}`,
    key: String(n),
    clips: [
      [...frames("a").slice(0, 8), ...frames("b").slice(0, 8)],
      [...frames("b").slice(0, 8), ...frames("a").slice(0, 8)],
    ],
    options: [hostile, "thing b, then thing a"],
    right: [0, 1],
    scores,
    values: { full: values(of), single_frame_best: values([0.5, 0]), reversed: values([backwards, 0]) },
  };
}

const pairs = Array.from({ length: 40 }, (_, n) => pairSample(n, n < 10 ? [0, 0] : [1, 1], n < 10 ? 1 : 0));

const classes = ["cat", "dog", "horse"];
const classified = Array.from({ length: 12 }, (__, n): Sample => {
  const given = n % 4 === 0 ? (n + 1) % 3 : n % 3;
  return {
    task: "classify",
    id: `picture ${n}`,
    cluster: `picture ${n}`,
    key: `c${n}`,
    clips: [[`picture${n}`]],
    options: classes,
    right: [n % 3],
    scores: { full: [classes.map((_, k) => (k === given ? 0.9 - n / 100 : 0.1))] },
    values: { full: { acc: Number(given === n % 3) } },
  };
});

/** A picture of each, and one that no example shows. */
const media = Array.from({ length: 13 }, (_, n) => ({
  file: `pictures/${n}.jpg`,
  sha256: "f".repeat(64),
  frames: [`picture${n}`],
}));

const asked = Array.from({ length: 30 }, (_, n): Sample => {
  const right = Number(n % 3 > 0);
  const judged = { confidence: n / 30, correctness: right };
  return {
    task: "questions",
    id: `question ${n}`,
    cluster: "b.mp4",
    key: "",
    judged,
    values: { full: { "what-right": right } },
  };
});

const points = Array.from({ length: 9 }, (_, n) => ({
  name: `class ${n}`,
  count: 3 ** n,
  accuracy: n / 9,
  examples: n + 1,
}));

const byTask = <Value>(order: Value, classify: Value, questions: Value) => ({
  "time-order": order,
  classify,
  questions,
});

const samples = [...pairs, ...classified, ...asked];

const document: ResultsDocument = {
  schema: "vlmeval-ts/1",
  results: byTask(
    {
      alias: "order",
      "pairwise_acc,none": 0.751,
      "pairwise_acc_stderr,none": 0.0612,
      "pairwise_acc_interval,none": [0.612, 0.853],
      "group_acc,none": 0.743,
      "group_acc_stderr,none": 0.0623,
      "group_acc_interval,none": [0.601, 0.849],
      "parse_fail_rate,none": 0.0217,
      chance: 0.5,
      temporal_gain: 0.251,
      temporal_gain_interval: [0.112, 0.353],
      reversed_fall: 0.493,
      reversed_fall_interval: [0.217, 0.701],
      tests_time: "yes",
      warnings: ["the sentences alone tell which is right"],
    },
    {
      alias: "classes",
      "acc,none": 0.667,
      "acc_interval,none": [0.391, 0.862],
      "mean-class-recall,none": 0.671,
      "mean-class-recall_count,none": 12,
      "accuracy-per-tenfold-pictures,none": 0.233,
      "accuracy-per-tenfold-pictures_interval,none": [0.181, 0.287],
    },
    {
      alias: "questions",
      "what-right,none": 0.664,
      "what-right_interval,none": [0.488, 0.808],
      "what-right_count,none": 30,
    },
  ),
  groups: { time: { "macro_headline,none": 0.751, macro_temporal_gain: 0.251 } },
  group_subtasks: { time: ["time-order"] },
  configs: byTask<Record<string, unknown>>(
    {
      what: `tells "A, then B" from "B, then A" ${hostile}`,
      area: "time",
      output_type: "pair",
      headline: "pairwise_acc",
    },
    { what: "says what it is", area: "classes", output_type: "choose", headline: "acc" },
    { what: "answers", area: "answers", output_type: "choose", headline: "what-right" },
  ),
  versions: byTask("1", "1", "1"),
  "n-shot": byTask(0, 0, 0),
  higher_is_better: byTask<Record<string, boolean>>(
    { pairwise_acc: true, group_acc: true },
    { acc: true, "mean-class-recall": true, "accuracy-per-tenfold-pictures": true },
    { "what-right": true },
  ),
  "n-samples": byTask(
    { original: 40, effective: 37.2 },
    { original: 12, effective: 12 },
    { original: 30, effective: 1 },
  ),
  baselines: byTask<Record<string, Record<string, number>>>(
    {
      chance: { pairwise_acc: 0.5, group_acc: 0.167 },
      text_only: { pairwise_acc: 0.521, group_acc: 0.013 },
      single_frame_best: { pairwise_acc: 0.503, group_acc: 0.0211 },
      reversed: { pairwise_acc: 0.257, group_acc: 0.041 },
    },
    { chance: { acc: 0.333 } },
    { chance: { "what-right": 0.31 } },
  ),
  figures: {
    classify: {
      "mean-class-recall": {
        what: "mean over classes",
        detail: {
          confusion: {
            classes,
            counts: [
              [3, 1, 0],
              [0, 3, 1],
              [1, 0, 3],
            ],
            leftOut: 0,
            mostConfused: [],
          },
        },
      },
      "accuracy-per-tenfold-pictures": {
        what: "how much higher",
        detail: { accuracyOfNone: 0.0311, rankCorrelation: 0.991, points },
      },
    },
    questions: {
      "what-right": {
        what: "share of questions",
        target: { atLeast: 0.9 },
        met: false,
        detail: { rightByTextAlone: 0.417 },
      },
    },
  },
  skipped: { retrieval: `it needs ${hostile}` },
  not_examined: [
    { place: `${hostile}.txt`, reason: "it is no video" },
    { task: "time-order", place: "a + c", reason: "no words tell the two clips apart" },
  ],
  config: {
    model: "test/told",
    model_hash: "0123456789abcdef",
    model_args: { by: ["image", "text"] },
    frames: { policy: "uniform_mid of 16 a clip", n: 16 },
    phrases: "concepts.yaml",
    random_seed: 7,
    bootstrap_iters: 2000,
    limit: null,
  },
  data: { name: hostile, sha256: "d".repeat(64), clips, media },
  samples: { count: samples.length, sha256: hashOfSamples(toSamplesText(samples)) },
  git_hash: "kinodex 0.1.0",
  task_hashes: byTask("x", "y", "z"),
  versions_env: { node: "v20" },
  date: 1_700_000_000,
  total_evaluation_time_seconds: "12.5",
};

/** A run with something of everything, whose names are hostile. */
export const toldRun: ToldRun = { document, samples };
