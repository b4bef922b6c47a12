import { expect } from "chai";
import type { AnnotatableVideo, Annotator } from "../../src/annotators/annotator.js";
import { collectSegments } from "../../src/annotators/collectSegments.js";
import { contains } from "../../src/core/span.js";
import { segmentSources } from "../../src/store/catalog/segmentSource.js";

/** What every {@link Annotator} does, whatever it says. `videos` are ones that it has something to say about. */
export function itIsAnAnnotator(
  create: () => Annotator,
  videos: () => Promise<Readonly<Record<string, AnnotatableVideo>>>,
): void {
  const annotateAll = async () => {
    const annotator = create();
    const annotated = [];
    for (const [name, video] of Object.entries(await videos()))
      annotated.push({ name, video, ...(await collectSegments(annotator, video)) });
    return annotated;
  };

  it("says something about each, in time order, inside the video, never empty", async () => {
    for (const { name, video, segments } of await annotateAll()) {
      expect(segments, name).not.to.be.empty;
      for (const [n, { startSeconds, endSeconds, text, confidence }] of segments.entries()) {
        expect(startSeconds, name).to.be.at.least(segments[n - 1]?.startSeconds ?? 0);
        expect(endSeconds, name).to.be.above(startSeconds).and.at.most(video.durationSeconds);
        expect(text.trim(), name).to.equal(text).and.not.to.equal("");
        expect(confidence, name).to.be.within(0, 1);
      }
    }
  });

  it("bases every phrase on frames inside its segment", async () => {
    for (const { name, segments } of await annotateAll())
      for (const segment of segments)
        for (const { keyframesSeconds, similarity, confidence } of segment.phrases) {
          expect(keyframesSeconds).to.deep.equal([...keyframesSeconds].sort((a, b) => a - b));
          for (const seconds of keyframesSeconds)
            expect(contains(segment, seconds), `${name}: ${seconds}`).to.equal(true);
          expect(similarity).to.be.within(-1.0001, 1.0001);
          expect(confidence).to.be.within(0, 1);
        }
  });

  it("says the same again for the same fingerprint", async () => {
    const toSaid = ({ name, segments, problems }: Awaited<ReturnType<typeof annotateAll>>[number]) => ({
      name,
      segments,
      problems,
    });
    expect((await annotateAll()).map(toSaid)).to.deep.equal((await annotateAll()).map(toSaid));
    expect(create().fingerprint)
      .to.equal(create().fingerprint)
      .and.match(/^\S{4,}$/);
  });

  it("stops when it is told to, and says nothing from then on", async () => {
    for (const [name, video] of Object.entries(await videos())) {
      const abort = new AbortController();
      abort.abort(new Error("enough"));
      let said = 0;
      let failure: unknown;
      try {
        for await (const _ of create().annotate(video, abort.signal)) said += 1;
      } catch (error) {
        failure = error;
      }
      expect(failure, name).to.be.an("error");
      expect(said, name).to.equal(0);
    }
  });

  it("changes nothing of what it is given", async () => {
    for (const [name, video] of Object.entries(await videos())) {
      const read = async () => structuredClone(await video.embeddings());
      const before = await read();
      await collectSegments(create(), video);
      expect(await read(), name).to.deep.equal(before);
    }
  });

  it("has a name, a source that is known, and a need", () => {
    const { name, source, needs } = create();
    expect(name).to.match(/^[a-z][A-Za-z]*$/);
    expect(segmentSources).to.include(source);
    expect(["embeddings", "frames", "sound", "file"]).to.include(needs);
  });
}
