import { expect } from "chai";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AnnotatableVideo } from "../../../src/annotators/annotator.js";
import { annotators } from "../../../src/annotators/annotators.js";
import { collectSegments } from "../../../src/annotators/collectSegments.js";
import { createScreenTextAnnotator } from "../../../src/annotators/screenText/screenTextAnnotator.js";
import { packageRoot } from "../../../src/core/paths.js";
import { decodeFrames } from "../../../src/media/decode.js";
import { probeMedia } from "../../../src/media/probe.js";
import { createModelShelf } from "../../../src/models/modelShelf.js";
import { itIsAnAnnotator } from "../../conformance/annotator.js";
import { ffmpeg, temporaryFolder } from "../../media/renderClip.js";
import { videoOfShots } from "../concepts/spokenWorld.js";

/** A text that a video shows, in pixels and seconds. */
interface ShownText {
  readonly text: string;
  readonly font?: string;
  readonly size?: number;
  readonly x?: number;
  /** May be an expression of the time `t`. */
  readonly y?: number | string;
  readonly from: number;
  readonly to: number;
}

const fonts = join(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"), "../ttf");
const still = ["-f", "lavfi", "-i", "color=0x304860:s=640x384:r=10"];
const moving = ["-i", join(packageRoot, "samples", "harbour.mp4")];

describe("the annotator that reads text in the picture", () => {
  const folder = temporaryFolder();
  const shelf = createModelShelf({ providers: ["cpu"], intraOpThreads: 1 });
  after(() => shelf[Symbol.asyncDispose]());
  const openReader = async () => (await shelf.open("kinodex/reader")).open("reading");
  const create = () => createScreenTextAnnotator({ modelHash: "test", framesPerSecond: 2, openReader });

  const render = (
    name: string,
    source: readonly string[],
    seconds: number,
    texts: readonly ShownText[],
  ): AnnotatableVideo => {
    const path = join(folder, name);
    const drawn = texts.map(({ text, font = "DejaVuSans.ttf", size = 24, x = 60, y = 60, from, to }) => {
      const enable = `enable='gte(t,${from})*lt(t,${to})'`;
      return `drawtext=fontfile='${join(fonts, font)}':text='${text}':fontsize=${size}:fontcolor=white:borderw=2:bordercolor=black:x=${x}:y='${y}':${enable}`;
    });
    const graph = ["scale=640:384,setsar=1", ...drawn].join(",");
    const encode = ["-t", String(seconds), "-an", "-c:v", "libx264", "-crf", "24", "-pix_fmt", "yuv420p"];
    ffmpeg(...source, "-vf", graph, ...encode, path);
    const media = () => probeMedia(path);
    async function* pictures(request: Parameters<AnnotatableVideo["pictures"]>[0]) {
      yield* decodeFrames(await media(), { ...request, maxFrames: 1_000 });
    }
    return { ...videoOfShots([]), durationSeconds: seconds, sidecars: [], media, pictures };
  };
  const annotate = async (video: AnnotatableVideo) => (await collectSegments(create(), video)).segments;

  /** Counts how often the network is asked. */
  const annotateCounting = async (video: AnnotatableVideo) => {
    let readings = 0;
    const counting = createScreenTextAnnotator({
      modelHash: "test",
      framesPerSecond: 2,
      async openReader() {
        const reader = await openReader();
        return { read: (...frames) => ((readings += 1), reader.read(...frames)) };
      },
    });
    return { segments: (await collectSegments(counting, video)).segments, readings };
  };

  itIsAnAnnotator(create, async () => ({
    "a still picture": render("still.mp4", still, 3, [{ text: "Mind the gap", from: 0, to: 3 }]),
  }));

  it("makes one segment of each text, with its span, over a picture that moves", async () => {
    const shown = [
      { text: "Welcome to the harbour", from: 1.2, to: 5.1, y: 320 },
      { text: "Platform 9", font: "DejaVuSerif-Bold.ttf", size: 34, from: 2.6, to: 7.4, y: 80 },
      { text: "Closed on Mondays", font: "DejaVuSansMono.ttf", size: 20, x: 300, y: 200, from: 5.8, to: 8.7 },
    ];
    const segments = await annotate(render("signs.mp4", moving, 10, shown));
    expect(segments.map(({ text }) => text)).to.deep.equal(shown.map(({ text }) => text));
    for (const [n, { startSeconds, endSeconds }] of segments.entries()) {
      expect(startSeconds).to.be.closeTo(shown[n]?.from as number, 0.5);
      expect(endSeconds).to.be.closeTo(shown[n]?.to as number, 0.5);
    }
  });

  it("reads a still picture once", async () => {
    const texts = ["One title of a slide", "and what stands below it"].map((text, n) => ({
      text,
      y: 60 + n * 40,
      from: 0,
      to: 12,
    }));
    const { segments, readings } = await annotateCounting(render("slide.mp4", still, 12, texts));
    expect(readings).to.equal(1);
    expect(segments.map(({ text, startSeconds, endSeconds }) => [text, startSeconds, endSeconds])).to.deep.equal([
      ["One title of a slide\nand what stands below it", 0, 12],
    ]);
  });

  it("reads nothing where nothing is written, and does not ask the network", async () => {
    expect(await annotateCounting(render("empty.mp4", still, 4, []))).to.deep.equal({ segments: [], readings: 0 });
  });

  it("makes one segment of each line of credits that scroll", async () => {
    const credits = ["Written by Ada Moreno", "Directed by Karl Lind", "Music by Nina Okafor"].map((text, n) => ({
      text,
      y: `384+${n * 70}-t*60`,
      from: 0,
      to: 12,
    }));
    const segments = await annotate(render("credits.mp4", still, 12, credits));
    expect(segments.map(({ text }) => text)).to.deep.equal(credits.map(({ text }) => text));
    for (const { startSeconds, endSeconds } of segments) expect(endSeconds - startSeconds).to.be.within(5, 8);
  });

  it("tells a text from the one that replaces it in its place", async () => {
    const segments = await annotate(
      render("captions.mp4", moving, 8, [
        { text: "He looks at the sea", y: 330, from: 1, to: 4 },
        { text: "and does not answer", y: 330, from: 4, to: 7 },
      ]),
    );
    expect(segments.map(({ text }) => text)).to.deep.equal(["He looks at the sea", "and does not answer"]);
    expect(segments[0]?.endSeconds).to.be.closeTo(4, 0.5);
    expect(segments[1]?.startSeconds).to.be.closeTo(4, 0.5);
  });

  it("makes one segment of a clock that runs", async () => {
    const clock = { text: "Time %{eif\\:12*60+t\\:d}", from: 0, to: 6 };
    const segments = await annotate(render("clock.mp4", still, 6, [clock]));
    expect(segments.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).to.deep.equal([[0, 6]]);
  });

  it("has another fingerprint for another model or another rate", async () => {
    const of = (modelHash: string, framesPerSecond: number) =>
      createScreenTextAnnotator({ modelHash, framesPerSecond, openReader }).fingerprint;
    expect(new Set([of("a", 2), of("b", 2), of("a", 1)]).size).to.equal(3);
  });

  it("is made of its name alone, and refuses a model that does not read", async () => {
    const model = await shelf.open("kinodex/embedded");
    const made = await annotators.create(annotators.schema.parse({ name: "screenText" }), { model, models: shelf });
    expect(made).to.include({ name: "screenText", source: "screen", needs: "frames" });
    const choice = annotators.schema.parse({ name: "screenText", model: "kinodex/embedded" });
    const error = await annotators.create(choice, { model, models: shelf }).catch((reason: unknown) => reason);
    expect((error as Error).message)
      .to.include('no capability "reading"')
      .and.include("kinodex/reader");
  });
});
