import { expect } from "chai";
import { loadConceptBank } from "../../src/annotators/concepts/conceptBank.js";
import { isKinodexError } from "../../src/core/errors.js";
import { answer } from "../../src/qa/answer.js";
import type { AnswerRequest } from "../../src/qa/answerTypes.js";
import { checkEvidence } from "../../src/qa/checkEvidence.js";
import { toProgrammeText } from "../../src/qa/programme.js";
import { answerers } from "../../src/qa/registry.js";
import { openModel } from "../../src/models/openModel.js";
import { openSearcher, type Searcher } from "../../src/query/searcher.js";
import type { Store } from "../../src/store/store.js";
import { itIsAVisualAnswerer } from "../conformance/visualAnswerer.js";
import { failureOf, temporaryFolder, videoIdOf } from "../store/fixtures.js";
import { knowingModel as model, openFilms } from "./fixtures.js";

const films = [
  ["a beach", "a dog runs", "a beach", "a cat sleeps", "a beach", "a dog runs"],
  ["a train arrives", "a house", "a bird sings"],
  ["a dog", "in a kitchen"],
  ["a red ball", "a blue box"],
  ["a wall", "a bell rings / a wall", "a wall", "a wall"],
  ["a road", "a boat jumps / a boat jumps & a rock & a tree", "a road", "a road"],
  ["a road", "a kite flies & a hill / a hill", "a kite flies & a wall", "a road"],
];

