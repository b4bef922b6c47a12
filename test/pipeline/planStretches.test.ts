import { expect } from "chai";
import { join } from "node:path";
import { probeMedia } from "../../src/media/probe.js";
import { planStretches, type StretchPlan } from "../../src/pipeline/planStretches.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";

describe("planStretches", () => {
  const folder = temporaryFolder();
  const plan: StretchPlan = { fromSeconds: 0, chunkSeconds: 60, atOnce: 2 };
  const render = (name: string, seconds: number, ...more: string[]) => {
    const path = join(folder, name);
    ffmpeg("-f", "lavfi", "-i", `testsrc2=s=64x48:r=5:d=${seconds}`, "-c:v", "libx264", ...more, path);
    return path;
  };
  const bordersOf = async (path: string, change: Partial<StretchPlan> = {}, problems: readonly string[] = []) => {
    const stretches = await planStretches({ ...(await probeMedia(path)), problems }, { ...plan, ...change });
    expect(stretches[0]?.startSeconds).to.equal(change.fromSeconds ?? 0);
    expect(stretches.at(-1)?.endSeconds).to.equal(undefined);
    for (const [n, { endSeconds }] of stretches.slice(0, -1).entries())
      expect(endSeconds).to.equal(stretches[n + 1]?.startSeconds);
    return stretches.slice(1).map(({ startSeconds }) => startSeconds);
  };

  it("gives each decoder the same, in whole chunks, and little at a time", async () => {
    const path = render("long.mp4", 590, "-g", "10");
    expect(await bordersOf(path)).to.deep.equal([180, 300, 480]);
    expect(await bordersOf(path, { fromSeconds: 240 })).to.deep.equal([420]);
    expect(await bordersOf(path, { atOnce: 4 })).to.deep.equal([180, 300, 480]);
    expect(await bordersOf(render("short.mkv", 70, "-g", "10"))).to.deep.equal([60]);
  });

  it("leaves a video in one piece where several would not pay, or might not see the same", async () => {
    const path = render("often.mp4", 190, "-g", "10");
    expect(await bordersOf(path)).to.have.length(1);
    expect(await bordersOf(path, { atOnce: 1 })).to.have.length(0);
    expect(await bordersOf(path, {}, ["it was cut short"])).to.have.length(0);
    expect(await bordersOf(path, { fromSeconds: 180 })).to.have.length(0);
    expect(await bordersOf(render("rare.mp4", 190, "-g", "9999", "-sc_threshold", "0"))).to.have.length(0);
    expect(await bordersOf(render("stream.ts", 190, "-g", "10"))).to.have.length(0);
  });
});
