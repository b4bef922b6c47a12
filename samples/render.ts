import { parseArgs } from "node:util";
import { writeDataset } from "./dataset/write.js";

const USAGE = `Renders the drawn scenes of Kinodex.

  node dist/samples/render.js dataset --count N --seed S --out DIR [--size 64] [--frames 8]
`;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      count: { type: "string", default: "100" },
      seed: { type: "string", default: "1" },
      size: { type: "string", default: "64" },
      frames: { type: "string", default: "8" },
      out: { type: "string" },
    },
  });
  const [command] = positionals;
  if (command !== "dataset" || values.out === undefined) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const started = performance.now();
  await writeDataset({
    count: Number(values.count),
    seed: Number(values.seed),
    size: Number(values.size),
    frames: Number(values.frames),
    folder: values.out,
    onProgress: (clips) => {
      if (clips % 500 === 0)
        process.stderr.write(`${clips} clips, ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
    },
  });
}

await main();
