import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { lastValueFrom, toArray } from "rxjs";
import { openKinodex, type Kinodex } from "../../src/app/openKinodex.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";

const font = createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf");

describe("text in the picture, in an index", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const film = join(folder, "film.mp4");
  let kinodex: Kinodex;

  const index = async (name: string, annotators: string) => {
    const pipeline = join(folder, name);
    writeFileSync(pipeline, `annotators: ${annotators}`);
    return lastValueFrom(kinodex.index([film], { pipeline }).pipe(toArray()));
  };

  before(async () => {
    const sign = `drawtext=fontfile='${font}':text='Departures to Zanzibar':fontsize=28:fontcolor=white:x=60:y=80`;
    const graph = `color=0x304860:s=640x384:r=10:d=8,${sign}:enable='gte(t,3)*lt(t,6)'`;
    ffmpeg("-f", "lavfi", "-i", graph, "-c:v", "libx264", "-pix_fmt", "yuv420p", film);
    kinodex = await openKinodex({ index: join(folder, "index") });
    await index("without.yaml", "[]");
  });
  after(() => kinodex[Symbol.asyncDispose]());

  it("is added to a video that is indexed already, which is not encoded again, and once", async () => {
    const types = (events: Awaited<ReturnType<typeof index>>) => events.map(({ type }) => type);
    const first = types(await index("with.yaml", "[screenText]"));
    expect(first).to.include("annotated").and.not.include("frame");
    expect(types(await index("with.yaml", "[screenText]"))).to.not.include("annotated");
  });

  it("is found by its words, in its span", async () => {
    const [moment] = (await kinodex.search("departures to zanzibar")).moments;
    expect(moment?.sources).to.include("screen");
    expect(moment?.startSeconds).to.be.at.most(3.5);
    expect(moment?.endSeconds).to.be.at.least(5.5);
  });

  it("is told among what is said of a video, by its source", async () => {
    const { segments } = await kinodex.annotations(film, { source: "screen" });
    expect(segments.map(({ text, source }) => [text, source])).to.deep.equal([["Departures to Zanzibar", "screen"]]);
    expect(segments[0]?.startSeconds).to.be.closeTo(3, 0.5);
    expect(segments[0]?.endSeconds).to.be.closeTo(6, 0.5);
  });
});
