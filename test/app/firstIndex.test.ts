import { expect } from "chai";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { packageRoot } from "../../src/core/paths.js";
import { openModel } from "../../src/models/openModel.js";
import { indexFiles } from "../../src/pipeline/indexFiles.js";
import { loadPreset } from "../../src/pipeline/preset.js";
import { openSearcher } from "../../src/query/searcher.js";
import { openStore } from "../../src/store/store.js";
import { temporaryFolder } from "../media/renderClip.js";

describe("a first index", function () {
  this.timeout(60_000);
  const directory = join(temporaryFolder(), "index");

  it("does not load the text encoder: what it asks for ships with the model", async () => {
    await using model = await openModel();
    await using store = await openStore({ directory, model: model.identity, access: "write" });
    const tools = { store, model, preset: loadPreset("archive"), reindexOnOtherPreset: false };
    await lastValueFrom(indexFiles([join(packageRoot, "samples", "reef.mp4")], tools));
    await using searcher = openSearcher({ store, model });
    await searcher.refresh(store);
    expect(model.providers(), "a text is missing: run npm run known-texts").to.have.all.keys("image", "temporal");
  });
});
