import { expect } from "chai";
import { compareRuns } from "../../../src/evaluation/results/compare.js";
import type { ResultsDocument } from "../../../src/evaluation/results/document.js";
import { gateRun } from "../../../src/evaluation/results/gate.js";
import type { ComparedRun } from "../../../src/evaluation/results/sameSamples.js";
import type { Sample } from "../../../src/evaluation/probing/sample.js";
import { meanOf } from "../../../src/evaluation/statistics/summary.js";
import { toldRun } from "../report/toldRun.js";

const task = "time-order";

function sampleOf(n: number, isRight: boolean, more: Partial<Sample> = {}): Sample {
  const [id, cluster] = [`pair ${n}`, `block ${n}`];
  const values = { full: { pairwise_acc: Number(isRight) } };
  return { task, id, cluster, key: `${n}`, options: [`thing ${n}`, "thing"], right: [0], values, ...more };
}

function runOf(
  samples: readonly Sample[],
  change: {
    readonly config?: Partial<ResultsDocument["config"]>;
    readonly data?: Partial<ResultsDocument["data"]>;
    readonly version?: string;
    readonly hash?: string;
  } = {},
): ComparedRun {
  const { document } = toldRun;
  const value = meanOf(samples.map(({ values }) => values.full?.["pairwise_acc"] as number));
  return {
    samples,
    document: {
      ...document,
      results: { [task]: { "pairwise_acc,none": value, "pairwise_acc_interval,none": [value - 0.1, value + 0.1] } },
      higher_is_better: { [task]: { pairwise_acc: true } },
      config: { ...document.config, ...change.config },
      data: { ...document.data, name: "clips", ...change.data },
      versions: { [task]: change.version ?? "1" },
      task_hashes: { [task]: change.hash ?? "x" },
    },
  };
}

const count = 20;
const numbers = Array.from({ length: count }, (_, n) => n);
const half = numbers.map((n) => sampleOf(n, n % 2 === 0));
const all = numbers.map((n) => sampleOf(n, true));

describe("two results of the same samples", () => {
  it("are compared whole, and without a warning", () => {
    const { tasks, warnings } = compareRuns(runOf(half), runOf(all));
    expect(warnings).to.be.empty;
    expect(tasks[0])
      .to.include({ before: 0.5, after: 1, difference: 0.5, examples: count })
      .and.not.have.key("unpaired");
    expect(tasks[0]?.p).to.be.below(0.05);
  });

  it("may have other words for clips where each model found its own", () => {
    const otherWords = all.map((sample, n) => ({ ...sample, options: [`object ${n}`, "object"] }));
    const other = runOf(otherWords, { config: { model_hash: "other" } });
    expect(compareRuns(runOf(half), other).tasks[0])
      .to.include({ examples: count })
      .and.not.have.key("unpaired");
    expect(compareRuns(runOf(half), runOf(otherWords)).tasks).to.be.empty;
  });
});

describe("two results of other samples", () => {
  const clip = (file: string, sha256 = "a") => ({ file, sha256 });
  const refused = (one: ComparedRun["document"]["data"]["clips"], other: typeof one): (() => unknown) => {
    const [before, after] = [one, other].map((clips, n) => runOf(all, { data: { sha256: `${n}`, clips } }));
    return () => compareRuns(before as ComparedRun, after as ComparedRun);
  };

  it("are refused, with the clips that differ by name", () => {
    expect(refused([clip("a"), clip("b"), clip("c")], [clip("b", "b"), clip("c"), clip("d")])).to.throw(
      /different data \(only the first has a; only the second has d; other bytes are in b\): run "kinodex evaluate run"/,
    );
    const many = ["b", "c", "d", "e", "f"].map((file) => clip(file));
    expect(refused([clip("a"), ...many], [clip("a")])).to.throw(/only the first has b, c, d and 2 more/);
    expect(refused([clip("a")], [])).to.throw(/only one of them examined clips/);
    expect(refused([], [])).to.throw(/the labels or the files of clips have changed/);
    const elsewhere = runOf(all, { data: { name: "others", sha256: "0" } });
    expect(() => gateRun(runOf(all), elsewhere)).to.throw(/different data \(others and clips\)/);
  });

  it("of another seed or limit are compared by what is in both, and not held against a baseline", () => {
    const few = runOf(all.slice(0, 8), { config: { random_seed: 2, limit: 8 } });
    const { tasks, warnings } = compareRuns(runOf(half), few);
    expect(warnings).to.deep.equal([
      "the seeds differ (7 and 2), so that other clips are joined: run both with --seed 7",
      "the limits differ (none and 8), so that one has fewer examples: run both without --limit",
      "time-order: 8 examples are in both results, and only those are compared",
    ]);
    expect(tasks[0]).to.include({ before: 0.5, after: 1, examples: 8, unpaired: 12 });
    expect(() => gateRun(few, runOf(half))).to.throw(/cannot be held against the baseline: the seeds differ/);
  });

  it("are not paired where the same id asks something else", () => {
    const turned = all.map((sample, n) => (n < 5 ? { ...sample, right: [1] } : sample));
    expect(compareRuns(runOf(half), runOf(turned)).tasks[0]).to.include({ examples: 15, unpaired: 10 });
    const others = all.map((sample) => ({ ...sample, question: "Is it so?" }));
    const { tasks, warnings } = compareRuns(runOf(half), runOf(others));
    expect(tasks).to.be.empty;
    expect(warnings).to.deep.equal([
      "time-order: the two results have no example of it in common, so it is not compared",
    ]);
  });

  it("are told where a task is of another version, which a gate does not let pass", () => {
    const newer = runOf(all, { version: "2", hash: "y" });
    const { tasks, warnings } = compareRuns(runOf(half), newer);
    expect(tasks).to.be.empty;
    expect(warnings[0]).to.match(/^time-order is of version 1 in one of the results and 2 in the other/);
    expect(gateRun(newer, runOf(half))[0]).to.include({ verdict: "other task" });
    const edited = compareRuns(runOf(half), runOf(all, { hash: "y" }));
    expect(edited.warnings[0]).to.match(/^the file of time-order has changed, and its version has not/);
    expect(edited.tasks).to.have.length(1);
  });

  it("have the noise of both intervals where not all examples are paired", () => {
    const worse = all.map((_, n) => sampleOf(n, n > 1, n === 0 ? { id: "another" } : {}));
    const [partly] = gateRun(runOf(worse), runOf(all));
    expect(partly?.noise).to.be.closeTo(Math.hypot(0.1, 0.1), 1e-12);
    const [whole] = gateRun(runOf(all.map((_, n) => sampleOf(n, n > 1))), runOf(all));
    expect(whole?.noise).to.be.above(0).and.not.closeTo(Math.hypot(0.1, 0.1), 1e-6);
  });
});
