import { join } from "node:path";
import { monitorEventLoopDelay, type IntervalHistogram } from "node:perf_hooks";
import { lastValueFrom, toArray } from "rxjs";
import type { DecodedFrame } from "../src/core/frame.js";
import type { ImageEncoder } from "../src/inference/encoding/encoders.js";
import { createAnnotators } from "../src/annotators/annotators.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { medianOf } from "../src/evaluation/statistics/summary.js";
import { decodeFrames, type FrameStream } from "../src/media/decode.js";
import { probeMedia, type MediaInfo } from "../src/media/probe.js";
import { openIfCapable, type Model } from "../src/models/model.js";
import { createModelShelf } from "../src/models/modelShelf.js";
import { openModel } from "../src/models/openModel.js";
import { indexFiles } from "../src/pipeline/indexFiles.js";
import { loadPreset, type Preset } from "../src/pipeline/preset.js";
import { sampleFrames } from "../src/pipeline/sampleFrames.js";
import { samplers } from "../src/sampling/samplers.js";
import { openStore } from "../src/store/store.js";
import { note } from "./note.js";
import { secondsOf } from "./timing.js";
import { renderedVideo, withFolder } from "./inputs.js";

/** Indexing against the slower of its two halves alone, and how long the event loop is held meanwhile. */
export async function measureIndexing(rounds: number): Promise<Figure[]> {
  const video = await renderedVideo(10, 1280, 720);
  const preset = loadPreset("archive");
  await using model = await openModel();
  const encoder = await model.open("image");
  await openIfCapable(model, "temporal");
  await model.open("text");
  const info = await probeMedia(video);
  const chosen = await framesChosen(info, encoder, preset);
  await encoder.encode(chosen.slice(0, 64)); // the first runs of a session are slower

  const seconds = { indexing: [] as number[], decoding: [] as number[], encoding: [] as number[] };
  const delays: IntervalHistogram[] = [];
  const parts: { readonly [Name in keyof typeof seconds]: () => Promise<unknown> } = {
    decoding: () => consume(decode(info, encoder, preset)),
    indexing: async () => {
      const delay = monitorEventLoopDelay({ resolution: 10 }); // one that goes on counts the pause as a delay
      delay.enable();
      await indexAfresh(video, model, preset);
      delay.disable();
      delays.push(delay);
    },
    encoding: () => encoder.encode(chosen),
  };
  const names = Object.keys(parts) as (keyof typeof parts)[];
  for (let round = 0; round < rounds; round += 1) {
    const first = round % names.length; // none always follows the same one
    for (const name of [...names.slice(first), ...names.slice(0, first)])
      seconds[name].push(await secondsOf(parts[name]));
    note(`round ${round + 1}: ${JSON.stringify(Object.values(seconds).map((values) => values.at(-1)?.toFixed(2)))} s`);
  }
  const [indexing, decoding, encoding] = [seconds.indexing, seconds.decoding, seconds.encoding].map(medianOf) as [
    number,
    number,
    number,
  ];
  const worst = (measured: (delay: IntervalHistogram) => number) => Math.max(...delays.map(measured)) / 1e6;
  return [
    toFigure({
      name: "indexing",
      what:
        "indexing a 10-minute 1280x720 video with the preset archive into a fresh index (hashing, probing, captions " +
        "and commits included, the model loaded before), over the slower of its halves alone: ffmpeg decoding with the same " +
        "filters, or the encoder on the frames that the sampler chooses",
      value: indexing / Math.max(decoding, encoding),
      unit: "ratio",
      target: { atMost: 1.15 },
      detail: { seconds, medianSeconds: { indexing, decoding, encoding }, encodedFrames: chosen.length },
    }),
    toFigure({
      name: "event-loop-delay",
      what:
        "99th percentile of the event-loop delay while indexing the same video, in the worst round; a free loop shows " +
        "the 10 ms step",
      value: worst((delay) => delay.percentile(99)),
      unit: "ms",
      target: { atMost: 50 },
      detail: { p50Ms: worst((delay) => delay.percentile(50)), maxMs: worst((delay) => delay.max) },
    }),
  ];
}

/** Indexes one video into an index of its own, and counts its frames. */
export async function indexAfresh(video: string, model: Model, preset: Preset): Promise<number> {
  return withFolder(async (folder) => {
    await using store = await openStore({
      directory: join(folder, "index"),
      model: model.identity,
      access: "write",
    });
    await using models = createModelShelf();
    const { annotators } = await createAnnotators(preset.settings.annotators, { model, models });
    const tools = { store, model, preset, annotators, reindexOnOtherPreset: false };
    const events = await lastValueFrom(indexFiles([video], tools).pipe(toArray()));
    const outcome = events.find(({ type }) => type === "indexed");
    if (outcome?.type !== "indexed" || events.some((event) => "problems" in event && event.problems.length > 0))
      throw new Error(`not indexed whole: ${JSON.stringify(events.slice(-3))}`);
    return outcome.frameCount;
  });
}

/** The decoding that indexing asks for. */
function decode(info: MediaInfo, { input }: ImageEncoder, preset: Preset) {
  const select = samplers.create(preset.settings.sampler).decode;
  return decodeFrames(info, { ...input, select, maxFrames: 1_000_000 });
}

async function consume(frames: FrameStream): Promise<void> {
  for await (const _ of frames);
}

async function framesChosen(info: MediaInfo, encoder: ImageEncoder, preset: Preset): Promise<DecodedFrame[]> {
  const chosen: DecodedFrame[] = [];
  const openSampler = () => samplers.create(preset.settings.sampler);
  const sampled = sampleFrames(decode(info, encoder, preset), { openSampler, fromSeconds: 0, chunkSeconds: 60 });
  for await (const item of sampled) if (item.type === "frame") chosen.push(item.frame);
  return chosen;
}
