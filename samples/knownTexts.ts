// Writes the embeddings of the texts that every index asks its model for (models/embedded/knownTexts.bin), and states them in
// the manifest. Run it again when the model or the unrelated queries have changed: npm run known-texts
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { packageRoot } from "../src/core/paths.js";
import type { Embedding } from "../src/core/vectors.js";
import { toKnownTextsFile } from "../src/inference/encoding/knownTexts.js";
import { createModel } from "../src/models/createModel.js";
import type { Model } from "../src/models/model.js";
import { readManifest } from "../src/models/hub/readManifest.js";
import { indexFiles } from "../src/pipeline/indexFiles.js";
import { loadPreset } from "../src/pipeline/preset.js";
import { openSearcher } from "../src/query/searcher.js";
import { openStore } from "../src/store/store.js";

const models = join(packageRoot, "models");
const manifestFile = join(models, "embedded.json");
const shipped = await readManifest(manifestFile);
if (shipped.family !== "contrastive") throw new Error("the model that ships has another family");
const { known: _, ...text } = shipped.text;
await using model = createModel({ manifest: { ...shipped, text }, folder: models });

const known = new Map<string, Embedding>();
const recording: Model = {
  ...model,
  open: (async (capability) => {
    if (capability !== "text") return model.open(capability);
    const encoder = await model.open("text");
    const encode = async (texts: readonly string[]): Promise<Embedding[]> => {
      const embeddings = await encoder.encode(texts);
      for (const [n, embedding] of embeddings.entries()) known.set(texts[n] as string, embedding);
      return embeddings;
    };
    return { ...encoder, encode };
  }) as Model["open"],
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
const manifest = JSON.parse(await readFile(manifestFile, "utf8")) as { text: object };
manifest.text = { ...manifest.text, known: { file: "embedded/knownTexts.bin", sha256, sizeBytes: bytes.length } };
await writeFile(manifestFile, JSON.stringify(manifest, null, 2));