describe("answer", () => {
  const folder = temporaryFolder();
  let store: Store;
  let searcher: Searcher;
  before(async () => {
    store = await openFilms(folder.path, films);
    searcher = openSearcher({ store, model });
  });
  after(async () => {
    await searcher[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  const ask = (question: string, film?: number, about: Partial<AnswerRequest> = {}) =>
    answer(searcher, { question, ...(film === undefined ? {} : { videoId: videoIdOf(film) }), ...about });
  const spansOf = ({ evidence }: Awaited<ReturnType<typeof ask>>) =>
    evidence.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]);

  it("says yes with where it is seen", async () => {
    const said = await ask("Is there a beach?", 0);
    expect(said).to.include({ answer: "yes", abstained: false });
    expect(spansOf(said)).to.have.deep.members([
      [0, 10],
      [20, 30],
      [40, 50],
    ]);
    expect(said.evidence[0]).to.include({ videoId: videoIdOf(0), path: "/videos/0.mp4", caption: "a beach" });
  });

  it("says no only where it is no more similar than what is not there, and else abstains", async () => {
    const absent = ["a giraffe", "a pirate ship", "a lecture", "a tractor", "a pyramid", "a nurse", "a clown"];
    const said = await Promise.all(absent.map((thing) => ask(`Is there ${thing}?`, 1)));
    expect(said.filter((one) => one.answer === "no")).to.not.be.empty;
    for (const one of said) {
      expect(one.answer).to.not.equal("yes");
      if (one.answer === "no") expect(one.confidence).to.be.at.least(0.5);
      else expect(one.reason).to.match(/neither clear enough/);
      expect(one.evidence).to.be.empty;
    }
  });

  it("tells no probability of what it does not answer", async () => {
    const questions = ["Is there a tractor?", "Is there a clown?", "When does a nurse wave?", "Why does a dog run?"];
    for (const question of questions) {
      const said = await ask(question, 1);
      if (said.answer === null) expect(said.confidence, question).to.equal(0);
    }
    expect((await ask("When does a nurse wave?", 1)).answer).to.equal(null);
  });

  it("answers more freely at a higher false-alarm rate", async () => {
    const said = await ask("Is there a giraffe?", 1, { falseAlarm: 0.999 });
    expect(said.answer).to.equal("yes");
  });

  it("knows what happens before what, both ways", async () => {
    const forward = await ask("Does a train arrive before a bird sings?", 1);
    expect(forward.answer).to.equal("yes");
    expect(spansOf(forward)).to.deep.equal([
      [0, 10],
      [20, 30],
    ]);
    expect((await ask("Does a bird sing before a train arrives?", 1)).answer).to.equal("no");
    expect((await ask("Does a train arrive after a bird sings?", 1)).answer).to.equal("no");
  });

  it("does not say what comes first of what it does not see, or of what happens on both sides", async () => {
    const unseen = await ask("Does a train arrive before a nurse waves?", 1);
    expect(unseen.reason).to.contain("a nurse waves").and.to.not.contain("a train");
    const both = await ask("Does a dog run before a cat sleeps?", 0);
    expect(both.reason).to.contain("about as well");
  });

  it("tells when, how long and how many times", async () => {
    expect((await ask("When does a cat sleep?", 0)).answer).to.equal("from 30 s to 40 s");
    expect((await ask("When does a dog first appear?", 2)).abstained).to.equal(true);
    expect((await ask("How long does a dog run?", 0)).answer).to.equal("20 s");
    const often = await ask("How many times does a dog run?", 0);
    expect(often.answer).to.equal("2");
    expect(spansOf(often)).to.deep.equal([
      [10, 20],
      [50, 60],
    ]);
    const among = await ask("How many times does a dog run?", 0, { choices: ["once, 1", "twice, 2", "5 times"] });
    expect(among.answer).to.equal("twice, 2");
    expect((await ask("How many times does a goat climb?", 0)).reason).to.contain("not found");
  });

  it("counts what happens every few seconds, and finds what has its count said", async () => {
    const said = await ask("How many times does a bell ring?", 4);
    expect(said.answer).to.equal("3");
    expect(spansOf(said)).to.have.length(3);
    // What is partly in sight between two occurrences still parts them.
    expect((await ask("How many times does a boat jump?", 5)).answer).to.equal("3");
    // What stands out as far elsewhere, but looks otherwise, is not the same again.
    expect((await ask("How many times does a kite fly?", 6)).answer).to.equal("3");
    expect((await ask("Does a bell ring three times?", 4)).answer).to.equal("yes");
    expect((await ask("Does a bell ring four times?", 4)).answer).to.equal("no");
    const { programme, steps } = await ask("When does a bell ring three times?", 4);
    expect(toProgrammeText(programme)).to.equal('when: "a bell rings" 3 times');
    expect(steps[0]?.did).to.equal('looked for "a bell rings three times"');
  });

  it("names the video that shows something", async () => {
    expect((await ask("Which video shows a bird sings?")).answer).to.equal("/videos/1.mp4");
    expect((await ask("Does a train arrive before a bird sings?")).answer).to.equal("yes");
  });

  it("tells what is in a video, and what is in a part of it", async () => {
    expect((await ask("What is in this clip?", 2)).answer?.split(", ")).to.include.members(["a dog", "in a kitchen"]);
    expect((await ask("What happens first?", 2)).answer)
      .to.contain("a dog")
      .and.to.not.contain("kitchen");
    expect((await ask("What happens after a dog?", 2)).answer)
      .to.contain("in a kitchen")
      .and.to.not.contain("a dog");
    expect((await ask("What happens after a dog runs?", 2)).reason).to.contain("not found");
    expect((await ask("What is in this clip?")).reason).to.contain("which video is meant");
  });

  it("chooses by what the statements say, also in time", async () => {
    const choices = ["a green tree", "a red ball", "a yellow sun"];
    const said = await ask("What is shown?", 3, { choices });
    expect(said).to.include({ answer: "a red ball" });
    expect(spansOf(said)).to.deep.equal([[0, 10]]);
    const orders = ["a train arrives, then a bird sings", "a giraffe drinks, then a nurse waves"];
    expect((await ask("Which of these happens?", 1, { choices: orders })).answer).to.equal(orders[0]);
    expect((await ask("What is shown first, a blue box or a red ball?", 3)).answer).to.equal("a red ball");
    expect((await ask("What is shown last, a blue box or a red ball?", 3)).answer).to.equal("a blue box");
    expect((await ask("Is there a red ball?", 3, { choices: ["Not sure", "No", "Yes, there is"] })).answer).to.equal(
      "Yes, there is",
    );
  });

  it("gives every answer with the programme and what each step found", async () => {
    const { programme, steps } = await ask("When does a cat sleep?", 0);
    expect(programme).to.deep.equal({ type: "when", statement: { type: "phrase", text: "a cat sleeps" } });
    expect(steps).to.have.length(1);
    expect(steps[0]?.found).to.contain("from 30 s to 40 s");
  });

  it("says that an empty index is empty", async () => {
    const other = temporaryFolder();
    const empty = await openFilms(other.path, []);
    const searching = openSearcher({ store: empty, model });
    const error = await failureOf(() => answer(searching, { question: "Is there a dog?" }));
    expect(isKinodexError(error, "not-found")).to.equal(true);
    expect(error.message).to.contain("kinodex index");
    await empty[Symbol.asyncDispose]();
    other.remove();
  });

  it("finds what is wrong with evidence", async () => {
    const { evidence } = await ask("When does a cat sleep?", 0);
    const [good] = evidence;
    if (!good) throw new Error("there is no evidence");
    expect(await checkEvidence(searcher.index, [good])).to.be.empty;
    for (const [change, says] of [
      [{ videoId: "f".repeat(64) }, "not in the index"],
      [{ endSeconds: 61 }, "does not lie in"],
      [{ startSeconds: 40 }, "does not lie in"],
      [{ startSeconds: -1 }, "does not lie in"],
      [{ similarity: good.similarity + 0.1 }, "has the similarity"],
      [{ caption: "a dog sleeps" }, "has the similarity"],
      [{ startSeconds: 10, endSeconds: 20 }, "has the similarity"],
    ] as const) {
      const faults = await checkEvidence(searcher.index, [{ ...good, ...change }]);
      expect(faults, JSON.stringify(change)).to.have.length(1);
      expect(faults[0]).to.contain(says);
    }
  });

  it("accepts as evidence what only frames show that were decoded anew", async () => {
    const [good] = (await ask("Is there a beach?", 0)).evidence;
    if (!good) throw new Error("there is no evidence");
    const [seen] = await model.open("text").then((encoder) => encoder.encode([good.caption]));
    const clearer = { ...good, similarity: 1 };
    expect(await checkEvidence(searcher.index, [clearer])).to.have.length(1);
    const anewAt = (timeSeconds: number) =>
      new Map([[good.videoId, { frameTimes: Float64Array.of(timeSeconds), frameEmbeddings: seen as Float32Array }]]);
    expect(await checkEvidence(searcher.index, [clearer], anewAt(good.startSeconds))).to.be.empty;
    expect(await checkEvidence(searcher.index, [clearer], anewAt(good.endSeconds + 1))).to.have.length(1);
    expect(await ask("How many times does a dog run?", 0)).to.not.have.property("seenAnew");
  });

  const parts = () => ({ searcher, bank: loadConceptBank, models: { open: openModel } });

  describe("the retrieval answerer", () => {
    itIsAVisualAnswerer(() => ({
      answerer: answerers.create({ name: "retrieval" }, parts()),
      index: searcher.index,
      videoId: videoIdOf(0),
      questions: ["Is there a beach?", "When does a cat sleep?", "How many times does a dog run?"],
    }));
  });

  it("lists the answerers where a name is unknown", () => {
    expect(() => answerers.createNamed("oracle", parts())).to.throw(answerers.names.join(", "));
  });
});
