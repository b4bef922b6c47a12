import { expect } from "chai";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { openKinodex } from "../../../src/app/openKinodex.js";
import { openSession, type Session } from "../../../src/app/session.js";
import type { DecodedFrame } from "../../../src/core/frame.js";
import { packageRoot } from "../../../src/core/paths.js";
import type { TextGenerator, TextRequest } from "../../../src/models/capabilities/generation.js";
import type { Model } from "../../../src/models/model.js";
import { answer } from "../../../src/qa/answer.js";
import { checkEvidence } from "../../../src/qa/checkEvidence.js";
import { answerers } from "../../../src/qa/registry.js";
import { itIsAVisualAnswerer } from "../../conformance/visualAnswerer.js";
import { modelOf } from "../../fixtures/modelOf.js";
import { temporaryFolder } from "../../media/renderClip.js";
import { failureOf } from "../../store/fixtures.js";

/** Continues a reply that has begun, letter by letter. */
type Continue = (request: TextRequest) => string;

const seconds = (frames: readonly DecodedFrame[]) => frames.map(({ timeSeconds }) => Number(timeSeconds.toFixed(1)));
/** Says of a red boat where it is; of anything else, that it cannot tell. */
const look: Continue = ({ prompt = "", frames }) => {
  const shown = frames.filter(({ pixels }) => redOf(pixels) > 0.004);
  const knows = /red sail boat/i.test(prompt);
  return `${knows ? "yes" : "no"}", "seconds": ${JSON.stringify(knows ? seconds(shown) : [])}, "certain": ${knows}} And so on.`;
};

describe("an answerer that runs here", function () {
  this.timeout(240_000);
  const directory = join(temporaryFolder(), "index");
  const identity = { id: "test/seer", hash: "1", dimension: 0 };
  const choice = answerers.schema.parse({ name: "model", model: identity.id });
  let session: Session;
  let videoId: string;
  let say: Continue = look;
  const asked: TextRequest[] = [];
  let letters = 0;
  const generation: TextGenerator = {
    maxFrames: 4,
    maxEdge: 320,
    takesPrompts: true,
    async *generate(request) {
      asked.push(request);
      for (const text of say(request)) {
        letters += 1;
        yield { text };
      }
    },
  };
  const shelfOf = (model: Model) => ({ models: { open: () => Promise.resolve(model) } });
  const parts = () => ({ ...session, ...shelfOf(modelOf(identity, { generation })) });
  const ask = async (question: string, about: object = {}) =>
    answer(session.searcher, { question, videoId, ...about }, { answerer: choice, models: parts().models });

  before(async () => {
    const harbour = join(packageRoot, "samples", "harbour.mp4");
    {
      await using kinodex = await openKinodex({ index: directory });
      await lastValueFrom(kinodex.index([harbour]), { defaultValue: undefined });
    }
    session = await openSession({ directory, onNotice: () => {} });
    videoId = (await session.store.findVideo(harbour))?.videoId ?? "";
  });
  after(() => session[Symbol.asyncDispose]());
  afterEach(() => {
    say = look;
    asked.length = letters = 0;
  });

  describe("as every answerer", () => {
    itIsAVisualAnswerer(() => ({
      answerer: answerers.create(choice, { ...parts(), bank: noBank }),
      index: session.searcher.index,
      videoId,
      questions: ["Is there a red sail boat?", "When does a red sail boat cross the bay?"],
    }));
  });

  it("shows a model as many pictures as it takes, in order, and no larger than it sees them", async () => {
    const said = await ask("Is there a red sail boat?");
    expect(said).to.include({ answer: "yes", abstained: false });
    expect(await checkEvidence(session.searcher.index, said.evidence)).to.deep.equal([]);
    const [{ frames, tellsTimes, prompt } = { frames: [] }] = asked;
    expect(frames).to.have.length(4);
    expect(seconds(frames)).to.deep.equal(seconds(frames).toSorted((a, b) => a - b));
    for (const { width, height } of frames) expect([width, height]).to.deep.equal([320, 180]);
    expect(tellsTimes).to.equal(true);
    expect(prompt).to.contain("Question: Is there a red sail boat?").and.contain("- yes\n- no");
    expect(said.steps[1]?.did).to.match(/^asked test\/seer about 4 pictures of harbour\.mp4: [\d.]+ s, /);
    expect(said.steps[1]?.found).to.match(/^"yes", by .*; on this machine; first token after/);
  });

  it("begins its reply, and stops it where that is whole", async () => {
    await ask("Is there a red sail boat?");
    expect(asked[0]?.beginning).to.equal('{"answer": "');
    expect(letters).to.equal(look(asked[0] as TextRequest).indexOf("}") + 1);
  });

  it("says what is wrong with a reply that it cannot read", async () => {
    say = () => "a boat and a boat and a boat";
    const said = await ask("Is there a red sail boat?");
    expect(said).to.include({ answer: null, abstained: true });
    expect(said.reason).to.contain("cannot be read: it is no JSON object");
  });

  it("believes no second that was not shown, and nothing that is not there", async () => {
    say = () => 'yes", "seconds": [400], "certain": true}';
    expect((await ask("Is there a red sail boat?")).reason).to.contain("400.0 s, which it was not shown");
    say = ({ frames }) => `yes", "seconds": ${JSON.stringify(seconds(frames))}, "certain": true}`;
    expect(await ask("Is there a giraffe?")).to.include({ answer: null, confidence: 0 });
  });

  it("refuses a model that takes no questions, and one that does not write", async () => {
    const failure = (model: Model) =>
      failureOf(() =>
        answer(session.searcher, { question: "Is there a dog?" }, { answerer: choice, ...shelfOf(model) }),
      );
    const describing = modelOf(identity, { generation: { ...generation, takesPrompts: false } });
    expect((await failure(describing)).message).to.contain("test/seer describes pictures and takes no questions");
    const mute = await failure(modelOf(identity, {}));
    expect(mute).to.include({ code: "usage" });
    expect(mute.message).to.contain('no capability "generation"');
  });

  it("names a model that is not here, and how to fetch it", async () => {
    const nobody = answerers.schema.parse({ name: "model", model: "nobody/nothing" });
    const error = await failureOf(() =>
      answer(session.searcher, { question: "Is there a dog?" }, { answerer: nobody }),
    );
    expect(error).to.include({ code: "environment" });
    expect(error.message).to.contain("kinodex models pull nobody/nothing");
  });
});

const noBank = () => {
  throw new Error("a model needs no bank of concepts");
};

/** Share of pixels that are clearly red. */
function redOf(pixels: Uint8Array): number {
  let red = 0;
  for (let at = 0; at < pixels.length; at += 3)
    if ((pixels[at] as number) > 150 && (pixels[at + 1] as number) < 90 && (pixels[at + 2] as number) < 90) red += 1;
  return red / (pixels.length / 3);
}
