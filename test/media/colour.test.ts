import { expect } from "chai";
import { join } from "node:path";
import { lightCurveOf, guessMatrix, toPictureColour } from "../../src/media/colour/pictureColour.js";
import { toSdr, type Rgb } from "../../src/media/colour/toSdr.js";
import { cutClip } from "../../src/media/cut.js";
import { probeMedia } from "../../src/media/probe.js";
import { extractThumbnail } from "../../src/media/thumbnail.js";
import { decodeAll, ffmpeg, temporaryFolder } from "./renderClip.js";

/** Colours as an SDR screen shows them, 0 to 255; none of them is a highlight. */
const BANDS: readonly Rgb[] = [
  [118, 118, 118],
  [200, 150, 120],
  [150, 60, 50],
  [60, 130, 70],
  [50, 70, 140],
];
const BAND_WIDTH = 16;

type Matrix = readonly [red: number, blue: number];
const MATRICES = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722], bt2020: [0.2627, 0.0593] } as const;

/** Light, in parts of white, of BT.709 in BT.2020: the inverse of what the code under test multiplies by. */
function toBt2020([red, green, blue]: Rgb): Rgb {
  return [
    0.6274 * red + 0.3293 * green + 0.0433 * blue,
    0.0691 * red + 0.9195 * green + 0.0114 * blue,
    0.0164 * red + 0.088 * green + 0.8956 * blue,
  ];
}

const toLight = (shown: Rgb): Rgb => each(shown, (value) => (value / 255) ** 2.4);
const each = ([red, green, blue]: Rgb, change: (value: number) => number): Rgb => [
  change(red),
  change(green),
  change(blue),
];

/** SMPTE ST 2084, of light in parts of an SDR screen's white, 120 cd/m². */
function toPq(light: number): number {
  const power = ((light * 120) / 10_000) ** 0.1593017578125;
  return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375;
}

/** ARIB STD-B67, of the light of a screen of 1000 cd/m². */
function toHlg(light: Rgb): Rgb {
  const display = each(light, (value) => (value * 120) / 1000);
  const luminance = 0.2627 * display[0] + 0.678 * display[1] + 0.0593 * display[2];
  return each(display, (value) => {
    const scene = value * luminance ** (1 / 1.2 - 1);
    return scene <= 1 / 12 ? Math.sqrt(3 * scene) : 0.17883277 * Math.log(12 * scene - 0.28466892) + 0.55991073;
  });
}

/** Numbers of luma and chroma, as stored in `bits`, limited or full range. */
function toYuv(stored: Rgb, [red, blue]: Matrix, bits: number, isFull = false): Rgb {
  const luma = red * stored[0] + (1 - red - blue) * stored[1] + blue * stored[2];
  const chroma = [(stored[2] - luma) / (2 * (1 - blue)), (stored[0] - luma) / (2 * (1 - red))] as const;
  const unit = 2 ** (bits - 8);
  const [low, reach, chromaReach] = isFull ? [0, 255, 255] : [16, 219, 224];
  return [(low + reach * luma) * unit, (128 + chromaReach * chroma[0]) * unit, (128 + chromaReach * chroma[1]) * unit];
}

interface Stored {
  readonly name: string;
  readonly pixelFormat: string;
  /** What is stored for a colour that an SDR screen shows. */
  readonly store: (shown: Rgb) => Rgb;
  /** What the file says of it. */
  readonly tags: readonly string[];
  readonly scale?: number;
}

const tag = (space: string, primaries: string, transfer: string, range = "tv"): readonly string[] => [
  "-colorspace",
  space,
  "-color_primaries",
  primaries,
  "-color_trc",
  transfer,
  "-color_range",
  range,
];
const fraction = (shown: Rgb): Rgb => each(shown, (value) => value / 255);

