import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { toCalibrationFile } from "../../src/calibration/captions/calibrationFile.js";
import {
  isCalibrated,
  loadCalibration,
  ownCalibrationFileOf,
  writesCaptions,
  type CaptionCalibration,
} from "../../src/annotators/concepts/calibration.js";
import { conceptKinds, type ConceptKind } from "../../src/annotators/concepts/conceptBank.js";
import { createRandom } from "../../src/core/random.js";
import { dot } from "../../src/core/vectors.js";
import { failureOf, randomUnit } from "../store/fixtures.js";

const random = createRandom(5);
const unit = () => randomUnit(random, 32);
const level = {
  offset: -2,
  standWeight: 1.5,
  marginWeight: 0,
  minConfidence: 0.8,
  levels: { "a dog": null },
  unknown: ["an owl"],
};
const domainOf = (name: string, clipCount: number) => ({
  name,
  cohort: { frames: [unit(), unit(), unit()], clips: Array.from({ length: clipCount }, unit) },
  minLikeness: 0.25,
  kinds: { subjects: level, places: level, times: level, actions: level, motion: level, colours: level },
  classes: { subjects: level, places: { ...level, minConfidence: null }, surroundings: level },
});
const calibration: CaptionCalibration = {
  model: { id: "test/calibrated", hash: "a1b2" },
  texts: new Map([
    ["a dog", unit()],
    ["on a beach", unit()],
  ]),
  domains: [domainOf("scenes", 2), domainOf("photographs", 0)],
};

describe("the file of a calibration", () => {
  let folder = "";
  const earlier = process.env["KINODEX_MODELS"];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "kinodex-calibration-"));
    process.env["KINODEX_MODELS"] = folder;
    const path = ownCalibrationFileOf(calibration.model.id);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, toCalibrationFile(calibration, { precision: 0.95 }));
  });
  after(() => {
    if (earlier === undefined) delete process.env["KINODEX_MODELS"];
    else process.env["KINODEX_MODELS"] = earlier;
    rmSync(folder, { recursive: true });
  });

  it("is read back as what was written, with embeddings that point the same way", () => {
    const read = loadCalibration(calibration.model);
    if (!read) throw new Error("nothing was read");
    expect(read.model).to.deep.equal(calibration.model);
    expect([...read.texts.keys()]).to.deep.equal(["a dog", "on a beach"]);
    const withoutPictures = ({ domains }: CaptionCalibration) => domains.map((domain) => ({ ...domain, cohort: null }));
    expect(withoutPictures(read)).to.deep.equal(withoutPictures(calibration));
    const rowsOf = ({ domains, texts }: CaptionCalibration) => [
      ...domains.flatMap(({ cohort }) => [...cohort.frames, ...cohort.clips]),
      ...texts.values(),
    ];
    expect(rowsOf(read)).to.have.length(10);
    for (const [n, row] of rowsOf(read).entries()) expect(dot(row, rowsOf(calibration)[n]!)).to.be.above(0.9999);
  });

  it("that is not one is named, with what to do", async () => {
    const path = ownCalibrationFileOf("test/earlier");
    mkdirSync(dirname(path), { recursive: true });
    const old = { ...calibration, cohort: calibration.domains[0]?.cohort, domains: undefined };
    writeFileSync(path, JSON.stringify(old));
    const failure = await failureOf(() => loadCalibration({ id: "test/earlier", hash: "a1b2" }));
    expect(failure).to.include({ code: "model" });
    expect(failure.message).to.contain(path).and.contain("kinodex models calibrate test/earlier");
  });

  it("lets captions be written where some phrase was right often enough, and none where none was", () => {
    expect(writesCaptions(calibration.model)).to.equal(true);
    const model = { id: "test/unsure", hash: "a1b2" };
    const unsure = { ...level, minConfidence: null };
    const kinds = Object.fromEntries(conceptKinds.map((kind) => [kind, unsure])) as Record<ConceptKind, typeof unsure>;
    const classes = { subjects: unsure, places: unsure, surroundings: unsure };
    const domains = [{ ...domainOf("scenes", 2), kinds, classes }];
    const path = ownCalibrationFileOf(model.id);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, toCalibrationFile({ ...calibration, model, domains }, { precision: 0.95 }));
    expect(isCalibrated(model)).to.equal(true);
    expect(writesCaptions(model)).to.equal(false);
  });

  it("is not used for other weights", () => {
    expect(loadCalibration({ ...calibration.model, hash: "c3d4" })).to.equal(undefined);
    expect(isCalibrated({ ...calibration.model, hash: "c3d4" })).to.equal(false);
    expect(isCalibrated(calibration.model)).to.equal(true);
  });
});
