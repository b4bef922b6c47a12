import { expect } from "chai";
import { findTasks } from "../../../src/evaluation/registry.js";
import { planTasks } from "../../../src/evaluation/results/plan.js";

const detectableOf = (count: number) => {
  const files = Array.from({ length: count }, (_, n) => ({ name: `clip ${n}` }));
  const examinee = { by: ["image", "text"], maxFrames: 16 } as const;
  const [planned] = planTasks({ tasks: findTasks(["time-order"]), examinee, files, seed: 1 });
  return planned?.detectable;
};

describe("the plan of a run", () => {
  it("tells a difference that the run finds, which more clips make smaller", () => {
    const [some, many] = [detectableOf(60), detectableOf(600)];
    expect(some).to.be.within(0, 1);
    expect(many).to.be.within(0, some as number);
  });

  it("finds none where a difference would have to be larger than values can differ by", () => {
    for (const count of [2, 4, 8]) expect(detectableOf(count), `${count} clips`).to.equal(null);
  });
});
