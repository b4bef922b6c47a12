import { expect } from "chai";
import type { Figure } from "../../src/evaluation/figure.js";
import type { DeclaredIndexTask, EvaluationSubject } from "../../src/evaluation/task.js";

/** What every {@link DeclaredIndexTask} must do on a subject that has what it needs; call it inside a `describe`. */
export function itIsAnEvaluationTask(task: DeclaredIndexTask, subjectOf: () => EvaluationSubject): void {
  let figures: readonly Figure[];
  const asked: string[] = [];

  it("says what it is, and that it can run", () => {
    expect(task.declared.name).to.match(/^[a-z]+(-[a-z]+)*$/);
    expect(task.lacks(subjectOf().dataset)).to.equal(undefined);
  });

  it("gives figures with unlike names, a count, and an interval around the value", async () => {
    figures = await task.run({ ...subjectOf(), onAsked: ({ id, cluster }) => asked.push(id, cluster) });
    expect(figures).to.not.be.empty;
    expect(new Set(figures.map(({ name }) => name)).size).to.equal(figures.length);
    for (const { name, what, value, count, interval, chance } of figures) {
      expect(name).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(what, name).to.not.match(/\.$/);
      expect(value, name).to.satisfy(Number.isFinite);
      expect(count, name).to.be.a("number").and.above(0);
      if (interval) expect(value, name).to.be.within(interval[0] - 1e-9, interval[1] + 1e-9);
      if (chance !== undefined) expect(chance, name).to.satisfy(Number.isFinite);
    }
  });

  it("calls videos by their names in what it tells, and never by where they lie", () => {
    const { videos } = subjectOf().dataset;
    expect(asked.filter((told) => videos.some(({ path }) => told.includes(path)))).to.deep.equal([]);
  });

  it("has the figure that it is compared by", () => {
    expect(figures.map(({ name }) => name)).to.include(task.declared.headline);
  });

  it("judges by the target, and only where there is one", () => {
    for (const { name, value, target, met } of figures) {
      const expected = target && ("atMost" in target ? value <= target.atMost : value >= target.atLeast);
      expect(met, name).to.equal(expected);
    }
  });

  it("gives the same again, but for times", async () => {
    const toComparable = (all: readonly Figure[]) =>
      all
        .filter(({ name }) => !/-(ms|seconds)$/.test(name))
        .map(({ name, value, interval }) => ({ name, value, interval }));
    expect(toComparable(await task.run(subjectOf()))).to.deep.equal(toComparable(figures));
  });
}
