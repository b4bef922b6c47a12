import { expect } from "chai";
import type { CaptionableVideo, Captioner } from "../../src/annotators/concepts/captioner.js";
import { contains, overlapSeconds } from "../../src/core/span.js";

/** What every {@link Captioner} does, whatever it says. `videos` are ones that it has something to say about. */
export function itIsACaptioner(
  create: () => Captioner,
  videos: () => Readonly<Record<string, CaptionableVideo>>,
): void {
  const captionAll = async () => {
    const captioner = create();
    const captioned = [];
    for (const [name, video] of Object.entries(videos()))
      captioned.push({ name, video, segments: await captioner.caption(video) });
    return captioned;
  };

  it("says something about each, in time order, disjoint, inside the video, never empty", async () => {
    for (const { name, video, segments } of await captionAll()) {
      expect(segments, name).not.to.be.empty;
      for (const [n, { startSeconds, endSeconds, text, confidence }] of segments.entries()) {
        expect(startSeconds, name).to.be.at.least(segments[n - 1]?.endSeconds ?? 0);
        expect(endSeconds, name).to.be.above(startSeconds).and.at.most(video.durationSeconds);
        expect(text.trim(), name).to.equal(text).and.not.to.equal("");
        expect(confidence, name).to.be.within(0, 1);
      }
    }
  });

  it("rests every phrase on frames of the video inside its segment", async () => {
    for (const { name, video, segments } of await captionAll())
      for (const segment of segments) {
        expect(segment.phrases, name).not.to.be.empty;
        for (const { keyframesSeconds, similarity, confidence } of segment.phrases) {
          expect(keyframesSeconds, name).not.to.be.empty;
          expect(keyframesSeconds).to.deep.equal([...keyframesSeconds].sort((a, b) => a - b));
          for (const seconds of keyframesSeconds) {
            expect(contains(segment, seconds), `${name}: ${seconds}`).to.equal(true);
            expect([...video.frames.times]).to.include(seconds);
          }
          expect(similarity).to.be.within(-1.0001, 1.0001);
          expect(confidence).to.be.within(0, 1);
        }
      }
  });

  it("joins neighbours that say the same", async () => {
    for (const { name, segments } of await captionAll())
      for (const [n, segment] of segments.entries()) {
        const before = segments[n - 1];
        if (before && overlapSeconds({ ...before, endSeconds: before.endSeconds + 0.01 }, segment) > 0)
          expect(segment.text, name).not.to.equal(before.text);
      }
  });

  it("says nothing about a video without frames", async () => {
    const nothing = { times: new Float64Array(), embeddings: new Float32Array() };
    const video = {
      durationSeconds: 5,
      frames: nothing,
      clips: { clips: [], embeddings: new Float32Array() },
      shots: [],
    };
    expect(await create().caption(video)).to.deep.equal([]);
  });

  it("says the same again, and has a fingerprint of its own making", async () => {
    const [first, second] = [await captionAll(), await captionAll()];
    expect(first).to.deep.equal(second);
    expect(create().fingerprint)
      .to.equal(create().fingerprint)
      .and.match(/^\S{4,}$/);
  });
}
