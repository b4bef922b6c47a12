import { expect } from "chai";
import type { Declared } from "../../../src/evaluation/declaration.js";
import { hashFrame } from "../../../src/evaluation/clips/readClip.js";
import { openExaminee } from "../../../src/evaluation/examinees/openExaminee.js";
import { examineTask, type ExaminedClips } from "../../../src/evaluation/probing/examineClips.js";
import { summarise, type TaskSummary } from "../../../src/evaluation/probing/summarise.js";
import type { Model } from "../../../src/models/model.js";
import { createModelShelf, type ModelShelf } from "../../../src/models/modelShelf.js";
import { clipCount, drawFrame, framesOfClip, phraseOf } from "./readers.js";

const pictures = Array.from({ length: clipCount }, (_, clip) =>
  Array.from({ length: framesOfClip }, (__, frame) => drawFrame({ clip, frame })),
);
/** Made-up clips and words for them. */
const examined: ExaminedClips = {
  clips: pictures.map((frames, clip) => ({
    name: `clip ${String(clip).padStart(2, "0")}`,
    sha256: String(clip),
    startSeconds: 0,
    endSeconds: framesOfClip,
    seams: [],
    motionLevels: 10,
    frames: frames.map((frame, n) => ({ hash: hashFrame(frame), timeSeconds: n + 0.5 })),
  })),
  phrases: {
    source: "captions of the dataset",
    of: ({ name }) => phraseOf(Number(name.slice(-2))),
    ofPair: (a, b) => [phraseOf(Number(a.name.slice(-2))), phraseOf(Number(b.name.slice(-2)))],
  },
  notExamined: [],
};

/** Examines a model on made-up clips, of which nothing is left out. */
export async function examine(
  model: Model,
  tasks: readonly Declared<"clips">[],
  models: ModelShelf = createModelShelf(),
): Promise<Map<string, TaskSummary>> {
  const examinee = await openExaminee(model, models);
  for (const frames of pictures) await examinee.see(frames, frames.map(hashFrame));
  const { signal } = new AbortController();
  const options = { identity: model.identity, examinee, phraser: examinee, seed: 1, signal };
  const summaries = new Map<string, TaskSummary>();
  for (const declared of tasks) {
    const { samples, notExamined } = await examineTask(declared, examined, options);
    expect(notExamined).to.be.empty;
    summaries.set(declared.name, summarise(declared, samples));
  }
  return summaries;
}