const STORED: readonly Stored[] = [
  {
    name: "PQ",
    pixelFormat: "yuv420p10le",
    store: (shown) => toYuv(each(toBt2020(toLight(shown)), toPq), MATRICES.bt2020, 10),
    tags: tag("bt2020nc", "bt2020", "smpte2084"),
  },
  {
    name: "PQ of 12 bits",
    pixelFormat: "yuv422p12le",
    store: (shown) => toYuv(each(toBt2020(toLight(shown)), toPq), MATRICES.bt2020, 12),
    tags: tag("bt2020nc", "bt2020", "smpte2084"),
  },
  {
    name: "PQ of full range",
    pixelFormat: "yuv420p10le",
    store: (shown) => toYuv(each(toBt2020(toLight(shown)), toPq), MATRICES.bt2020, 10, true),
    tags: tag("bt2020nc", "bt2020", "smpte2084", "pc"),
  },
  {
    name: "HLG",
    pixelFormat: "yuv420p10le",
    store: (shown) => toYuv(toHlg(toBt2020(toLight(shown))), MATRICES.bt2020, 10),
    tags: tag("bt2020nc", "bt2020", "arib-std-b67"),
  },
  {
    name: "BT.2020",
    pixelFormat: "yuv420p10le",
    store: (shown) =>
      toYuv(
        each(toBt2020(toLight(shown)), (light) => light ** (1 / 2.4)),
        MATRICES.bt2020,
        10,
      ),
    tags: tag("bt2020nc", "bt2020", "bt2020-10"),
  },
  {
    name: "BT.709",
    pixelFormat: "yuv420p",
    store: (shown) => toYuv(fraction(shown), MATRICES.bt709, 8),
    tags: tag("bt709", "bt709", "bt709"),
  },
  {
    name: "BT.709 of full range",
    pixelFormat: "yuv420p",
    store: (shown) => toYuv(fraction(shown), MATRICES.bt709, 8, true),
    tags: tag("bt709", "bt709", "bt709", "pc"),
  },
  {
    name: "BT.601",
    pixelFormat: "yuv420p",
    store: (shown) => toYuv(fraction(shown), MATRICES.bt601, 8),
    tags: tag("smpte170m", "smpte170m", "smpte170m"),
  },
  {
    name: "PAL's, as old tapes are",
    pixelFormat: "yuv420p",
    store: (shown) => toYuv(fraction(shown), MATRICES.bt601, 8),
    tags: tag("bt470bg", "bt470bg", "gamma28"),
  },
  {
    name: "untagged SD",
    pixelFormat: "yuv420p",
    store: (shown) => toYuv(fraction(shown), MATRICES.bt601, 8),
    tags: [],
  },
  {
    name: "untagged HD",
    pixelFormat: "yuv420p",
    store: (shown) => toYuv(fraction(shown), MATRICES.bt709, 8),
    tags: [],
    scale: 16,
  },
  // the planes of gbrp are green, blue and red
  { name: "RGB", pixelFormat: "gbrp", store: ([red, green, blue]) => [green, blue, red], tags: [] },
];

