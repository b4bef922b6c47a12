import { expect } from "chai";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AUDIO_SAMPLE_RATE, decodeAudio, type AudioOutcome } from "../../src/media/decodeAudio.js";
import { probeMedia } from "../../src/media/probe.js";
import { ffmpeg, numberedFrames, temporaryFolder } from "./renderClip.js";

const H264 = "-c:v libx264 -pix_fmt yuv420p -g 25".split(" ");

/** A tone that is on in each second whose number, modulo `every`, is 1. */
const beeps = (seconds: number, every = 2, rate = 48_000): string =>
  `aevalsrc='0.5*sin(2*PI*440*t)*eq(mod(floor(t),${every}),1)':s=${rate}:d=${seconds}`;

async function listen(path: string): Promise<AudioOutcome & { readonly samples: Float32Array }> {
  const stream = decodeAudio(await probeMedia(path));
  const blocks: Float32Array[] = [];
  for await (const block of stream) blocks.push(block);
  const samples = new Float32Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    samples.set(block, at);
    at += block.length;
  }
  return { samples, ...(await stream.outcome) };
}

/** Where it is loud, in seconds, by its energy in 10 ms. */
function loudSpans(samples: Float32Array): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  const step = AUDIO_SAMPLE_RATE / 100;
  for (let n = 0; n * step < samples.length; n += 1) {
    const part = samples.subarray(n * step, (n + 1) * step);
    if (part.reduce((sum, value) => sum + value * value, 0) / part.length < 0.005) continue;
    const last = spans.at(-1);
    if (last && last[1] > n / 100 - 0.015) last[1] = (n + 1) / 100;
    else spans.push([n / 100, (n + 1) / 100]);
  }
  return spans;
}

function expectSpans(samples: Float32Array, expected: readonly (readonly [number, number])[], tolerance = 0.03): void {
  const found = loudSpans(samples);
  expect(found, JSON.stringify(found)).to.have.length(expected.length);
  for (const [n, [start, end]] of expected.entries()) {
    expect(found[n]?.[0], JSON.stringify(found)).to.be.closeTo(start, tolerance);
    expect(found[n]?.[1], JSON.stringify(found)).to.be.closeTo(end, tolerance);
  }
}

