import { stat } from "node:fs/promises";
import { toMessage } from "../core/errors.js";
import { normOf, type Embedding } from "../core/vectors.js";
import { digestOf } from "../inference/verifiedFile.js";
import { createContrastiveModel } from "./contrastive.js";
import { filesOf, type ContrastiveManifest, type ModelFile } from "./manifest.js";
import { findModel, locateFile, type ModelEntry } from "./registry.js";

/** One thing that was looked at, and what is wrong with it. */
export interface ModelCheck {
  /** A file's path in the model, or the part that encoded something. */
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
 * Checks a model: sizes and digests of its files and, when those are right, one encoding with each part.
 *
 * @throws {KinodexError} `environment` for an unknown id. What is wrong with the model is reported, not thrown.
 */
export async function verifyModel(id: string): Promise<ModelReport> {
  const model = await findModel(id);
  const checks: ModelCheck[] = [];
  for (const { file } of filesOf(model.manifest)) {
    checks.push(await check(file.file, () => checkFile(model, file)));
  }
  const { manifest, folder } = model;
  if (manifest.family === "contrastive" && checks.every(({ ok }) => ok)) {
    checks.push(...(await checkParts(manifest, folder)));
  }
  return { id, ok: checks.every(({ ok }) => ok), checks };
}

async function check(subject: string, run: () => Promise<string>): Promise<ModelCheck> {
  try {
    return { subject, ok: true, detail: await run() };
  } catch (error) {
    return { subject, ok: false, detail: toMessage(error) };
  }
}

async function checkFile(model: ModelEntry, file: ModelFile): Promise<string> {
  const path = locateFile(model, file);
  const { size } = await stat(path);
  if (size !== file.sizeBytes) throw new Error(`${path} has ${size} bytes, its manifest says ${file.sizeBytes}`);
  const found = await digestOf(path);
  if (found !== file.sha256) throw new Error(`${path} has the SHA-256 ${found}, its manifest says ${file.sha256}`);
  return `${size} bytes, SHA-256 as stated`;
}

async function checkParts(manifest: ContrastiveManifest, folder: string): Promise<ModelCheck[]> {
  await using model = createContrastiveModel(manifest, folder);
  const { dimension } = manifest;
  const { inputWidth: width, inputHeight: height } = manifest.image;
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, n) => n % 256);

  const image = await check("image encoder", async () => {
    const encoder = await model.imageEncoder();
    return describe(await encoder.encode([{ timeSeconds: 0, width, height, pixels }]), dimension);
  });
  const text = await check("text encoder", async () => {
    const encoder = await model.textEncoder();
    return describe(await encoder.encode(["a dog runs along the beach"]), dimension);
  });
  if (!manifest.temporal) return [image, text];
  const temporal = await check("temporal pooler", async () => {
    const pooler = await model.temporalPooler();
    const embeddings = [0, 1].map((hot) => new Float32Array(dimension).fill(0).fill(1, hot, hot + 1));
    return describe((await pooler?.pool([{ embeddings, timesSeconds: [0, 1] }])) ?? [], dimension);
  });
  return [image, text, temporal];
}

function describe([embedding]: readonly Embedding[], dimension: number): string {
  const norm = embedding ? normOf(embedding) : Number.NaN;
  if (embedding?.length === dimension && Math.abs(norm - 1) < 1e-3) return `gives ${dimension} values of norm 1`;
  throw new Error(`gives ${embedding?.length ?? 0} values of norm ${norm}; expected ${dimension} of norm 1`);
}
