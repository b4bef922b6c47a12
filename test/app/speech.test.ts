import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { openKinodex } from "../../src/app/openKinodex.js";
import { pullModel } from "../../src/models/hub/pull.js";
import { mix, speak, canSpeak, sampleRate } from "../annotators/speech/sounds.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";
import { doublesFolder, useHub, type UsedHub } from "../models/hub/useHub.js";
import { skip } from "../skip.js";

describe("an index of what is said", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  let hub: UsedHub;
  before(async () => {
    hub = await useHub({ folder: doublesFolder });
    await pullModel("double/whisper");
    if (canSpeak) render();
  });
  after(() => hub[Symbol.asyncDispose]());

  const render = (): void => {
    const sound = mix(8, [2, speak(folder, "The boats returned to the harbour.")]);
    writeFileSync(join(folder, "sound.f32"), Buffer.from(sound.buffer));
    const pictures = ["-f", "lavfi", "-i", "testsrc=s=64x48:r=5:d=8"];
    const heard = ["-f", "f32le", "-ar", String(sampleRate), "-ac", "1", "-i", join(folder, "sound.f32")];
    ffmpeg(...pictures, ...heard, ..."-c:v libx264 -pix_fmt yuv420p -c:a aac".split(" "), join(folder, "talk.mp4"));
  };
  const open = async (name: string, annotators: string) => {
    const pipeline = join(folder, `${name}.yaml`);
    writeFileSync(pipeline, `sampler: iframes\nannotators: [${annotators}]\n`);
    const kinodex = await openKinodex({ index: join(folder, name) });
    await lastValueFrom(kinodex.index([join(folder, "talk.mp4")], { pipeline }), { defaultValue: undefined });
    return kinodex;
  };

  it("holds the words of the sound as segments that searches find", async function () {
    if (!canSpeak) skip(this, "espeak-ng is not installed");
    await using kinodex = await open("heard", "speech");
    const [video] = (await kinodex.videos()).videos;
    expect(video?.annotatedBy).to.have.property("speech");
    const { segments } = await kinodex.annotations(video?.videoId as string);
    expect(segments).to.not.be.empty;
    for (const segment of segments) expect(segment).to.include({ source: "speech", annotator: "speech" });
    const { moments } = await kinodex.search(`"${segments[0]?.text}"`, { sources: ["speech"] });
    expect(moments.map(({ sources }) => sources)).to.deep.include(["speech"]);
  });

  it("writes them down when they are asked for and never were, with the model that is named", async function () {
    if (!canSpeak) skip(this, "espeak-ng is not installed");
    await using kinodex = await open("asked", "");
    expect((await kinodex.annotations("talk.mp4")).segments).to.deep.equal([]);
    const { segments } = await kinodex.annotations("talk.mp4", { source: "speech" });
    expect(segments.map(({ source }) => source)).to.include("speech");
    const again = await kinodex.annotations("talk.mp4", { source: "speech", model: "double/whisper" });
    expect(again.segments).to.deep.equal(segments);
    const refused = kinodex.annotations("talk.mp4", { source: "subtitle", model: "double/whisper" });
    expect(await refused.catch((error: unknown) => error)).to.include({ code: "usage" });
  });
});
