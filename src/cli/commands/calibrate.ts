import type { Command } from "commander";
import type { CalibrationProgress, CalibrationReport } from "../../app/kinodex.js";
import { stopSignals } from "../../core/stopSignals.js";
import { toCount } from "../options.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";
import { createStepBar } from "../stepBar.js";

/** `kinodex models calibrate`. */
export function addCalibrateCommand(models: Command): void {
  addCommonOptions(models.command("calibrate").argument("<id>", "a model that is here"))
    .option("--scenes <n>", "scenes to draw; more of them let more be said (default: 3000)", toCount)
    .description("measure how far its captions can be believed, so that there are some; safe to interrupt")
    .action(runCalibrate);
}

interface CalibrateCliOptions extends CommonOptions {
  readonly scenes?: number;
}

async function runCalibrate(id: string, { scenes, ...options }: CalibrateCliOptions): Promise<void> {
  const output = createOutput(options);
  const { calibrateModel } = await import("../../app/calibrateModel.js");
  const abort = new AbortController();
  for (const signal of stopSignals()) process.once(signal, () => abort.abort());
  const bar = output.interactive ? createStepBar(process.stderr) : undefined;
  const show = createCalibrationDisplay(output.note, bar?.show);
  try {
    const report = await calibrateModel(id, { scenes, signal: abort.signal, onProgress: show });
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
  return ({ step, done, total }) => {
    if (step === "scenes" && showBar) return showBar(`${done} of ${total} scenes`, done, total);
    if (step === "scenes" && done % 200 === 0) note(`${done} of ${total} scenes`);
    if (step === "fitting" && done === 0) note("measuring how far captions can be believed");
  };
}

function toCalibrationText({ id, path, measuredScenes, precision, captioned }: CalibrationReport): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)}%`;
  const found =
    precision === null
      ? `Nothing that ${id} sees in ${measuredScenes} other scenes can be believed often enough: it writes no captions.`
      : `In ${measuredScenes} other scenes ${percent(precision)} of what captions by ${id} say is true; ` +
        `${percent(captioned)} of the time has one.`;
  return [found, "The scenes are drawings: nothing is said of pictures that look unlike them.", path].join("\n");
}
