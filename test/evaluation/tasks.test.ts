import { expect } from "chai";
import type { Figure } from "../../src/evaluation/figure.js";
import { evaluationTasks, findTasks } from "../../src/evaluation/registry.js";
import { isIndexTask, type DeclaredIndexTask, type EvaluationSubject } from "../../src/evaluation/task.js";
import type { LabelledVideo } from "../../src/evaluation/dataset.js";
import { isKinodexError } from "../../src/core/errors.js";
import type { Store } from "../../src/store/store.js";
import { itIsAnEvaluationTask } from "../conformance/evaluationTask.js";
import { temporaryFolder } from "../store/fixtures.js";
import { labelledVideos, openSubject } from "./fixtures.js";

const allTasks = evaluationTasks.names.map((name) => evaluationTasks.createNamed(name));

describe("evaluation tasks", () => {
  const folder = temporaryFolder();
  let subject: EvaluationSubject;
  let store: Store;

  before(async () => {
    ({ subject, store } = await openSubject(folder.path, labelledVideos(24)));
  });
  after(async () => {
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  for (const task of allTasks.filter(isIndexTask)) {
    describe(task.declared.name, () => itIsAnEvaluationTask(task, () => subject));
  }

  const measured = new Map<string, Promise<readonly Figure[]>>();
  const figureOf = async (name: string, figure: string): Promise<Figure> => {
    const [task] = findTasks([name]) as [DeclaredIndexTask];
    const figures = measured.get(name) ?? task.run(subject);
    measured.set(name, figures);
    const found = (await figures).find((candidate) => candidate.name === figure);
    return found ?? expect.fail(`${name} has no figure ${figure}`);
  };

  it("find what a model sees that knows every sentence", async () => {
    expect((await figureOf("retrieval", "recall-at-1")).value).to.equal(1);
    expect((await figureOf("retrieval", "event-hits-over-chance")).value).to.be.closeTo(6, 1e-9);
    expect((await figureOf("confidence", "captions-answered")).value).to.equal(1);
    expect((await figureOf("confidence", "present-answered-in-one-video")).value).to.equal(1);
  });

  it("tell order where such a model shows it", async () => {
    expect((await figureOf("order", "right-first")).value).to.equal(1);
    expect((await figureOf("order", "right-first")).detail?.["wholeSentence"]).to.be.below(0.75);
    expect((await figureOf("order-real", "both-hits-over-chance")).value).to.be.closeTo(18, 1e-9);
    expect((await figureOf("confidence-composed", "sequences-answered")).value).to.equal(1);
  });

  it("answer what such a model can tell, beside what the text alone would", async () => {
    for (const kind of ["yes-no", "when", "what"]) {
      const right = await figureOf("questions", `${kind}-right`);
      expect(right.value, kind).to.be.above(0.9);
      expect(right.count, kind).to.equal(24);
      expect(right.target, kind).to.equal(undefined);
    }
    expect((await figureOf("questions", "when-right")).chance).to.be.closeTo(1 / 6, 1e-9);
    expect((await figureOf("questions", "what-right")).detail?.["rightByTextAlone"]).to.be.within(0.2, 0.8);
  });

  it("count as false alarms what such a model answers of what is not there", async () => {
    const { value, count } = await figureOf("confidence", "absent-answered");
    expect(count).to.equal(200);
    expect(value).to.be.below(0.12);
    for (const form of ["then", "while", "or"]) {
      const figure = await figureOf("confidence-composed", `absent-${form}-answered`);
      expect(figure.value, form).to.be.below(0.15);
    }
  });

  it("count the phrases of captions that are true, and the time that has any", async () => {
    expect(await figureOf("captions", "true-phrases")).to.include({ count: 72, met: false });
    expect((await figureOf("captions", "true-phrases")).value).to.be.closeTo(2 / 3, 1e-9);
    const { baselines } = await figureOf("captions", "true-phrases");
    expect(baselines?.["wrong_video"], "the other one shows the same things").to.be.closeTo(2 / 3, 1e-9);
    expect(await figureOf("captions", "true-subjects")).to.include({ value: 0.5, count: 48 });
    expect(await figureOf("captions", "true-places")).to.include({ value: 1, count: 24 });
    expect(await figureOf("captions", "captioned-time")).to.include({ value: 0.5, count: 24 });
  });

  it("compare captions with events, of which none of the words are the same", async () => {
    expect(await figureOf("captions-timed", "stretch-recall")).to.include({ value: 0, count: 24 });
    const soda = await figureOf("captions-timed", "soda");
    expect(soda.value).to.be.within(0, 0.2);
    expect(soda.baselines).to.have.keys("wrong_video");
  });

  it("count the things in captions that cannot be seen", async () => {
    expect(await figureOf("objects-captioned", "false-mentions")).to.include({ value: 0.5, count: 48 });
    expect(await figureOf("objects-captioned", "false-captions")).to.include({ value: 1, count: 24 });
  });

  it("tell a video's own description from another's by asking about what they say", async () => {
    expect((await figureOf("descriptions-asked", "tifa")).value).to.be.above(0.9);
    expect((await figureOf("descriptions-asked", "tifa-of-others")).value).to.be.below(0.2);
    expect((await figureOf("descriptions-asked", "tifa-area")).value).to.be.above(0.9);
  });

  it("ask as often about what can be seen as about what cannot, with POPE's figures", async () => {
    const right = await figureOf("objects-asked", "acc");
    expect(right.count).to.equal(3 * 12 * 2); // strategies, videos without a train, questions
    expect((await figureOf("objects-asked", "acc-adversarial")).count).to.equal(24);
    const { value: yesShare } = await figureOf("objects-asked", "yes-share");
    expect(yesShare).to.be.within(0, 1);
    expect(right.baselines).to.have.keys("wrong_video");
  });

  it("draw what is polled by the seed of the run", async () => {
    const things = ["dog", "cat", "horse", "train", "car", "boat", "bird", "tree"];
    const [task] = findTasks(["objects-asked"]) as [DeclaredIndexTask];
    const videos = subject.dataset.videos.slice(0, things.length).map((video, n): LabelledVideo => {
      const [shot] = video.shown as [NonNullable<LabelledVideo["shown"]>[number]];
      return { ...video, shown: [{ ...shot, true: { ...shot.true, subjects: [things[n] as string] } }] };
    });
    const polledBy = async (seed: number) => {
      const polled: string[] = [];
      await task.run({
        ...subject,
        seed,
        dataset: { ...subject.dataset, videos },
        onAsked: ({ id }) => polled.push(id),
      });
      return polled;
    };
    const first = await polledBy(1);
    expect(first).to.not.be.empty;
    expect(await polledBy(1)).to.deep.equal(first);
    expect(await polledBy(2)).to.not.deep.equal(first);
  });

  it("are asked again under controls, of which the best single frame gives the temporal gain", async () => {
    const found = await figureOf("retrieval", "recall-at-1");
    expect(found.baselines).to.deep.include({ single_frame_best: 1, wrong_video: 0 });
    expect(found.temporalGain?.value).to.equal(0);
    const order = await figureOf("order", "right-first");
    expect(order.baselines?.["single_frame_best"]).to.be.within(0.25, 0.75);
    expect(order.temporalGain?.interval?.[0]).to.be.above(0);
    const answered = await figureOf("questions", "yes-no-right");
    expect(answered.baselines?.["wrong_video"]).to.be.below(0.5);
    expect(answered.baselines).to.include.keys("text_only");
    const captioned = await figureOf("objects-captioned", "false-mentions"); // all captions are the same
    expect(captioned.baselines).to.deep.equal({ wrong_video: captioned.value });
  });

  it("say why they do not run where the dataset lacks something", () => {
    const videos = subject.dataset.videos.map((video) => ({ ...video, rendered: true }));
    const [task] = findTasks(["confidence"]) as [DeclaredIndexTask];
    expect(task.lacks({ ...subject.dataset, videos })).to.match(/^videos without/);
  });

  it("are listed where a name is unknown", () => {
    expect(() => findTasks(["nonsense"]))
      .to.throw(/choose one of .*retrieval/)
      .and.satisfy(isKinodexError);
  });
});
