import { expect } from "chai";
import type { LabelledVideo } from "../../../src/evaluation/dataset.js";
import type { LabelledChoice, LabelledPair, LabelledVerdict } from "../../../src/evaluation/labels/labelledExample.js";
import { makeLabelled } from "../../../src/evaluation/labels/made/makeLabelled.js";

const nothing = { subjects: [], places: [], times: [], actions: [], motion: [], colours: [] };

function video(name: string, about: Partial<LabelledVideo>): LabelledVideo {
  return {
    path: `/data/${name}`,
    durationSeconds: 8,
    captions: [name],
    events: [],
    questions: [],
    shown: [],
    rendered: false,
    unseen: false,
    ...about,
  };
}

const shows = (...subjects: readonly string[]) => ({
  shown: [{ startSeconds: 0, endSeconds: 8, true: { ...nothing, subjects } }],
});
const from = (videos: readonly LabelledVideo[]) => ({ videos, directory: "/data" });
const poll = (videos: readonly LabelledVideo[]) => makeLabelled("polls", from(videos), 1) as readonly LabelledVerdict[];
const pair = (made: "foils" | "word-orders" | "fits", videos: readonly LabelledVideo[]) =>
  makeLabelled(made, from(videos), 1) as readonly LabelledPair[];

describe("polls of objects", () => {
  const known = [
    video("1.mp4", shows("dog", "puppy", "ball")),
    video("2.mp4", shows("dog", "tree")),
    video("sub/3.mp4", shows("kitten")),
  ];

  it("ask as much about what can be seen as about what cannot, in each way once", () => {
    const polls = poll(known);
    for (const kind of ["random", "popular", "adversarial"]) {
      const ofKind = polls.filter(({ kinds }) => kinds.includes(kind));
      expect(ofKind.filter(({ isYes }) => isYes)).to.have.length(ofKind.length / 2);
      expect(ofKind.map(({ cluster }) => cluster)).to.include.members(["1.mp4", "2.mp4", "sub/3.mp4"]);
    }
    expect(new Set(polls.map(({ id }) => id)).size).to.equal(polls.length);
  });

  it("take what can be seen from the labels, under the name that the bank gives it", () => {
    const ofThird = poll(known).filter(({ cluster }) => cluster === "sub/3.mp4");
    expect(ofThird.filter(({ isYes }) => isYes).map(({ question }) => question)).to.deep.equal(
      Array.from({ length: 3 }, () => "Is there a cat?"),
    );
    const popular = ofThird.find(({ kinds, isYes }) => kinds.includes("popular") && !isYes);
    expect(popular?.question).to.equal("Is there a dog?");
  });

  it("provoke with what stands beside it elsewhere", () => {
    const adversarial = poll(known).find(
      ({ cluster, kinds, isYes }) => cluster === "2.mp4" && kinds.includes("adversarial") && !isYes,
    );
    expect(adversarial?.question).to.equal("Is there a ball?");
  });

  it("ask nothing of the group of what was written about, where not all is known", () => {
    const written = [video("4.mp4", { captions: ["a boat on the sea"] }), video("5.mp4", shows("ship", "dog", "ball"))];
    const asked = poll(written).filter(({ cluster }) => cluster === "4.mp4");
    expect(asked.map(({ question }) => question))
      .to.include("Is there a boat?")
      .and.not.include("Is there a ship?");
  });

  it("are none of what the bank does not know", () => {
    expect(poll([video("6.mp4", {}), video("7.mp4", shows("thing"))])).to.be.empty;
  });
});

describe("pairs of sentences", () => {
  const described = [
    video("1.mp4", {
      captions: ["A red ball rises."],
      events: [
        { startSeconds: 1, endSeconds: 3, text: "a dog chases a cat" },
        { startSeconds: 4, endSeconds: 5, text: "A red ball rises." },
      ],
    }),
    video("2.mp4", { captions: ["A house beside a tree."] }),
  ];

  it("hold what was written of an event against its foils, on the part that shows it, each sentence once", () => {
    const foils = pair("foils", described);
    const swapped = foils.find(({ kinds }) => kinds.includes("swap-object"));
    expect(swapped?.captions).to.deep.equal(["a dog chases a cat", "a cat chases a dog"]);
    expect(swapped?.medium.span).to.deep.equal({ startSeconds: 1, endSeconds: 3 });
    expect(
      foils.filter(({ kinds }) => kinds.includes("replace-relation")).map(({ captions }) => captions),
    ).to.deep.equal([["a red ball rises", "a red ball sinks"]]);
    expect(foils.flatMap(({ kinds }) => kinds).filter((kind) => kind.startsWith("order-"))).to.be.empty;
    expect(new Set(foils.map(({ id }) => id)).size).to.equal(foils.length);
  });

  it("hold what was written against its own words in another order", () => {
    for (const { captions, kinds } of pair("word-orders", described)) {
      const [right, wrong] = captions.map((text) => text.split(" ").toSorted());
      expect(right).to.deep.equal(wrong);
      expect(kinds[0]).to.match(/^order-/);
    }
  });

  it("ask with options what a description says", () => {
    const asked = makeLabelled("questions", from(described), 1) as readonly LabelledChoice[];
    const brief = asked.map(({ question, options, right, kinds }) => [question, options[right], kinds[0]]);
    expect(brief).to.deep.equal([
      ["Is there a ball?", "yes", "object"],
      ["What colour is the ball?", "red", "colour"],
      ["Is there a house?", "yes", "object"],
      ["Is there a tree?", "yes", "object"],
    ]);
  });

  it("hold the description of a video against that of another one", () => {
    const same = video("3.mp4", { captions: ["A red ball rises."] });
    const fits = pair("fits", [...described, same]);
    expect(fits).to.have.length(3);
    for (const { captions, tellsFit } of fits) {
      expect(captions[0]).to.not.equal(captions[1]);
      expect(tellsFit).to.equal(true);
    }
    expect(pair("fits", [same])).to.be.empty;
  });
});
