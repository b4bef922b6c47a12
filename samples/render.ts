import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeDataset } from "./dataset/write.js";
import { writeLongVideo } from "./dataset/writeLongVideo.js";
import { writeQuestions } from "./dataset/writeQuestions.js";
import { renderSamples } from "./films/renderSamples.js";
import { writeTemporal } from "./dataset/writeTemporal.js";

const USAGE = `Renders the drawn scenes of Kinodex; ffmpeg must be on the PATH.

  node dist/samples/render.js                 the samples and samples.json, into samples/ or --out DIR
  node dist/samples/render.js dataset --count N --seed S --out DIR [--size 64] [--frames 8] [--kinds order,count]
  node dist/samples/render.js temporal --count N --seed S --out DIR
  node dist/samples/render.js questions --count N --seed S --out DIR
  node dist/samples/render.js video --minutes M --seed S --out FILE [--width 1280] [--height 720]
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    size: { type: "string", default: "64" },
    frames: { type: "string", default: "8" },
    kinds: { type: "string" },
    minutes: { type: "string", default: "10" },
    width: { type: "string", default: "1280" },
    height: { type: "string", default: "720" },
    out: { type: "string" },
  },
});

const started = performance.now();
const log = (line: string): boolean => process.stderr.write(`${line}\n`);
const elapsed = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;

function number(name: "count" | "seed" | "size" | "frames" | "minutes" | "width" | "height"): number {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value <= 0)
    throw new Error(`--${name} must be a positive number, not "${values[name]}"`);
  return value;
}

const [command = "samples"] = positionals;
const out = values.out === undefined ? undefined : resolve(values.out);
if (command === "samples") {
  await renderSamples(out ?? join(import.meta.dirname, "../../samples"), log);
} else if (out === undefined || !["dataset", "temporal", "questions", "video"].includes(command)) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else if (command === "dataset") {
  const onProgress = (clips: number): void => void (clips % 500 === 0 && log(`${clips} clips, ${elapsed()}`));
  await writeDataset({
    count: number("count"),
    seed: number("seed"),
    size: number("size"),
    frames: number("frames"),
    ...(values.kinds === undefined ? {} : { kinds: values.kinds.split(",") }),
    folder: out,
    onProgress,
  });
} else if (command === "temporal") {
  await writeTemporal(out, number("count"), number("seed"));
} else if (command === "questions") {
  await writeQuestions(out, number("count"), number("seed"));
} else {
  await writeLongVideo({
    file: out,
    minutes: number("minutes"),
    width: number("width"),
    height: number("height"),
    seed: number("seed"),
  });
  log(`${out}: ${values.minutes} minutes in ${elapsed()}`);
}
