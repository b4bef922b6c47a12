import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { predictionPoweredMean } from "../../../src/evaluation/statistics/predictionPowered.js";

const random = createRandom(4);
/** Of 100, 60 are true; the model says true of 90 % of the true ones and of 30 % of the others. */
function draw(video?: number) {
  const truth = Number(random() < 0.6);
  return {
    truth,
    predicted: Number(random() < (truth ? 0.9 : 0.3)),
    cluster: video === undefined ? undefined : `${video}`,
  };
}

describe("a mean by labels and predictions", () => {
  it("is the labels' mean plus what the model says elsewhere, less what it says on the labelled", () => {
    const labelled = [1, 0, 1, 1].map((truth, n) => ({ truth, predicted: n % 2 }));
    const unlabelled = [1, 1, 0, 1, 1].map((predicted) => ({ predicted }));
    const { mean, standardError } = predictionPoweredMean(labelled, unlabelled, { weight: 1 });
    expect(mean).to.be.closeTo(0.8 + (0.75 - 0.5), 1e-15);
    // Of truth - predicted (1, -1, 1, 0), and of the predictions.
    expect(standardError).to.be.closeTo(Math.sqrt(((2.75 / 16 + 0.8 / 25) * 4) / 3), 1e-12);
  });

  it("ignores a model that says nothing, and a set without predictions", () => {
    const labelled = [1, 0, 1, 0, 1, 1].map((truth) => ({ truth, predicted: 1 }));
    const alone = predictionPoweredMean(labelled, []);
    expect(alone).to.deep.include({ mean: 4 / 6, weight: 0 });
    expect(alone.worthLabels).to.be.closeTo(6, 1e-9);
    expect(predictionPoweredMean(labelled, [{ predicted: 1 }, { predicted: 1 }]).weight).to.equal(0);
  });

  it("holds the truth about 95 times in 100 with 50 labels, though the model is wrong", () => {
    let [holds, worth] = [0, 0];
    for (let trial = 0; trial < 500; trial += 1) {
      const labelled = Array.from({ length: 50 }, () => draw());
      const unlabelled = Array.from({ length: 1000 }, () => draw());
      const { interval, worthLabels } = predictionPoweredMean(labelled, unlabelled);
      holds += Number(interval[0] <= 0.6 && 0.6 <= interval[1]);
      worth += worthLabels / 500;
    }
    expect(holds / 500).to.be.within(0.93, 0.97);
    expect(worth).to.be.greaterThan(65);
  });

  it("widens where the examples of a video are copies", () => {
    const labelled = Array.from({ length: 20 }, (_, n) => draw(n));
    const copies = [...labelled, ...labelled, ...labelled];
    const narrow = predictionPoweredMean(
      copies.map(({ truth, predicted }) => ({ truth, predicted })),
      [],
    );
    expect(predictionPoweredMean(copies, []).standardError).to.be.greaterThan(1.6 * narrow.standardError);
  });
});
