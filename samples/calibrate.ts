import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { shippedCalibrationFileOf } from "../src/annotators/concepts/calibration.js";
import { loadConceptBank } from "../src/annotators/concepts/conceptBank.js";
import { openModel } from "../src/models/openModel.js";
import { defaultModelId } from "../src/models/hub/knownModels.js";
import { calibrateCaptions } from "../src/calibration/captions/calibrateCaptions.js";
import { toCalibrationFile } from "../src/calibration/captions/calibrationFile.js";
import type { KnownPicture } from "../src/calibration/captions/knownPicture.js";
import { readPhotographs } from "../src/calibration/captions/readPhotographs.js";
import { renderScenes } from "../src/calibration/captions/renderScenes.js";

// Measures how far the captions of a model can be believed, on rendered scenes and on photographs of which it is known what is
// true, and writes it to models/captions/. Run it again whenever a model's files, the concept bank that ships or what
// captioning computes have changed.
//   npm run calibrate -- --photographs DIR                    the model that ships; see models/training/photographs.py
//   npm run calibrate -- MODEL [SCENES] [--photographs DIR]   another one, on so many scenes
const { positionals, values } = parseArgs({ allowPositionals: true, options: { photographs: { type: "string" } } });
const [modelId = defaultModelId, sceneCount = "16000"] = positionals;
const note = (line: string): boolean => process.stderr.write(`${line}\n`);

await using model = await openModel(modelId);
const photographs: KnownPicture[] = [];
if (values.photographs !== undefined) {
  const image = await model.open("image");
  for await (const photograph of readPhotographs(values.photographs, image, loadConceptBank()))
    photographs.push(photograph);
  note(`${photographs.length} photographs`);
} else note("without photographs: nothing will be said of them");
const scenes: KnownPicture[] = [];
for await (const scene of renderScenes(model, { count: Number(sceneCount), seed: 4711 })) {
  scenes.push(scene);
  if (scenes.length % 200 === 0) note(`${scenes.length} of ${sceneCount} scenes`);
}
const { calibration, measured } = await calibrateCaptions(model, { scenes, photographs }, note);
process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
const path = shippedCalibrationFileOf(modelId);
await mkdir(dirname(path), { recursive: true });
await writeFile(path, toCalibrationFile(calibration, measured));
note(`wrote ${path}`);
