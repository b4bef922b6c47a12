import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseSubtitles } from "../../src/annotators/formats/parseSubtitles.js";
import { locateFfmpeg, type FfmpegBinaries } from "../../src/media/findFfmpeg.js";
import { expectSameProbe, meanDifference, numbersOf } from "./compareReadings.js";
import type { CutReading, FrameReading, Reading, WholeReading } from "./readings.js";
import { needsCurrentRenderer, temporaryFolder } from "./renderClip.js";
import { REFUSED, renderVersionClips } from "./versionClips.js";
import { skip } from "../skip.js";

/** The ffmpegs of this machine, each version once: on the PATH, carried, and all that the environment names. */
const ffmpegs = await findAll();

async function findAll(): Promise<readonly FfmpegBinaries[]> {
  const { PATH, FFMPEG_PATH, KINODEX_TEST_RENDER_FFMPEG, KINODEX_TEST_FFMPEGS } = process.env;
  const listed = (KINODEX_TEST_FFMPEGS ?? "").split(delimiter);
  const named = [KINODEX_TEST_RENDER_FFMPEG, FFMPEG_PATH, ...listed].filter(Boolean);
  const found = await Promise.all([
    locateFfmpeg({ PATH }),
    locateFfmpeg({ PATH: "" }).catch(() => undefined), // the carried one; none for some platforms
    ...named.map((path) => locateFfmpeg({ PATH, FFMPEG_PATH: path })),
  ]);
  const byVersion = new Map<string, FfmpegBinaries>();
  for (const binaries of found)
    if (binaries && !byVersion.has(binaries.version)) byVersion.set(binaries.version, binaries);
  return [...byVersion.values()];
}

const is2018 = (version: string): boolean => version.startsWith("N-47683");

/** What cannot be the same, and why. Only these are left out of the comparison, and only with these versions. */
const DIFFERENCES: readonly {
  readonly clip: string;
  readonly of: keyof WholeReading;
  readonly aspect: "all" | "times" | "problems" | "length" | "rate";
  readonly version: (version: string) => boolean;
  readonly why: string;
}[] = [
  {
    clip: "av1.mp4",
    of: "keyframes",
    aspect: "all",
    version: is2018,
    why: "its libaom says of every picture that it is a keyframe",
  },
  { clip: "colours.gif", of: "probe", aspect: "length", version: is2018, why: "it works out no length for a GIF" },
  {
    clip: "zeroed.ts",
    of: "keyframes",
    aspect: "problems",
    version: is2018,
    why: "it does not say that a packet is corrupt, and the keyframes are whole",
  },
  {
    clip: "short-wmv2.wmv",
    of: "keyframes",
    aspect: "problems",
    version: () => true,
    why: "some decoders look at the cut-off picture before they leave it out; all say that the file is cut short",
  },
  ...(["length", "rate"] as const).map((aspect) => ({
    clip: "variable.mp4",
    of: "cut" as const,
    aspect,
    version: () => true,
    why: "the last picture of a cut lasts one tick before ffmpeg 8, and as long as in the source since then",
  })),
];

