import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AnnotatableVideo } from "../../../src/annotators/annotator.js";
import { createAnnotators } from "../../../src/annotators/annotators.js";
import { collectSegments } from "../../../src/annotators/collectSegments.js";
import { createSpeechAnnotator } from "../../../src/annotators/speech/speechAnnotator.js";
import { decodeAudio } from "../../../src/media/decodeAudio.js";
import { probeMedia } from "../../../src/media/probe.js";
import type { SpeechTranscriber } from "../../../src/models/capabilities/transcription.js";
import { pullModel } from "../../../src/models/hub/pull.js";
import { createModelShelf } from "../../../src/models/modelShelf.js";
import { openModel } from "../../../src/models/openModel.js";
import type { Model } from "../../../src/models/model.js";
import { itIsAnAnnotator } from "../../conformance/annotator.js";
import { modelOf } from "../../fixtures/modelOf.js";
import { ffmpeg, temporaryFolder } from "../../media/renderClip.js";
import { doublesFolder, useHub, type UsedHub } from "../../models/hub/useHub.js";
import { skip } from "../../skip.js";
import { failureOf } from "../../store/fixtures.js";
import { canSpeak, mix, renderMelody, renderNoise, sampleRate, speak } from "./sounds.js";

/** A video file with this sound; without, it has none. */
function renderVideo(path: string, seconds: number, sound?: Float32Array): string {
  const pictures = ["-f", "lavfi", "-i", `testsrc=s=64x48:r=5:d=${seconds}`];
  const raw = `${path}.f32`;
  if (sound) writeFileSync(raw, Buffer.from(sound.buffer));
  const heard = sound ? ["-f", "f32le", "-ar", String(sampleRate), "-ac", "1", "-i", raw] : [];
  ffmpeg(...pictures, ...heard, ..."-c:v libx264 -pix_fmt yuv420p".split(" "), ...(sound ? ["-c:a", "aac"] : []), path);
  return path;
}

async function open(path: string): Promise<AnnotatableVideo> {
  const media = await probeMedia(path);
  return {
    durationSeconds: media.durationSeconds ?? 0,
    shots: [],
    embeddings: () =>
      Promise.resolve({
        frames: { times: new Float64Array(), embeddings: new Float32Array() },
        clips: { clips: [], embeddings: new Float32Array() },
      }),
    sidecars: [],
    media: () => Promise.resolve(media),
    pictures: () => {
      throw new Error("no pictures are needed");
    },
    sound: () => Promise.resolve(decodeAudio(media)),
  };
}

/** Says "so many" for each window that it is given, and what it was given. */
function scripted(script: (samples: Float32Array) => ReturnType<typeof wordsOf>) {
  const heard: Float32Array[] = [];
  const languages: (string | undefined)[] = [];
  const transcriber: SpeechTranscriber = {
    sampleRate,
    async *transcribe(sound, { language } = {}) {
      for await (const samples of sound) {
        heard.push(samples);
        languages.push(language);
        yield* script(samples);
      }
    },
  };
  const model = modelOf({ id: "test/scripted", hash: "1", dimension: 0 }, { transcription: transcriber });
  return { model, heard, languages };
}

const wordsOf = (text: string, fromSeconds: number, eachSeconds: number) =>
  text.split(" ").map((word, n) => ({
    text: word,
    startSeconds: fromSeconds + n * eachSeconds,
    endSeconds: fromSeconds + (n + 1) * eachSeconds,
    probability: 0.9,
  }));

