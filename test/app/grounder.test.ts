import { expect } from "chai";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { openKinodex } from "../../src/app/openKinodex.js";
import { pullModel } from "../../src/models/hub/pull.js";
import { renderVideo } from "../api/testServer.js";
import { tinyFolder } from "../inference/fixtures.js";
import { temporaryFolder } from "../media/renderClip.js";
import { doublesFolder, useHub, type UsedHub } from "../models/hub/useHub.js";

describe("an index with a grounder", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const index = join(folder, "index");
  let hub: UsedHub;
  before(async () => {
    hub = await useHub({ folder: doublesFolder });
    await cp(tinyFolder, hub.modelsFolder, { recursive: true });
    await pullModel("double/florence2");
    await using kinodex = await openKinodex({ index, model: "test/tiny" });
    await lastValueFrom(kinodex.index([renderVideo(join(folder, "test.mp4"), 4)]), { defaultValue: undefined });
  });
  after(() => hub[Symbol.asyncDispose]());

  it("answers where something is with a moment and boxes in its picture", async () => {
    await using kinodex = await openKinodex({ index, grounder: "double/florence2" });
    const things = ["the dog", "the red car", "the boat", "the cat", "the ball", "the man"];
    const answers = [];
    for (const thing of things) answers.push(await kinodex.ask(`Where is ${thing}?`, { falseAlarm: 0.999 }));
    for (const { boxes = [], evidence, steps } of answers) {
      expect(steps.some(({ did }) => /^looked for .* in the picture at /.test(did))).to.equal(true);
      for (const { timeSeconds, left, right, top, bottom, path, videoId } of boxes) {
        expect(path).to.match(/test\.mp4$/);
        expect([left >= 0, left < right, right <= 1, top >= 0, top < bottom, bottom <= 1]).to.not.include(false);
        const isCited = (one: (typeof evidence)[number]) =>
          one.videoId === videoId && one.startSeconds <= timeSeconds && timeSeconds <= one.endSeconds;
        expect(evidence.some(isCited)).to.equal(true);
      }
    }
    const grounded = answers.find(({ boxes }) => boxes !== undefined);
    expect(grounded?.answer).to.be.a("string");
  });

  it("looks for nothing where the question does not ask where", async () => {
    await using kinodex = await openKinodex({ index, grounder: "double/florence2" });
    expect(await kinodex.ask("Is there a dog?", { falseAlarm: 0.999 })).to.not.have.property("boxes");
  });

  it("refuses a model that cannot do it, and says who can", async () => {
    const error = await openKinodex({ index, grounder: "test/tiny" }).catch((reason: unknown) => reason);
    expect(error).to.include({ name: "KinodexError", code: "usage" });
    expect((error as Error).message)
      .to.include('no capability "grounding"')
      .and.include("double/florence2");
  });
});
