import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ownCalibrationFileOf } from "../annotators/concepts/calibration.js";
import { loadConceptBank } from "../annotators/concepts/conceptBank.js";
import { calibrateCaptions } from "../calibration/captions/calibrateCaptions.js";
import { toCalibrationFile } from "../calibration/captions/calibrationFile.js";
import type { KnownPicture } from "../calibration/captions/knownPicture.js";
import type { KnownMeasurement } from "../calibration/captions/measureKnown.js";
import { readPhotographs } from "../calibration/captions/readPhotographs.js";
import { framesPerScene, renderScenes } from "../calibration/captions/renderScenes.js";
import { openSceneDraft } from "../calibration/captions/sceneDraft.js";
import { KinodexError } from "../core/errors.js";
import { makeFolder } from "../core/makeFolder.js";
import { writeOutput } from "../core/outputFile.js";
import { openModel } from "../models/openModel.js";

/** How a model is calibrated. */
export interface CalibrateOptions {
  /** Scenes to draw, at least 200. More of them let more be said. Default 3000. */
  readonly scenes?: number | undefined;
  /**
   * A folder of photographs, with a `truth.jsonl` that says of each which phrases of the concept bank are true and which
   * false. Default: none, and nothing is said of real footage.
   */
  readonly photographs?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears how far it is: of the scenes that are encoded, then of what is fitted to them. */
  readonly onProgress?: ((progress: CalibrationProgress) => void) | undefined;
}

/** How far a calibration is. */
export interface CalibrationProgress {
  readonly step: "photographs" | "scenes" | "fitting";
  readonly done: number;
  /** Where it is known. */
  readonly total: number | undefined;
}

/** What was measured of a model's captions. */
export interface CalibrationReport {
  readonly id: string;
  /** Where it is kept. */
  readonly path: string;
  /** Whether some of the scenes had been encoded before. */
  readonly resumed: boolean;
  readonly scenes: CalibrationFigures;
  /** Where there were some. */
  readonly photographs?: CalibrationFigures;
}

/** How true captions are of pictures of one sort. */
export interface CalibrationFigures {
  readonly count: number;
  /** Pictures that nothing was chosen by; the figures are of these. */
  readonly measured: number;
  /** Share of what captions say, as far as it is known, that is true; `null` where they say nothing. */
  readonly precision: number | null;
  /** Share of the pictures that have a caption. */
  readonly captioned: number;
}

/** Of which three quarters set the curves and levels, and one tells how true captions are. */
const defaultScenes = 3000;
/** Below it no phrase is seen often enough to be said. */
const minScenes = 200;
const seed = 4711;

/**
 * Measures on drawn scenes, and on photographs where there are some, how far the captions of a model can be believed, and keeps
 * it beside the model. Scenes that were encoded before an interruption are not encoded again.
 *
 * @throws {KinodexError} `usage` for too few scenes, `input` for photographs that cannot be used, `environment` for an unknown model, one that cannot encode pictures and
 *   texts, and where nothing can be written; `interrupted` when `signal` aborts
 */
export async function calibrateModel(id: string, options: CalibrateOptions = {}): Promise<CalibrationReport> {
  const { scenes: count = defaultScenes, photographs: folder, signal, onProgress = () => {} } = options;
  if (!(Number.isInteger(count) && count >= minScenes))
    throw new KinodexError("usage", `${count} scenes are too few to calibrate on: ask for ${minScenes} or more`);
  await using model = await openModel(id);
  const { hash, dimension } = model.identity;
  await model.open("text"); // a model that lacks one says so before scenes are drawn
  const path = ownCalibrationFileOf(id);
  const draftPath = join(dirname(path), `captions-${hash.slice(0, 12)}.scenes`);
  makeFolder(dirname(path));
  const resumed = existsSync(draftPath);
  const photographs: KnownPicture[] = [];
  if (folder !== undefined)
    for await (const photograph of readPhotographs(folder, await model.open("image"), loadConceptBank())) {
      if (signal?.aborted) throw toInterrupted(id, 0);
      photographs.push(photograph);
      onProgress({ step: "photographs", done: photographs.length, total: undefined });
    }
  const scenes: KnownPicture[] = [];
  {
    using draft = openSceneDraft(draftPath, dimension, framesPerScene);
    for await (const scene of renderScenes(model, { count, seed, draft })) {
      if (signal?.aborted) throw toInterrupted(id, scenes.length);
      scenes.push(scene);
      onProgress({ step: "scenes", done: scenes.length, total: count });
    }
  }
  onProgress({ step: "fitting", done: 0, total: 1 });
  const { calibration, measured } = await calibrateCaptions(model, { scenes, photographs }, () => {});
  await writeOutput(path, toCalibrationFile(calibration, measured), { overwrite: true });
  await rm(draftPath, { force: true });
  onProgress({ step: "fitting", done: 1, total: 1 });
  return {
    id,
    path,
    resumed,
    scenes: toFigures(scenes.length, measured.scenes),
    ...(measured.photographs && { photographs: toFigures(photographs.length, measured.photographs) }),
  };
}

function toFigures(count: number, { pictures, captioned, precision }: KnownMeasurement): CalibrationFigures {
  return { count, measured: pictures, precision, captioned };
}

function toInterrupted(id: string, done: number): KinodexError {
  const message = `the calibration of ${id} was stopped after ${done} scenes; the next one goes on from there`;
  return new KinodexError("interrupted", message, { model: id, done });
}
