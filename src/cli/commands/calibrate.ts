import type { Command } from "commander";
import type { CalibrationFigures, CalibrationProgress, CalibrationReport } from "../../app/kinodex.js";
import { stopSignals } from "../../core/stopSignals.js";
import { toCount, toPlace } from "../options.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";
import { createStepBar } from "../stepBar.js";

/** `kinodex models calibrate`. */
export function addCalibrateCommand(models: Command): void {
  addCommonOptions(models.command("calibrate").argument("<id>", "a model that is here"))
    .option("--scenes <n>", "scenes to draw; more of them let more be said (default: 3000)", toCount)
    .option(
      "--photographs <folder>",
      "photographs with their truth.jsonl, so that it speaks of real footage too",
      toPlace,
    )
    .description("measure how far its captions can be believed, so that there are some; safe to interrupt")
    .action(runCalibrate);
}

interface CalibrateCliOptions extends CommonOptions {
  readonly scenes?: number;
  readonly photographs?: string;
}

async function runCalibrate(id: string, { scenes, photographs, ...options }: CalibrateCliOptions): Promise<void> {
  const output = createOutput(options);
  const { calibrateModel } = await import("../../app/calibrateModel.js");
  const abort = new AbortController();
  for (const signal of stopSignals()) process.once(signal, () => abort.abort());
  const bar = output.interactive ? createStepBar(process.stderr) : undefined;
  const show = createCalibrationDisplay(output.note, bar?.show);
  try {
    const report = await calibrateModel(id, { scenes, photographs, signal: abort.signal, onProgress: show });
    bar?.close();
    output.result(report, () => toCalibrationText(report));
    output.note(`"kinodex index" of videos that are indexed with it makes their captions, without decoding them again`);
  } finally {
    bar?.close();
  }
}

/** Tells how far a calibration is: by a bar where there is one, else in lines. */
function createCalibrationDisplay(
  note: (message: string) => void,
  showBar: ((text: string, done: number, total: number) => void) | undefined,
): (progress: CalibrationProgress) => void {
  return ({ step, done, total = 0 }) => {
    if (step === "scenes" && showBar) return showBar(`${done} of ${total} scenes`, done, total);
    if (step === "scenes" && done % 200 === 0) note(`${done} of ${total} scenes`);
    if (step === "fitting" && done === 0) note("measuring how far captions can be believed");
  };
}

function toCalibrationText({ id, path, scenes, photographs }: CalibrationReport): string {
  const ofPhotographs = photographs
    ? toFiguresText(id, photographs, "photographs")
    : "Without --photographs nothing is said of pictures that look unlike the drawn scenes, as real footage does.";
  return [toFiguresText(id, scenes, "scenes"), ofPhotographs, path].join("\n");
}

function toFiguresText(id: string, { measured, precision, captioned }: CalibrationFigures, what: string): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)}%`;
  return precision === null
    ? `Nothing that ${id} sees in ${measured} other ${what} can be believed often enough: it says nothing of them.`
    : `Of ${measured} other ${what} ${percent(captioned)} have a caption, and ${percent(precision)} of what is said is true.`;
}
