import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../../src/core/paths.js";
import { openTokeniser } from "../../../src/inference/text/tokeniser.js";
import { findModel } from "../../../src/models/hub/knownModels.js";
import { locateFile } from "../../../src/models/hub/modelFiles.js";
import { readManifest } from "../../../src/models/hub/readManifest.js";
import { asContrastive } from "../../fixtures/manifests.js";
import { readTinyManifest, readTinyReference, tinyFolder } from "../fixtures.js";

const { text } = readTinyManifest();
const options = { ...text, path: join(tinyFolder, text.tokenizer.file), sha256: text.tokenizer.sha256 };
const errorOf = (promise: Promise<unknown>) => promise.catch((reason: unknown) => reason) as Promise<Error>;

describe("openTokeniser", () => {
  it("gives the ids and masks of the tokenizers library, padded, and cut with the end token kept", async () => {
    const { texts, ids, masks } = readTinyReference().text;
    const tokeniser = await openTokeniser(options);
    const batch = tokeniser.encode(texts);
    expect([...batch.ids]).to.deep.equal(ids.flat());
    expect([...batch.mask]).to.deep.equal(masks.flat());
  });

  it("pads on the left where that is asked for, and lower-cases first", async () => {
    const folder = join(packageRoot, "test", "doubles");
    const { text: quirks } = asContrastive(await readManifest(join(folder, "contrastive.json")));
    const stated = { ...quirks, path: join(folder, quirks.tokenizer.file), sha256: quirks.tokenizer.sha256 };
    const { ids, mask } = (await openTokeniser(stated)).encode(["The DOG"]);
    expect([...ids]).to.deep.equal([1, 1, 0, 5, 6, 2]);
    expect([...mask]).to.deep.equal([0, 0, 1, 1, 1, 1]);
    const asItIs = (await openTokeniser({ ...stated, lowerCase: false })).encode(["The DOG"]);
    expect([...asItIs.ids]).to.deep.equal([1, 1, 0, 3, 3, 2]);
  });

  it("gives texts back from their ids, without padding and what marks start and end", async () => {
    const small = await openTokeniser(options);
    expect(small.decode(small.encode(["the red ball"]).ids)).to.equal("the red ball");
    expect(small.decode([])).to.equal("");
    expect(small.decode([0, 2, 3])).to.equal("");
    expect(small.decode([6, 1_000_000])).to.equal("dog");

    const entry = await findModel("kinodex/embedded");
    const { tokenizer, contextLength, padTokenId } = asContrastive(entry.manifest).text;
    const path = locateFile(entry, tokenizer);
    const shipped = await openTokeniser({ ...tokenizer, path, contextLength, padTokenId });
    for (const said of [
      "a dog runs along the beach",
      "two people talk, then a car drives away",
      "an unbelievably odd zyzzyva",
    ])
      expect(shipped.decode(shipped.encode([said]).ids)).to.equal(said);
  });

  it("refuses a file with another SHA-256", async () => {
    expect(await errorOf(openTokeniser({ ...options, sha256: "0".repeat(64) }))).to.include({
      name: "KinodexError",
      code: "model",
    });
  });

  it("names a file that is missing", async () => {
    const error = await errorOf(openTokeniser({ ...options, path: "/nowhere/tokenizer.json" }));
    expect(error).to.include({ name: "KinodexError", code: "environment" });
    expect(error.message).to.include("/nowhere/tokenizer.json");
  });
});
