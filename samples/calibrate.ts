import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { shippedCalibrationFileOf } from "../src/annotators/concepts/calibration.js";
import { openModel } from "../src/models/openModel.js";
import { defaultModelId } from "../src/models/hub/knownModels.js";
import { calibrateCaptions } from "../src/calibration/captions/calibrateCaptions.js";
import { toCalibrationFile } from "../src/calibration/captions/calibrationFile.js";
import { renderScenes, type RenderedScene } from "../src/calibration/captions/renderScenes.js";

// Measures on rendered scenes how far the captions of a model can be believed, and writes it to models/captions/. Run it
// again whenever a model's files, the concept bank that ships or what captioning computes have changed.
//   npm run calibrate                      the model that ships
//   npm run calibrate -- MODEL [SCENES]    another one, on so many scenes
const [modelId = defaultModelId, sceneCount = "16000"] = process.argv.slice(2);
const note = (line: string): boolean => process.stderr.write(`${line}\n`);

await using model = await openModel(modelId);
const scenes: RenderedScene[] = [];
for await (const scene of renderScenes(model, { count: Number(sceneCount), seed: 4711 })) {
  scenes.push(scene);
  if (scenes.length % 200 === 0) note(`${scenes.length} of ${sceneCount} scenes`);
}
const { calibration, measured } = await calibrateCaptions(model, scenes, note);
process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
const path = shippedCalibrationFileOf(modelId);
await mkdir(dirname(path), { recursive: true });
await writeFile(path, toCalibrationFile(calibration, measured));
note(`wrote ${path}`);
