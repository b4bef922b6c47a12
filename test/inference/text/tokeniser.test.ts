import { join } from "node:path";
import { expect } from "chai";
import { openTokeniser } from "../../../src/inference/text/tokeniser.js";
import { readTinyManifest, readTinyReference, tinyFolder } from "../fixtures.js";

const { text } = readTinyManifest();
const options = {
  path: join(tinyFolder, text.tokenizer.file),
  sha256: text.tokenizer.sha256,
  contextLength: text.contextLength,
  padTokenId: text.padTokenId,
};

describe("openTokeniser", () => {
  it("gives the ids and masks of the tokenizers library, padded, and cut with the end token kept", async () => {
    const { texts, ids, masks } = readTinyReference().text;
    const tokeniser = await openTokeniser(options);
    const batch = tokeniser.encode(texts);
    expect([...batch.ids].map(Number)).to.deep.equal(ids.flat());
    expect([...batch.mask].map(Number)).to.deep.equal(masks.flat());
  });

  it("refuses a file with another SHA-256", async () => {
    const error = await openTokeniser({ ...options, sha256: "0".repeat(64) }).catch((reason: unknown) => reason);
    expect(error).to.include({ name: "KinodexError", code: "model" });
  });

  it("names a file that is missing", async () => {
    const error = await openTokeniser({ ...options, path: "/nowhere/tokenizer.json" }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.include({ name: "KinodexError", code: "environment" });
    expect((error as Error).message).to.include("/nowhere/tokenizer.json");
  });
});
