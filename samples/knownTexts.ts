// Writes the embeddings of the texts that every index asks its model for (models/embedded/knownTexts.bin), and says what
// the manifest has to state of them. Run it again when the model or the unrelated queries have changed: npm run known-texts
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { packageRoot } from "../src/core/paths.js";
import type { Embedding } from "../src/core/vectors.js";
import { toKnownTextsFile } from "../src/inference/knownTexts.js";
import { createContrastiveModel, type VisionLanguageModel } from "../src/models/contrastive.js";
import type { ContrastiveManifest } from "../src/models/manifest.js";
import { indexFiles } from "../src/pipeline/indexFiles.js";
import { loadPreset } from "../src/pipeline/preset.js";
import { openSearcher } from "../src/query/searcher.js";
import { openStore } from "../src/store/store.js";

const models = join(packageRoot, "models");
const shipped = JSON.parse(await readFile(join(models, "embedded.json"), "utf8")) as ContrastiveManifest;
const { known: _, ...text } = shipped.text;
await using model = createContrastiveModel({ ...shipped, text }, models);

const known = new Map<string, Embedding>();
const recording: VisionLanguageModel = {
  ...model,
  async textEncoder() {
    const encoder = await model.textEncoder();
    const encode = async (texts: readonly string[]): Promise<Embedding[]> => {
      const embeddings = await encoder.encode(texts);
      for (const [n, embedding] of embeddings.entries()) known.set(texts[n] as string, embedding);
      return embeddings;
    };
    return { ...encoder, encode };
  },
};

const folder = await mkdtemp(join(tmpdir(), "kinodex-known-texts-"));
{
  await using store = await openStore({ directory: folder, model: model.identity, access: "write" });
  const tools = { store, model, preset: loadPreset("archive"), reindexOnOtherPreset: false };
  await lastValueFrom(indexFiles([join(packageRoot, "samples", "reef.mp4")], tools));
  await using searcher = openSearcher({ store, model: recording });
  await searcher.refresh(store);
}
await rm(folder, { recursive: true });

const bytes = toKnownTextsFile([...known.keys()], [...known.values()]);
await writeFile(join(models, "embedded", "knownTexts.bin"), bytes);
const sha256 = createHash("sha256").update(bytes).digest("hex");
process.stdout.write(
  `${JSON.stringify({ file: "embedded/knownTexts.bin", sha256, sizeBytes: bytes.length }, null, 2)}\n`,
);
