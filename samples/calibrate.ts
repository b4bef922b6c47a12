import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
  calibrationFilesOf,
  likenessOf,
  toCalibrationFile,
  type CaptionCalibration,
} from "../src/captions/calibration.js";
import { conceptKinds, loadConceptBank, type ConceptKind } from "../src/captions/conceptBank.js";
import { createConceptCaptioner } from "../src/captions/conceptCaptioner.js";
import { createConceptMeter } from "../src/captions/conceptMeter.js";
import { fitCalibration, type ConceptObservation } from "../src/captions/fitCalibration.js";
import { isTrueOf, measureCaptions } from "../src/captions/measureCaptions.js";
import { openModel } from "../src/models/openModel.js";
import { defaultModelId } from "../src/models/registry.js";
import { renderScenes, type RenderedScene } from "./dataset/renderScenes.js";

/**
 * Measures on rendered scenes how far the captions of a model can be believed, and writes it to `models/captions/`.
 *
 * One half of the scenes fits the curve, a quarter sets the level from which on something is said, and the last quarter,
 * which nothing was chosen by, tells how true the captions are. Run it again whenever a model's files change.
 */
const [modelId = defaultModelId, sceneCount = "1600"] = process.argv.slice(2);
const cohortSize = 200;

await using model = await openModel(modelId);
const scenes: RenderedScene[] = [];
for await (const scene of renderScenes(model, { count: Number(sceneCount), seed: 4711 })) {
  scenes.push(scene);
  if (scenes.length % 200 === 0) process.stderr.write(`${scenes.length} of ${sceneCount} scenes\n`);
}
const half = Math.floor(scenes.length / 2);
const [fitting, holding, measuring] = [
  scenes.slice(0, half),
  scenes.slice(half, Math.floor(1.5 * half)),
  scenes.slice(Math.floor(1.5 * half)),
];
const cohort = {
  frames: fitting.slice(0, cohortSize).map(({ video }, n) => {
    const dimension = model.identity.dimension;
    const row = n % video.frames.times.length;
    return video.frames.embeddings.slice(row * dimension, (row + 1) * dimension);
  }),
  clips: fitting.slice(0, cohortSize).map(({ video }) => video.clips.embeddings),
};
const bank = loadConceptBank();
const textEncoder = () => model.textEncoder();
const meter = createConceptMeter({ bank, cohort, textEncoder });

/** What the captioner would choose from, and whether it is true. */
async function observe(kind: ConceptKind, { part, truth }: RenderedScene): Promise<ConceptObservation[]> {
  const needsSubject = kind === "actions" || kind === "colours";
  const subjects = needsSubject ? await meter.measure("subjects", part) : [];
  const subject = subjects.find(({ text }) => isTrueOf({ kind: "subjects", text }, truth));
  const measured = await meter.measure(kind, part, subject?.concept);
  return measured
    .slice(0, kind === "subjects" ? 2 : 1)
    .map(({ text, stand, margin }) => ({ stand, margin, isTrue: isTrueOf({ kind, text }, truth) }));
}

const kinds: Partial<Record<ConceptKind, CaptionCalibration["kinds"][ConceptKind]>> = {};
for (const kind of conceptKinds) {
  const observeAll = async (some: readonly RenderedScene[]) =>
    (await Promise.all(some.map((scene) => observe(kind, scene)))).flat();
  kinds[kind] = fitCalibration(await observeAll(fitting), await observeAll(holding));
  process.stderr.write(`${kind}: ${JSON.stringify(kinds[kind])}\n`);
}
const { id, hash } = model.identity;
const likenesses = cohort.frames.map((frame) =>
  likenessOf(
    frame,
    cohort.frames.filter((other) => other !== frame),
  ),
);
const leastLikeness = likenesses.toSorted((a, b) => a - b)[Math.floor(0.05 * cohortSize)] as number;
const calibration: CaptionCalibration = {
  model: { id, hash },
  cohort,
  leastLikeness,
  kinds: kinds as CaptionCalibration["kinds"],
};
const captioner = createConceptCaptioner({ bank, calibration, textEncoder });
const captioned = await Promise.all(
  measuring.map(async ({ video, truth }) => ({ segments: await captioner.caption(video), truth: [truth] })),
);
const measured = { scenes: measuring.length, ...measureCaptions(captioned) };
process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
const path = calibrationFilesOf(modelId)[0] as string;
await mkdir(dirname(path), { recursive: true });
await writeFile(path, toCalibrationFile(calibration, measured));
process.stderr.write(`wrote ${path}\n`);