describe("the annotator that writes down what is said", () => {
  const folder = temporaryFolder();
  let hub: UsedHub;
  let model: Model;
  let spoken: Float32Array;

  before(async () => {
    hub = await useHub({ folder: doublesFolder });
    await pullModel("double/whisper");
    model = await openModel("double/whisper", { providers: ["cpu"], intraOpThreads: 1 });
    if (canSpeak) spoken = speak(folder, "The fishing boats returned to the harbour with their nets full of herring.");
  });
  after(async () => {
    await model[Symbol.asyncDispose]();
    await hub[Symbol.asyncDispose]();
  });

  describe("with a model of random weights", () => {
    beforeEach(function () {
      if (!canSpeak) skip(this, "espeak-ng is not installed");
    });
    itIsAnAnnotator(
      () => createSpeechAnnotator({ model }),
      async () => ({
        "of one sentence": await open(renderVideo(join(folder, "one.mp4"), 9, mix(9, [2, spoken]))),
        "of two, far apart": await open(renderVideo(join(folder, "two.mp4"), 30, mix(30, [1, spoken], [20, spoken]))),
      }),
    );
  });

  it("gives sentences at the times at which they are said", async function () {
    if (!canSpeak) skip(this, "espeak-ng is not installed");
    const length = spoken.length / sampleRate;
    const sound = mix(40, [3, spoken], [25, spoken], [0, renderNoise(40, 0.005)]);
    const { model: saying, heard } = scripted((samples) => {
      const each = samples.length / sampleRate / 4;
      return wordsOf("boats came back. Really", 0, each);
    });
    const video = await open(renderVideo(join(folder, "timed.mp4"), 40, sound));
    const { segments, problems } = await collectSegments(createSpeechAnnotator({ model: saying }), video);
    expect(problems).to.deep.equal([]);
    expect(heard).to.have.length(2);
    expect(segments.map(({ text }) => text)).to.deep.equal([
      "boats came back.",
      "Really",
      "boats came back.",
      "Really",
    ]);
    expect(segments[0]?.startSeconds).to.be.closeTo(3, 0.25);
    expect(segments[1]?.endSeconds).to.be.closeTo(3 + length, 0.3);
    expect(segments[2]?.startSeconds).to.be.closeTo(25, 0.25);
    expect(segments[3]?.endSeconds).to.be.closeTo(25 + length, 0.3);
    for (const { confidence } of segments) expect(confidence).to.be.closeTo(0.9, 1e-9);
  });

  it("lets a sentence go on from one window to the next", async function () {
    if (!canSpeak) skip(this, "espeak-ng is not installed");
    const each = spoken.length / sampleRate;
    const sound = mix(45, ...Array.from({ length: 9 }, (_, n) => [0.5 + n * each, spoken] as const));
    const texts = ["so the", "boats came back"];
    const { model: saying, heard } = scripted((samples) => {
      const text = texts.shift() as string;
      return wordsOf(text, text.startsWith("so") ? samples.length / sampleRate - 1.2 : 0.2, 0.4);
    });
    const video = await open(renderVideo(join(folder, "going.mp4"), 45, sound));
    const { segments } = await collectSegments(createSpeechAnnotator({ model: saying }), video);
    expect(heard).to.have.length(2);
    expect(segments.map(({ text }) => text)).to.deep.equal(["so the boats came back"]);
  });

  it("says nothing where nobody speaks, and loads no model for it", async () => {
    const silent = scripted(() => wordsOf("you", 0, 1));
    for (const [name, sound] of [
      ["none.mp4", undefined],
      ["silence.mp4", new Float32Array(10 * sampleRate)],
      ["melody.mp4", mix(10, [0, renderMelody(10, 0.3)], [0, renderNoise(10, 0.02)])],
    ] as const) {
      const video = await open(renderVideo(join(folder, name), 10, sound));
      const { segments, problems } = await collectSegments(createSpeechAnnotator({ model: silent.model }), video);
      expect(segments, name).to.deep.equal([]);
      expect(problems, name).to.deep.equal([]);
    }
    expect(silent.heard).to.deep.equal([]);
    expect(silent.model.providers()).to.deep.equal({});
  });

  it("tells what of the sound could not be read", async () => {
    const video = await open(renderVideo(join(folder, "whole.mp4"), 5, renderNoise(5, 0.01)));
    const media = await video.media();
    const sound = () => Promise.resolve(decodeAudio({ ...media, sound: { streamIndex: 9, channels: 1 } }));
    const { segments, problems } = await collectSegments(createSpeechAnnotator({ model }), { ...video, sound });
    expect(segments).to.deep.equal([]);
    expect(problems.join()).to.match(/^speech: the sound cannot be read/);
  });

  it("asks for the language that it was told, which changes its fingerprint as the model does", async function () {
    const fingerprintOf = (id: string, language?: string) =>
      createSpeechAnnotator({ model: modelOf({ id, hash: id, dimension: 0 }, {}), language }).fingerprint;
    expect(
      new Set([fingerprintOf("a"), fingerprintOf("b"), fingerprintOf("a", "de"), fingerprintOf("a")]).size,
    ).to.equal(3);
    if (!canSpeak) skip(this, "espeak-ng is not installed");
    const { model: asked, languages } = scripted(() => []);
    const video = await open(renderVideo(join(folder, "asked.mp4"), 8, mix(8, [1, spoken])));
    await collectSegments(createSpeechAnnotator({ model: asked, language: "de" }), video);
    expect(languages).to.deep.equal(["de"]);
  });

  describe("chosen by its name", () => {
    const choose = async (options: { readonly model?: string; readonly language?: string } = {}) => {
      await using models = createModelShelf({ providers: ["cpu"], intraOpThreads: 1 });
      const parts = { model: modelOf({ id: "test/index", hash: "1", dimension: 4 }, {}), models };
      return createAnnotators([{ name: "speech", ...options }], parts);
    };

    it("takes the only model that is here, or the one that is named", async () => {
      for (const options of [{}, { model: "double/whisper", language: "de" }]) {
        const { annotators, unavailable } = await choose(options);
        expect(unavailable).to.deep.equal([]);
        expect(annotators.map(({ name, source, needs }) => [name, source, needs])).to.deep.equal([
          ["speech", "speech", "sound"],
        ]);
      }
    });

    it("is unavailable without a model, with what to pull, and with several, until one is named", async () => {
      {
        await using _ = await useHub({ folder: doublesFolder }); // with nothing pulled
        const { unavailable } = await choose();
        expect(unavailable[0]?.unavailable).to.include("kinodex models pull");
      }
      await using _ = await useHub({ folder: doublesFolder });
      await pullModel("double/whisper");
      await pullModel(join(doublesFolder, "double", "whisper")); // as local/whisper
      expect((await choose()).unavailable[0]?.unavailable)
        .to.include("double/whisper")
        .and.include("local/whisper");
      expect((await choose({ model: "local/whisper" })).annotators).to.have.length(1);
    });

    it("refuses a model that does not transcribe, with those that do", async () => {
      await pullModel("double/clip");
      const error = await failureOf(() => choose({ model: "double/clip" }));
      expect(error).to.include({ code: "usage" });
      expect(error.message).to.include("double/whisper");
    });
  });
});
