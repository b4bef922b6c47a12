import { expect } from "chai";
import { openPromptTokeniser, type PromptTokeniser } from "../../../src/inference/text/promptTokeniser.js";
import { toTextPieces } from "../../../src/inference/text/textPieces.js";
import { locateFile } from "../../../src/models/hub/modelFiles.js";
import { findModel } from "../../../src/models/hub/knownModels.js";

/** The tokeniser of a model that ships. */
async function openTokeniserOf(id: string): Promise<PromptTokeniser> {
  const entry = await findModel(id);
  const { manifest } = entry as unknown as { manifest: Manifest };
  const tokenizer = manifest.tokenizer ?? manifest.generator?.tokenizer;
  if (!tokenizer) throw new Error(`${id} states no tokeniser`);
  return openPromptTokeniser({ ...tokenizer, path: locateFile(entry, tokenizer) });
}

interface Manifest {
  readonly tokenizer?: Parameters<typeof locateFile>[1];
  readonly generator?: { readonly tokenizer: Parameters<typeof locateFile>[1] };
}

const saidAgain = (tokeniser: PromptTokeniser, text: string) => tokeniser.decode(tokeniser.encode(text, true));

describe("openPromptTokeniser", () => {
  let ofWords: PromptTokeniser;
  before(async () => {
    ofWords = await openTokeniserOf("kinodex/captioner");
  });

  it("writes words with hyphens as people do", () => {
    for (const text of ["a hot-air balloon", "a 20-year-old man in a t-shirt", "a black-and-white dog, half-asleep."])
      expect(saidAgain(ofWords, text)).to.equal(text);
  });

  it("leaves a hyphen alone that joins no two words", () => {
    for (const text of ["- no", "yes -", "one, - two"]) expect(saidAgain(ofWords, text)).to.equal(text);
  });

  it("says piece by piece what it says of all", async () => {
    const text = "a girl in a t-shirt looks at a hot-air balloon";
    const ids = ofWords.encode(text, true);
    const tokens = (async function* () {
      for (const id of ids) yield { id, logProbability: 0 };
    })();
    let said = "";
    for await (const piece of toTextPieces(tokens, ofWords)) said += piece.text;
    expect(said).to.equal(text);
  });

  it("changes no spaces where the tokeniser keeps those of the text", async () => {
    const ofBytes = await openTokeniserOf("kinodex/describer");
    for (const text of ["a man - a tall one", "a t-shirt"]) expect(saidAgain(ofBytes, text)).to.equal(text);
  });
});
