import { expect } from "chai";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GeneratedToken } from "../../../src/inference/generation/request.js";
import { createLogMel } from "../../../src/inference/sound/logMel.js";
import { openSessions, toSessionOptions } from "../../../src/models/families/openGraph.js";
import { createListener } from "../../../src/models/families/acoustic/whisper/listener.js";
import type { AcousticManifest } from "../../../src/models/families/acoustic/manifest.js";
import { createModel } from "../../../src/models/createModel.js";
import { pullRepository } from "../../../src/models/hub/pullRepository.js";
import { readManifest } from "../../../src/models/hub/readManifest.js";
import { openFolderRepository } from "../../../src/models/hub/repository/folderRepository.js";
import { itIsAModel } from "../../conformance/model.js";
import { readSoundReference, renderSound, whisperDouble } from "../../inference/sound/reference.js";

const options = { providers: ["cpu"], intraOpThreads: 1 } as const;
const errorOf = (promise: Promise<unknown>) => promise.catch((reason: unknown) => reason) as Promise<Error>;

/** At hand before any test is declared. */
const folder = await mkdtemp(join(tmpdir(), "kinodex-acoustic-"));
await pullRepository(await openFolderRepository(whisperDouble), folder);
const manifest = (await readManifest(join(folder, "manifest.json"))) as AcousticManifest & {
  readonly family: "acoustic";
};

/** A model of the same graphs whose decoder is not asked what it attends to. */
const unaligned = {
  ...manifest,
  recogniser: { ...manifest.recogniser, decoder: { ...manifest.recogniser.decoder, alignmentHeads: {} } },
};

describe("a model of the acoustic family", () => {
  after(() => rm(folder, { recursive: true }));

  describe("with words aligned by attention", () => itIsAModel({ manifest, folder }));
  describe("with tokens of time", () => itIsAModel({ manifest: unaligned, folder }));

  it("hears and writes what transformers' whole model does", async () => {
    const { recogniser: settings } = manifest;
    const open = { ...options, locate: ({ file }: { readonly file: string }) => join(folder, file) };
    const [writing, encoding] = await openSessions(
      toSessionOptions(settings.decoder, open),
      toSessionOptions(settings.encoder, open),
    );
    try {
      const listener = createListener({
        id: manifest.id,
        settings,
        logMel: createLogMel(settings.bands),
        encoding,
        writing,
      });
      for (const { seconds, ...reference } of readSoundReference().sounds) {
        const heard = await listener.listen(renderSound(seconds));
        expect(heard.noSpeech).to.be.closeTo(reference.noSpeech, 1e-6);
        expect(heard.language).to.equal(reference.language);
        const tokens: GeneratedToken[] = [];
        for await (const token of heard.write(heard.language, reference.tokens.length, undefined)) tokens.push(token);
        expect(tokens.map(({ id }) => id)).to.deep.equal(reference.tokens);
        for (const [n, { logProbability, attention }] of tokens.entries()) {
          expect(logProbability).to.be.closeTo(reference.logProbabilities[n] as number, 1e-3);
          expect(attention).to.have.length(1);
          for (const [at, share] of (reference.attention[n] as readonly number[]).entries())
            expect(attention?.[0]?.[at]).to.be.closeTo(share, 1e-5);
        }
      }
    } finally {
      await Promise.all([writing, encoding].map((session) => session[Symbol.asyncDispose]()));
    }
  });

  it("tells the language that it found, or was told", async () => {
    await using model = createModel({ manifest, folder }, options);
    const transcriber = await model.open("transcription");
    const languagesOf = async (language?: string) => {
      const found = new Set<string | undefined>();
      const sound = (async function* () {
        yield renderSound(1);
      })();
      for await (const word of transcriber.transcribe(sound, { language })) found.add(word.language);
      return [...found];
    };
    expect(await languagesOf()).to.deep.equal([readSoundReference().sounds[0]?.language]);
    expect(await languagesOf("en-GB")).to.deep.equal(["en"]);
  });

  it("hears a long sound in parts, and goes on in time", async () => {
    await using model = createModel({ manifest, folder }, options);
    const transcriber = await model.open("transcription");
    const sound = (async function* () {
      for (let n = 0; n < 40; n += 1) yield renderSound(1);
    })();
    let last = 0;
    for await (const { startSeconds } of transcriber.transcribe(sound)) {
      expect(startSeconds).to.be.at.least(last);
      last = startSeconds;
    }
    expect(last).to.be.within(20, 40);
  });

  it("refuses what prepares sound in another way, before its graphs are fetched", async () => {
    const other = await mkdtemp(join(tmpdir(), "kinodex-other-"));
    try {
      await cp(whisperDouble, join(other, "moonshine"), { recursive: true });
      const path = join(other, "moonshine", "preprocessor_config.json");
      const settings = JSON.parse(await readFile(path, "utf8")) as object;
      await writeFile(path, JSON.stringify({ ...settings, feature_extractor_type: "Wav2Vec2FeatureExtractor" }));
      const pulling = pullRepository(await openFolderRepository(join(other, "moonshine")), join(other, "kept"));
      expect((await errorOf(pulling)).message)
        .to.include("Wav2Vec2FeatureExtractor")
        .and.include("Whisper");
    } finally {
      await rm(other, { recursive: true });
    }
  });
});
