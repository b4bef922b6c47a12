import { stat } from "node:fs/promises";
import { toMessage } from "../../core/errors.js";
import type { DecodedFrame } from "../../core/frame.js";
import { normOf, type Embedding } from "../../core/vectors.js";
import { digestOf } from "../../inference/session/verifiedFile.js";
import type { Capability } from "../capabilities.js";
import { createModel } from "../createModel.js";
import { families } from "../families/families.js";
import type { ModelFile } from "../manifest/fields.js";
import type { Model } from "../model.js";
import { findModel } from "./knownModels.js";
import { locateFile, type ModelEntry } from "./modelFiles.js";

/** One thing that was looked at, and what is wrong with it. */
export interface ModelCheck {
  /** A file's path in the model, or the capability that was tried. */
  readonly subject: string;
  readonly ok: boolean;
  /** What was found, or what is wrong and what to do. */
  readonly detail: string;
}

export interface ModelReport {
  readonly id: string;
  readonly ok: boolean;
  readonly checks: readonly ModelCheck[];
}

/**
 * Checks a model: sizes and digests of its files and, when those are right, each capability once.
 *
 * @throws {KinodexError} `environment` for an unknown id. What is wrong with the model is reported, not thrown
 */
export async function verifyModel(id: string): Promise<ModelReport> {
  const entry = await findModel(id);
  const checks: ModelCheck[] = [];
  for (const file of families.create(entry.manifest).files) {
    checks.push(await check(file.file, () => checkFile(entry, file)));
  }
  if (checks.every(({ ok }) => ok)) checks.push(...(await tryCapabilities(entry)));
  return { id, ok: checks.every(({ ok }) => ok), checks };
}

/** Does the work of each capability of a model once. */
export async function tryCapabilities(entry: ModelEntry): Promise<readonly ModelCheck[]> {
  await using model = createModel(entry);
  const checks: ModelCheck[] = [];
  for (const capability of model.capabilities) {
    const tryOut = trials[capability] ?? openOnly(capability);
    checks.push(await check(capability, () => tryOut(model)));
  }
  return checks;
}

async function check(subject: string, run: () => Promise<string>): Promise<ModelCheck> {
  try {
    return { subject, ok: true, detail: await run() };
  } catch (error) {
    return { subject, ok: false, detail: toMessage(error) };
  }
}

async function checkFile(entry: ModelEntry, file: ModelFile): Promise<string> {
  const path = locateFile(entry, file);
  const { size } = await stat(path);
  if (size !== file.sizeBytes) throw new Error(`${path} has ${size} bytes, its manifest says ${file.sizeBytes}`);
  const found = await digestOf(path);
  if (found !== file.sha256) throw new Error(`${path} has the SHA-256 ${found}, its manifest says ${file.sha256}`);
  return `${size} bytes, SHA-256 as stated`;
}

/** Tries a capability, and says what it gave. */
type Trial = (model: Model) => Promise<string>;

const trials: Readonly<Partial<Record<Capability, Trial>>> = {
  matching: tryMatching,
  async image(model) {
    const encoder = await model.open("image");
    return describe(await encoder.encode([toFrame(encoder.input)]), model);
  },
  async text(model) {
    const encoder = await model.open("text");
    return describe(await encoder.encode(["a dog runs along the beach"]), model);
  },
  async temporal(model) {
    const pooler = await model.open("temporal");
    const embeddings = [0, 1].map((hot) => new Float32Array(model.identity.dimension).fill(1, hot, hot + 1));
    return describe(await pooler.pool([{ embeddings, timesSeconds: [0, 1] }]), model);
  },
  async generation(model) {
    const generator = await model.open("generation");
    let pieces = 0;
    for await (const _ of generator.generate({ frames: [toFrame(smallFrame)], maxTokens: 2 })) pieces += 1;
    if (pieces > 0) return "writes about a picture";
    throw new Error("writes nothing about a picture");
  },
  async prefix(model) {
    const generator = await model.open("prefix");
    const embeddings = [new Float32Array(generator.dimension).fill(1, 0, 1)];
    let pieces = 0;
    for await (const _ of generator.generate({ embeddings, timesSeconds: [0] }, { maxTokens: 2 })) pieces += 1;
    if (pieces > 0) return "writes about an embedding";
    throw new Error("writes nothing about an embedding");
  },
  async grounding(model) {
    const boxes = await (await model.open("grounding")).ground(toFrame(smallFrame), "a dog");
    return `gives ${boxes.length} boxes`;
  },
  async transcription(model) {
    const transcriber = await model.open("transcription");
    const tone = Float32Array.from({ length: transcriber.sampleRate }, (_, n) => 0.3 * Math.sin(n / 8));
    let words = 0;
    for await (const _ of transcriber.transcribe(once(tone))) words += 1;
    return `gives ${words} words of a tone`;
  },
  async reading(model) {
    const [lines = []] = await (await model.open("reading")).read([toFrame(smallFrame)]);
    return `reads ${lines.length} lines`;
  },
  async painting(model) {
    const { width, height } = await (await model.open("painting")).paint("a dog runs along the beach", 0);
    return `paints ${width}x${height} pixels`;
  },
};

/** Judges a picture, and whatever else of it the model can do. */
async function tryMatching(model: Model): Promise<string> {
  const matcher = await model.open("matching");
  const frames = [toFrame(smallFrame)];
  const found = [
    ...(await matcher.match(frames, ["a dog runs along the beach"])),
    ...((await matcher.fillGap?.(frames, { before: "a dog runs along the", after: "" }, ["beach", "busy street"])) ??
      []),
    ...((await matcher.surprise?.(frames)) ?? []),
  ];
  if (!found.every(Number.isFinite)) throw new Error(`gives ${found.join(", ")} of a picture; expected finite numbers`);
  return [
    "judges pictures with texts",
    matcher.fillGap ? "fills gaps" : "",
    matcher.surprise ? "measures surprise" : "",
  ]
    .filter((can) => can !== "")
    .join(", ");
}

async function* once(sound: Float32Array): AsyncGenerator<Float32Array> {
  yield sound;
}

const smallFrame = { width: 64, height: 48 };

function toFrame({ width, height }: { readonly width: number; readonly height: number }): DecodedFrame {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, n) => n % 256);
  return { timeSeconds: 0, width, height, pixels };
}

function openOnly(capability: Capability): Trial {
  return async (model) => {
    await model.open(capability);
    return "opens";
  };
}

function describe([embedding]: readonly Embedding[], { identity: { dimension } }: Model): string {
  const norm = embedding ? normOf(embedding) : Number.NaN;
  if (embedding?.length === dimension && Math.abs(norm - 1) < 1e-3) return `gives ${dimension} values of norm 1`;
  throw new Error(`gives ${embedding?.length ?? 0} values of norm ${norm}; expected ${dimension} of norm 1`);
}