describe("Every version of ffmpeg", () => {
  const folder = temporaryFolder();
  const [reference, ...others] = ffmpegs as [FfmpegBinaries, ...FfmpegBinaries[]];
  const readings = new Map<string, Record<string, Reading>>();
  let names: readonly string[];

  before(async function () {
    needsCurrentRenderer(this);
    this.timeout(300_000);
    names = renderVersionClips(folder);
    const readWith = async ({ ffmpegPath, version }: FfmpegBinaries) =>
      readings.set(version, await readAll(folder, names, { ...process.env, FFMPEG_PATH: ffmpegPath }));
    await Promise.all(ffmpegs.map(readWith));
  });

  it("shows the frames that were drawn, by their numbers, or refuses the file", () => {
    for (const { version } of ffmpegs) {
      for (const [name, reading] of Object.entries(readings.get(version)!)) {
        const about = `${name} by ${version}`;
        if (REFUSED.includes(name)) {
          expect(reading.probe, about).to.be.a("string");
          continue;
        }
        const { all, part, cut } = reading as WholeReading as Record<"all" | "part", FrameReading> & {
          cut: CutReading;
        };
        expect(all.timesSeconds.length, about).to.be.at.least(name.startsWith("short") ? 20 : 25);
        // the middle is damaged, or not where it was drawn, or has too few shades, or other ones
        if (/^(zeroed|turned|msvideo1|colours|pq|hlg)/.test(name)) continue;
        expectDrawn(name, all, 0, about);
        expectDrawn(name, part, 0, `part of ${about}`);
        // where a file was cut short its last picture is held
        const isThere = (seconds: number): boolean => seconds + 0.52 < all.timesSeconds.at(-1)!;
        expectDrawn(name, { ...cut, timesSeconds: cut.timesSeconds.filter(isThere) }, 0.52, `cut of ${about}`);
      }
    }
  });

  if (others.length === 0)
    it("agrees with another", function () {
      skip(this, "there is only one ffmpeg here");
    });
  for (const { version } of others) {
    describe(`${version} and ${reference.version}`, () => {
      const each = (compare: (mine: Reading, its: Reading, name: string) => void): void => {
        for (const name of names) compare(readings.get(version)![name]!, readings.get(reference.version)![name]!, name);
      };
      const isLeftOut = (clip: string, of: string, aspect: string): boolean =>
        DIFFERENCES.some(
          (known) =>
            known.clip === clip &&
            known.of === of &&
            ["all", aspect].includes(known.aspect) &&
            [version, reference.version].some(known.version),
        );

      it("say the same of a file, and refuse the same ones in the same words", () =>
        each((mine, its, name) => {
          if (typeof its.probe === "string" || typeof mine.probe === "string")
            expect(mine.probe, name).to.equal(its.probe);
          else expectSameProbe(mine.probe, its.probe, `${name}, probe`, (aspect) => isLeftOut(name, "probe", aspect));
        }));

      for (const of of ["all", "keyframes", "rate", "part"] as const)
        it(`give the same pictures at the same times (${of})`, () =>
          eachRead(each, of, (mine, its, name) => {
            if (isLeftOut(name, of, "times")) return;
            expect(mine.timesSeconds, name).to.deep.equal(its.timesSeconds);
            // how a damaged picture is mended differs in a few pixels: 0.005 levels of 255 in the mean were measured
            // so does how a table of colours is interpolated: 0.06
            const most = /^(short|zeroed)/.test(name) ? 0.05 : /^(pq|hlg)/.test(name) ? 0.1 : 0;
            expect(meanDifference(mine, its), name).to.be.at.most(most);
          }));

      it("cut the same frames, at the same times", () =>
        eachRead(each, "cut", (mine, its, name) => {
          expect(mine.timesSeconds, name).to.deep.equal(its.timesSeconds);
          // encoded alike but for colours: version 9 moves those of JPEG to where MPEG has them, and the build of 2018
          // widens those of SVQ1 in another way: 2.2 and 2.7 levels of 255 in the mean were measured, 4.1 where version 9
          // makes chroma of red, green and blue, and 0 elsewhere
          const isOther = /mjpeg|svq1|msvideo1|qtrle|gif|gbr|full|pq|hlg/.test(name);
          const most = isOther ? 4.5 : /^(short|zeroed)/.test(name) ? 0.2 : 0; // the last picture is held
          expect(meanDifference(mine, its), name).to.be.at.most(most);
          expectSameProbe(mine.probe, its.probe, `${name}, cut`, (aspect) => isLeftOut(name, "cut", aspect));
        }));

      it("report the same problems", () => {
        for (const of of ["all", "keyframes", "rate", "part", "cut"] as const)
          eachRead(each, of, (mine, its, name) => {
            if (!isLeftOut(name, of, "problems")) expect(mine.problems, `${name}, ${of}`).to.deep.equal(its.problems);
          });
      });

      it("read the same words", () =>
        each((mine, its, name) => {
          if (name.startsWith("words")) expect(segmentsOf(mine), name).to.deep.equal(segmentsOf(its));
        }));
    });
  }

  it("says the same of a file without an ffprobe as with one", async function () {
    if (reference.ffprobePath === undefined) skip(this, "there is no ffprobe");
    mkdirSync(join(folder, "alone"));
    symlinkSync(reference.ffmpegPath, join(folder, "alone", "ffmpeg"));
    const some = ["h264.mp4", "late.mkv", "late.ts", "mpeg4.avi", "mpeg2.mpg", "theora.ogv", "turned.mp4", "wide.mp4"];
    const environment = { ...process.env, PATH: "", FFMPEG_PATH: join(folder, "alone", "ffmpeg") };
    const alone = await readAll(folder, some, environment);
    for (const name of some) {
      const [mine, its] = [alone[name] as WholeReading, readings.get(reference.version)![name] as WholeReading];
      expectSameProbe(mine.probe, its.probe, name, () => false);
      for (const of of ["all", "keyframes", "rate", "part"] as const) expect(mine[of], name).to.deep.equal(its[of]);
    }
  });
});

async function readAll(
  folder: string,
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Record<string, Reading>> {
  const program = fileURLToPath(new URL("readings.js", import.meta.url));
  const options = { env: environment, maxBuffer: 2 ** 28 };
  const { stdout } = await promisify(execFile)(process.execPath, [program, folder, ...names], options);
  return JSON.parse(stdout) as Record<string, Reading>;
}

/** Compares the numbers that frames show with those drawn at their times; `offsetSeconds` is where the first one was. */
function expectDrawn(name: string, frames: FrameReading, offsetSeconds: number, about: string): void {
  const [first = 0] = offsetSeconds > 0 ? frames.timesSeconds : [0];
  const drawn = frames.timesSeconds.map((seconds) => {
    const atSeconds = seconds - first + offsetSeconds;
    return name.startsWith("variable")
      ? Math.floor(Math.sqrt(atSeconds * 100) + 1e-6)
      : Math.round(atSeconds * 25) % 25;
  });
  // the pictures before the end of a file that was cut short may be shown in part
  const count = name.startsWith("short") ? drawn.length - 2 : drawn.length;
  expect(numbersOf(frames).slice(0, count), about).to.deep.equal(drawn.slice(0, count));
}

/** Compares what was read of each clip; a refusal must be the same text. */
function eachRead<K extends "all" | "keyframes" | "rate" | "part" | "cut">(
  each: (compare: (mine: Reading, its: Reading, name: string) => void) => void,
  of: K,
  compare: (mine: Exclude<WholeReading[K], string>, its: Exclude<WholeReading[K], string>, name: string) => void,
): void {
  each((mine, its, name) => {
    const [a, b] = [mine as WholeReading, its as WholeReading].map((reading) => reading[of]);
    if (typeof a === "object" && typeof b === "object")
      compare(a as Exclude<WholeReading[K], string>, b as Exclude<WholeReading[K], string>, name);
    else expect(a, `${name}, ${of}`).to.equal(b);
  });
}

/** The text of the tracks, as it is searched: without the tags for fonts that some versions add. */
function segmentsOf(reading: Reading): unknown {
  const { words } = reading as WholeReading;
  if (typeof words === "string") throw new Error(words);
  return words.map(({ trackIndex, language, subrip }) => [trackIndex, language, parseSubtitles(subrip).segments]);
}