describe("Colours", () => {
  const folder = temporaryFolder();

  /** Five bands of known numbers, in a codec that keeps them. */
  function render({ name, pixelFormat, store, tags, scale = 1 }: Stored): string {
    const path = join(folder, `${name}.mkv`);
    const planes = [0, 1, 2].map((plane) => {
      const isHalved = pixelFormat !== "gbrp" && plane > 0;
      const bandWidth = (BAND_WIDTH * scale) / (isHalved ? 2 : 1);
      const numbers = BANDS.map((shown) => Math.round(store(shown)[plane] as number));
      return numbers.reduceRight((rest, number, n) => `if(lt(X,${(n + 1) * bandWidth}),${number},${rest})`, "0");
    });
    const [first, second, third] = planes;
    const options =
      pixelFormat === "gbrp"
        ? `g='${first}':b='${second}':r='${third}'`
        : `lum='${first}':cb='${second}':cr='${third}'`;
    const size = `${BANDS.length * BAND_WIDTH * scale}x${32 * scale}`;
    const source = `nullsrc=s=${size}:r=5:d=1,format=${pixelFormat},geq=${options}`;
    ffmpeg("-f", "lavfi", "-i", source, "-c:v", "ffv1", "-pix_fmt", pixelFormat, ...tags, path);
    return path;
  }

  function expectBands(pixels: Uint8Array, width: number, tolerance: number, about: string): void {
    const middleRow = Math.floor(pixels.length / 3 / width / 2) * width;
    for (const [n, shown] of BANDS.entries()) {
      const at = (middleRow + Math.floor(((n + 0.5) * width) / BANDS.length)) * 3;
      for (const [channel, value] of shown.entries())
        expect(pixels[at + channel], `${about}, band ${n}, channel ${channel}`).to.be.closeTo(value, tolerance);
    }
  }

  for (const stored of STORED)
    it(`are those that people see, in pictures and in cuts (${stored.name})`, async () => {
      const path = render(stored);
      const size = { width: 80, height: 32 } as const;
      const tolerance = /PQ|HLG|2020/.test(stored.name) ? 6 : 2;
      const { frames } = await decodeAll(path, { ...size, select: { mode: "rate", framesPerSecond: 2 } });
      expectBands(frames[0]!.pixels, 80, tolerance, "decoded");
      const thumbnail = await extractThumbnail(path, 0.5);
      expectBands(thumbnail.pixels, thumbnail.width, tolerance, "thumbnail");
      const cut = join(folder, "cut.mp4");
      await cutClip(path, { startSeconds: 0.2, endSeconds: 0.8 }, cut);
      expectBands((await decodeAll(cut, size)).frames[0]!.pixels, 80, tolerance + 2, "cut");
      const { colour } = await probeMedia(cut);
      const matrix = /601|SD/.test(stored.name) ? "smpte170m" : /PAL/.test(stored.name) ? "bt470bg" : "bt709";
      expect(colour).to.deep.include({ pixelFormat: "yuv420p", matrix });
      expect(lightCurveOf(colour)).to.equal("sdr");
    });

  it("keep their hue where light is brighter than the screen's white", () => {
    const highlight = toSdr([toPq(4), toPq(2), toPq(1)], "pq", "bt709");
    expect(highlight[0]).to.be.within(0.9, 1);
    expect(highlight[0]).to.be.above(highlight[1]);
    expect(highlight[1]).to.be.above(highlight[2]);
    for (const light of [9, 20, 49])
      expect(toSdr([toPq(light), toPq(light), toPq(light)], "pq", "bt2020")[0]).to.be.closeTo(1, 0.001);
    expect(toSdr([0, 0, 0], "pq", "bt2020")[0]).to.be.below(0.01);
    const steps = Array.from({ length: 100 }, (_, n) => toSdr([n / 99, n / 99, n / 99], "hlg", "bt2020")[1]);
    expect(steps).to.deep.equal(steps.toSorted((a, b) => a - b));
  });

  it("are taken for HD's by the size of a picture that says nothing, turned or not", () => {
    const nothing = toPictureColour({
      pixelFormat: "yuv420p",
      matrix: "unknown",
      primaries: undefined,
      transfer: undefined,
      range: "tv",
    });
    const matrixOf = (width: number, height: number) => guessMatrix(nothing, { width, height });
    expect([matrixOf(1280, 720), matrixOf(720, 1280), matrixOf(1024, 768)]).to.deep.equal(["bt709", "bt709", "bt709"]);
    expect([matrixOf(640, 480), matrixOf(720, 576), matrixOf(576, 1024)]).to.deep.equal([
      "smpte170m",
      "smpte170m",
      "smpte170m",
    ]);
    expect(guessMatrix({ ...nothing, matrix: "bt709" }, { width: 320, height: 240 })).to.equal(undefined);
  });
});
