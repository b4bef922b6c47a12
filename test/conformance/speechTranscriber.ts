import { expect } from "chai";
import type {
  SpeechTranscriber,
  SpokenWord,
  TranscriptionOptions,
} from "../../src/models/capabilities/transcription.js";
import { failureOf } from "../store/fixtures.js";

/** What every {@link SpeechTranscriber} must do; call it inside a `describe`. */
export function itIsASpeechTranscriber(open: () => Promise<SpeechTranscriber>): void {
  /** Tones that rise: no speech, but models of speech say something of them. */
  const render = (seconds: number, sampleRate: number): Float32Array =>
    Float32Array.from({ length: seconds * sampleRate }, (_, n) => 0.4 * Math.sin((n * (200 + n / 400)) / sampleRate));

  async function* inBlocks(samples: Float32Array, length: number, onEnd = () => {}): AsyncGenerator<Float32Array> {
    try {
      for (let at = 0; at < samples.length; at += length) yield samples.slice(at, at + length);
    } finally {
      onEnd();
    }
  }

  const hear = async (
    sound: AsyncIterable<Float32Array>,
    options?: TranscriptionOptions,
    signal?: AbortSignal,
  ): Promise<readonly SpokenWord[]> => {
    const words: SpokenWord[] = [];
    for await (const word of (await open()).transcribe(sound, options, signal)) words.push(word);
    return words;
  };

  it("gives words in time order, inside the sound, with probabilities", async () => {
    const { sampleRate } = await open();
    const words = await hear(inBlocks(render(3, sampleRate), 4096));
    for (const [n, { text, startSeconds, endSeconds, probability }] of words.entries()) {
      expect(startSeconds).to.be.at.least(words[n - 1]?.startSeconds ?? 0);
      expect(endSeconds).to.be.at.least(startSeconds).and.at.most(3.001);
      expect(text).to.equal(text.trim()).and.not.to.equal("");
      expect(probability).to.be.within(0, 1);
    }
  });

  it("gives the same words however the sound comes in blocks", async () => {
    const { sampleRate } = await open();
    const sound = render(2, sampleRate);
    const words = await hear(inBlocks(sound, sound.length));
    expect(await hear(inBlocks(sound, 777))).to.deep.equal(words);
  });

  it("says nothing of silence, and of no sound", async () => {
    const { sampleRate } = await open();
    expect(await hear(inBlocks(new Float32Array(40 * sampleRate), 16_384))).to.deep.equal([]);
    expect(await hear(inBlocks(new Float32Array(), 1))).to.deep.equal([]);
  });

  it("leaves the sound as it is", async () => {
    const { sampleRate } = await open();
    const sound = render(1, sampleRate);
    const before = sound.slice();
    await hear(
      (async function* () {
        yield sound;
      })(),
    );
    expect(sound).to.deep.equal(before);
  });

  it("stops when it is told to, and closes the sound", async () => {
    const { sampleRate } = await open();
    let isClosed = false;
    const sound = inBlocks(render(60, sampleRate), 4096, () => (isClosed = true));
    const signal = AbortSignal.abort();
    expect(await failureOf(() => hear(sound, {}, signal))).to.include({ code: "interrupted" });
    expect(isClosed).to.equal(true);
  });

  it("throws what the sound throws", async () => {
    const { sampleRate } = await open();
    const failing = (async function* () {
      yield render(1, sampleRate);
      throw new Error("the file has gone");
    })();
    expect(await failureOf(() => hear(failing))).to.include({ message: "the file has gone" });
  });

  it("refuses a language that it does not know", async () => {
    const { sampleRate } = await open();
    const asking = () => hear(inBlocks(render(1, sampleRate), 4096), { language: "tlh" });
    expect(await failureOf(asking)).to.include({ code: "usage" });
  });
}
