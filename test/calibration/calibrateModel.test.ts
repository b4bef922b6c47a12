import { expect } from "chai";
import { existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { isCalibrated, loadCalibration, ownCalibrationFileOf } from "../../src/annotators/concepts/calibration.js";
import { calibrateModel } from "../../src/app/calibrateModel.js";
import type { CalibrationProgress } from "../../src/app/kinodex.js";
import { summariseModels } from "../../src/app/listModels.js";
import { pullModel } from "../../src/models/hub/pull.js";
import { openModel } from "../../src/models/openModel.js";
import { doublesFolder, useHub, type UsedHub } from "../models/hub/useHub.js";
import { failureOf } from "../store/fixtures.js";

const id = "double/clip";

describe("calibrating a model that was pulled", function () {
  this.timeout(180_000);
  let hub: UsedHub;
  before(async () => {
    hub = await useHub({ folder: doublesFolder });
    await pullModel(id, { precision: "fp32" });
  });
  after(() => hub[Symbol.asyncDispose]());

  it("goes on after an interruption, and keeps what it measured beside the model", async () => {
    const path = ownCalibrationFileOf(id);
    const { identity } = await openModel(id);
    const stop = new AbortController();
    const stopAt = ({ done }: CalibrationProgress) => done >= 60 && stop.abort();
    const failure = await failureOf(() => calibrateModel(id, { scenes: 200, signal: stop.signal, onProgress: stopAt }));
    expect(failure).to.include({ code: "interrupted" });
    expect(failure.message).to.contain("60 scenes");
    expect(isCalibrated(identity)).to.equal(false);

    const seen: CalibrationProgress[] = [];
    const report = await calibrateModel(id, { scenes: 200, onProgress: (progress) => void seen.push(progress) });
    expect(report).to.include({ id, path, resumed: true });
    expect(report.scenes).to.include({ count: 200, measured: 50 });
    expect(report.photographs).to.equal(undefined);
    expect(seen.filter(({ step }) => step === "scenes").map(({ done }) => done)).to.deep.equal(
      Array.from({ length: 200 }, (_, n) => n + 1),
    );
    expect(loadCalibration(identity)?.model).to.include({ id, hash: identity.hash });
    expect(readdirSync(dirname(path)).filter((name) => name.endsWith(".scenes"))).to.deep.equal([]);
    const { models } = await summariseModels();
    expect(models.find((model) => model.id === id)).to.include({ isCalibrated: true, writesCaptions: false });
  });

  it("refuses too few scenes, and a model that nobody has", async () => {
    expect(await failureOf(() => calibrateModel(id, { scenes: 10 }))).to.include({ code: "usage" });
    expect(await failureOf(() => calibrateModel("nobody/has", {}))).to.include({ code: "environment" });
    expect(existsSync(ownCalibrationFileOf("nobody/has"))).to.equal(false);
  });
});