describe("decodeAudio", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder, name);

  before(() => ffmpeg("-f", "lavfi", "-i", numberedFrames(4), ...H264, at("pictures.mp4")));

  /** The pictures, from `pictureSeconds` on, with beeps of `seconds` from `soundSeconds` on. */
  const render = (
    name: string,
    { pictureSeconds = 0, soundSeconds = 0, seconds = 4, offset = 0, codec = name.endsWith("ts") ? "mp2" : "aac" } = {},
    ...more: readonly string[]
  ): string => {
    const pictures = ["-itsoffset", String(pictureSeconds), "-i", at("pictures.mp4")];
    const sound = ["-itsoffset", String(soundSeconds), "-f", "lavfi", "-i", beeps(seconds)];
    const muxing = offset === 0 ? [] : ["-output_ts_offset", String(offset)];
    const maps = ["-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", codec];
    ffmpeg(...pictures, ...sound, ...maps, ...more, ...muxing, at(name));
    return at(name);
  };

  for (const name of ["plain.mp4", "plain.mkv", "plain.ts", "plain.mov"])
    it(`gives the sound at the times of the pictures (${name})`, async () => {
      const { samples, complete, problems, lengthSeconds } = await listen(render(name));
      expect(problems).to.deep.equal([]);
      expect(complete).to.equal(true);
      expectSpans(samples, [
        [1, 2],
        [3, 4],
      ]);
      expect(lengthSeconds).to.be.closeTo(4, 0.06);
      expect(samples.length).to.equal(Math.round(lengthSeconds * AUDIO_SAMPLE_RATE));
      const tone = samples.subarray(1.2 * AUDIO_SAMPLE_RATE, 1.8 * AUDIO_SAMPLE_RATE);
      const power = tone.reduce((sum, value) => sum + value * value, 0) / tone.length;
      expect(Math.sqrt(power)).to.be.closeTo(0.5 / Math.SQRT2, 0.02);
    });

  for (const [name, offset] of [
    ["late.mp4", 0],
    ["late.mkv", 0],
    ["late.ts", 0],
    ["shifted.mkv", 7],
    ["shifted.ts", 7],
  ] as const)
    it(`begins with silence where the sound begins later than the pictures (${name})`, async () => {
      const { samples } = await listen(render(name, { soundSeconds: 1.5, offset }));
      expectSpans(samples, [
        [2.5, 3.5],
        [4.5, 5.5],
      ]);
    });

  for (const name of ["early.mp4", "early.mkv", "early.ts"])
    it(`begins with the sound where that begins before the pictures, as players do (${name})`, async () => {
      const path = render(name, { pictureSeconds: 1.5 });
      expect((await probeMedia(path)).firstPictureSeconds).to.be.closeTo(1.5, 0.05);
      expectSpans((await listen(path)).samples, [
        [1, 2],
        [3, 4],
      ]);
    });

  it("cuts what is heard before the clock starts", async () => {
    const path = render("before.mkv");
    const info = { ...(await probeMedia(path)), startSeconds: 1.25 };
    const blocks: number[] = [];
    for await (const block of decodeAudio(info)) blocks.push(...block);
    expectSpans(Float32Array.from(blocks), [
      [0, 0.75],
      [1.75, 2.75],
    ]);
  });

  it("fills gaps between timestamps with silence", async () => {
    const cut = ["-af", "aselect='lt(t,1.5)+gt(t,3)'"]; // half a second of the first tone is left, then the second
    const { samples, problems } = await listen(render("gap.mkv", { codec: "pcm_s16le" }, ...cut));
    expectSpans(samples, [
      [1, 1.5],
      [3, 4],
    ]);
    expect(problems).to.deep.equal([]);
  });

  it("mixes all channels into one, and resamples any rate", async () => {
    for (const [name, layout, rate] of [
      ["surround.mkv", "5.1", 48_000],
      ["right.mkv", "stereo", 44_100],
      ["slow.mkv", "mono", 8_000],
    ] as const) {
      const channels = { "5.1": "0|0|0|0|0|", stereo: "0|", mono: "" }[layout];
      const tone = `aevalsrc='${channels}0.8*sin(2*PI*440*t)*eq(mod(floor(t),2),1)':s=${rate}:d=4:c=${layout}`;
      const inputs = ["-i", at("pictures.mp4"), "-f", "lavfi", "-i", tone];
      ffmpeg(...inputs, ..."-c:v copy -c:a pcm_s16le".split(" "), at(name));
      const { samples, complete } = await listen(at(name));
      expect(complete).to.equal(true);
      const scaled = samples.map((value) => value * { "5.1": 6, stereo: 2, mono: 1 }[layout]);
      expectSpans(scaled, [
        [1, 2],
        [3, 4],
      ]);
    }
  });

  it("reads on where rate and channels change in mid-stream", async () => {
    for (const [n, options] of ["-ar 48000 -ac 2", "-ar 32000 -ac 1"].entries())
      ffmpeg(
        "-i",
        at("pictures.mp4"),
        ..."-f lavfi -i".split(" "),
        beeps(4),
        ...`-c:v copy -c:a mp2 ${options} -output_ts_offset ${n * 4}`.split(" "),
        at(`part${n}.ts`),
      );
    writeFileSync(at("changing.ts"), Buffer.concat([0, 1].map((n) => readFileSync(at(`part${n}.ts`)))));
    const { samples } = await listen(at("changing.ts"));
    expectSpans(
      samples,
      [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ],
      0.1,
    );
  });

  it("says clearly that there is none", async () => {
    const stream = decodeAudio(await probeMedia(at("pictures.mp4")));
    expect(stream.hasSound).to.equal(false);
    for await (const _ of stream) expect.fail("there is no sound");
    expect(await stream.outcome).to.deep.equal({ lengthSeconds: 0, complete: true, problems: [] });
  });

  it("gives sound that is shorter or longer than the pictures as it is", async () => {
    expect((await listen(render("short.mp4", { seconds: 2 }))).lengthSeconds).to.be.closeTo(2, 0.06);
    const long = await listen(render("long.mp4", { seconds: 8 }));
    expect(long.lengthSeconds).to.be.closeTo(8, 0.06);
    expect(long.complete).to.equal(true);
  });

  it("reads what can be read of a damaged file, and says that something is lost", async () => {
    const path = render("damaged.ts");
    const bytes = readFileSync(path);
    bytes.fill(0x55, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.6));
    writeFileSync(path, bytes);
    const { samples, complete, problems } = await listen(path);
    expect(complete).to.equal(false);
    expect(problems.join()).to.match(/damaged|missing/);
    expect(loudSpans(samples)).to.not.be.empty;
  });

  it("tells sound that cannot be read at all as a problem", async () => {
    const path = render("unknown.mkv", { codec: "pcm_s16le" });
    const info = await probeMedia(path);
    const stream = decodeAudio({ ...info, sound: { streamIndex: 9, channels: 1 } });
    for await (const _ of stream) expect.fail("there is no such stream");
    const { complete, problems } = await stream.outcome;
    expect(complete).to.equal(false);
    expect(problems.join()).to.include("the sound cannot be read");
  });

  it("stops when it is told to, and names a file that has gone", async () => {
    const path = render("gone.mkv");
    const info = await probeMedia(path);
    const abort = new AbortController();
    const failure = async (stream: AsyncIterable<Float32Array>): Promise<unknown> => {
      try {
        for await (const _ of stream) abort.abort();
      } catch (error) {
        return error;
      }
      return undefined;
    };
    const interrupted = decodeAudio(info, { signal: abort.signal });
    expect(await failure(interrupted)).to.include({ code: "interrupted" });
    expect(await failure(interrupted)).to.include({ code: "usage" });
    rmSync(path);
    expect(await failure(decodeAudio(info))).to.include({ code: "input" });
  });

  it("can be left at any time", async () => {
    const stream = decodeAudio(await probeMedia(render("left.mkv", { seconds: 60 })));
    for await (const _ of stream) break;
    expect((await stream.outcome).problems).to.deep.equal(["its reader stopped before the end"]);
  });
});
