import { expect } from "chai";
import type { Span } from "../../../src/core/span.js";
import { maxWindowSeconds, toSpeechWindows, type SpeechWindow } from "../../../src/annotators/speech/speechWindows.js";
import {
  openVoiceNetwork,
  voiceBlockLength,
  voiceBlockSeconds,
  type VoiceNetwork,
} from "../../../src/annotators/speech/voiceMeter.js";
import { temporaryFolder } from "../../media/renderClip.js";
import { skip } from "../../skip.js";
import { canSpeak, inBlocks, mix, renderHiss, renderMelody, renderNoise, sampleRate, speak } from "./sounds.js";

const story =
  "The old lighthouse keeper climbed the narrow stairs every evening before sunset. He carried a small lantern and a " +
  "basket of bread. Far below, the fishing boats returned to the harbour with their nets full of herring.";

async function collect(windows: AsyncIterable<SpeechWindow>): Promise<readonly SpeechWindow[]> {
  const found: SpeechWindow[] = [];
  for await (const window of windows) found.push(window);
  return found;
}

describe("speech in a sound", () => {
  const folder = temporaryFolder();
  let network: VoiceNetwork;
  before(async () => (network = await openVoiceNetwork()));
  after(() => network[Symbol.asyncDispose]());

  const windowsOf = (sound: Float32Array, length?: number) =>
    collect(toSpeechWindows(inBlocks(sound, length), network.createMeter()));

  for (const [name, render] of [
    ["silence", () => new Float32Array(20 * sampleRate)],
    ["faint noise", () => renderNoise(20, 0.01)],
    ["loud noise", () => renderNoise(20, 0.3)],
    ["hiss", () => renderHiss(20, 0.2)],
    ["a melody", () => renderMelody(20, 0.4)],
    ["a faint melody in noise", () => mix(20, [0, renderMelody(20, 0.1)], [0, renderNoise(20, 0.02)])],
    ["a tone that comes and goes", () => renderMelody(20, 0.3).map((value, n) => (n % 32_000 < 9_000 ? value : 0))],
  ] as const)
    it(`is none in ${name}`, async () => expect(await windowsOf(render())).to.deep.equal([]));

  for (const [name, background] of [
    ["silence", () => new Float32Array(0)],
    ["noise", () => renderNoise(60, 0.02)],
    ["hiss", () => renderHiss(60, 0.05)],
    ["music", () => renderMelody(60, 0.04)],
  ] as const)
    it(`is found in ${name}, in at least 95 of 100 blocks of 32 ms`, async function () {
      if (!canSpeak) skip(this, "espeak-ng is not installed");
      const [first, second] = [
        speak(folder, story),
        speak(folder, "Nobody could reach the island for weeks.", "en-gb"),
      ];
      const clean = mix(60, [5.3, first], [26, second], [31.5, second], [41.2, first]);
      const sound = mix(60, [0, clean], [0, background()]);
      const spans = (await windowsOf(sound)).flatMap((window) => window.spans);
      const [expected, found] = [
        labelsOfSound(clean),
        labelsOfSpans(spans, Math.ceil(sound.length / voiceBlockLength)),
      ];
      const right = expected.filter((isSpeech, n) => isSpeech === found[n]).length / expected.length;
      expect(right).to.be.at.least(0.95);
    });

  it("is the same however the sound comes in blocks, and lies where it is said to", async function () {
    if (!canSpeak) skip(this, "espeak-ng is not installed");
    const sound = mix(30, [4, speak(folder, story)]);
    const windows = await windowsOf(sound, 16_384);
    expect(await windowsOf(sound, 333)).to.deep.equal(windows);
    for (const { startSeconds, samples } of windows) {
      const from = Math.round(startSeconds * sampleRate);
      expect(samples).to.deep.equal(sound.slice(from, from + samples.length));
    }
  });

  describe("packed into windows", () => {
    /** Tells loud blocks from quiet ones. */
    const meter = { measure: async (block: Float32Array) => (block.some((value) => Math.abs(value) > 0.1) ? 1 : 0) };
    const pack = (sound: Float32Array) => collect(toSpeechWindows(inBlocks(sound), meter));
    const loud = (seconds: number) => renderNoise(seconds, 0.5, 3);

    it("holds what follows after short pauses in one, and what follows later in another", async () => {
      const windows = await pack(mix(40, [2, loud(3)], [6, loud(3)], [20, loud(2)]));
      expect(windows.map(({ spans }) => spans.length)).to.deep.equal([2, 1]);
      for (const { startSeconds, samples, spans } of windows) {
        expect(startSeconds).to.be.below((spans[0] as Span).startSeconds);
        expect(startSeconds + samples.length / sampleRate).to.be.above((spans.at(-1) as Span).endSeconds);
      }
    });

    it("never holds more than 28 s, nor any sound twice, however long somebody speaks", async () => {
      const quiet = loud(100).map((value, n) => (Math.abs((n / sampleRate) % 19) < 0.05 ? value * 0.4 : value));
      const windows = await pack(mix(110, [3, quiet]));
      expect(windows.length).to.be.at.least(4);
      let end = 0;
      for (const { startSeconds, samples, spans } of windows) {
        const lengthSeconds = samples.length / sampleRate;
        expect(lengthSeconds).to.be.at.most(maxWindowSeconds);
        expect(startSeconds).to.be.at.least(end - 1e-9);
        end = startSeconds + lengthSeconds;
        for (const [n, span] of spans.entries())
          expect(span.startSeconds).to.be.at.least(spans[n - 1]?.endSeconds ?? startSeconds);
      }
      const spoken = windows
        .flatMap(({ spans }) => spans)
        .reduce((sum, span) => sum + span.endSeconds - span.startSeconds, 0);
      expect(spoken).to.be.closeTo(100, 0.3);
    });

    it("is given while the sound goes on, once a pause is long", async () => {
      let pulled = 0;
      const endless = (async function* () {
        for (; ; pulled += 1) yield pulled === 3 ? loud(1) : new Float32Array(sampleRate);
      })();
      for await (const { spans } of toSpeechWindows(endless, meter)) {
        expect(spans).to.have.length(1);
        break;
      }
      expect(pulled).to.be.below(12);
    });
  });
});

/** Which blocks have speech, by the energy of speech alone; pauses of less than 0.3 s count as speech. */
function labelsOfSound(clean: Float32Array): readonly boolean[] {
  const count = Math.ceil(clean.length / voiceBlockLength);
  const labels = Array.from({ length: count }, (_, n) => {
    const block = clean.subarray(n * voiceBlockLength, (n + 1) * voiceBlockLength);
    return block.reduce((sum, value) => sum + value * value, 0) / block.length > 1e-5;
  });
  const maxPause = 0.3 / voiceBlockSeconds;
  let last = Number.NEGATIVE_INFINITY;
  for (const [n, isSpeech] of [...labels].entries()) {
    if (!isSpeech) continue;
    if (n - last <= maxPause) labels.fill(true, last, n);
    last = n;
  }
  return labels;
}

function labelsOfSpans(spans: readonly Span[], count: number): readonly boolean[] {
  return Array.from({ length: count }, (_, n) => {
    const middle = (n + 0.5) * voiceBlockSeconds;
    return spans.some(({ startSeconds, endSeconds }) => startSeconds <= middle && middle < endSeconds);
  });
}
