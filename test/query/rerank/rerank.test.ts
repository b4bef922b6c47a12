import { expect } from "chai";
import { createHash } from "node:crypto";
import type { DecodedFrame } from "../../../src/core/frame.js";
import type { ImageTextMatcher } from "../../../src/models/capabilities/matching.js";
import { createMomentMatcher } from "../../../src/query/rerank/momentMatcher.js";
import { rerank } from "../../../src/query/rerank/rerank.js";
import { openSearcher, type Searcher } from "../../../src/query/searcher.js";
import type { QueryAnswer } from "../../../src/query/searchQuery.js";
import type { Store } from "../../../src/store/store.js";
import { knowingModel, openFilms } from "../../qa/fixtures.js";
import { temporaryFolder, videoIdOf } from "../../store/fixtures.js";

const films = [
  ["a beach", "a dog runs", "a beach & a kite", "a cat sleeps"],
  ["a train arrives", "a house", "a bird sings", "a house"],
  ["a dog", "in a kitchen", "a pan", "a window"],
  ["a red ball", "a blue box", "a table", "a lamp"],
  ["a road", "a boat jumps", "a tree", "a hill"],
];
const absent = Array.from({ length: 120 }, (_, n) => `an unseen thing of kind ${n}`);

/** A number in [0, 1) that is always the same for a text. */
const chanceOf = (text: string) => createHash("md5").update(text).digest().readUInt32LE() / 2 ** 32;

type Judge = (seen: string, text: string) => number;

/** Knows what is shown; what is not there it takes for more or less unlikely. */
const knowing: Judge = (seen, text) => (seen.split(" & ").includes(text) ? 5 : -4) + chanceOf(`${seen} ${text}`);
/** Says anything. */
const guessing: Judge = (seen, text) => 6 * chanceOf(`guess ${seen} ${text}`) - 3;
/** Says yes to all, whatever is asked. */
const agreeing: Judge = (seen, text) => 9 + chanceOf(`yes ${seen} ${text}`);

describe("re-ranking by a model that looks at the pictures", () => {
  const folder = temporaryFolder();
  let store: Store;
  let searcher: Searcher;
  let judged = 0;

  before(async () => {
    store = await openFilms(folder.path, films);
    searcher = openSearcher({ store, model: knowingModel });
  });
  after(async () => {
    await searcher[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  const ids = films.map((_, n) => videoIdOf(n));
  const toFrame = (videoId: string, timeSeconds: number): DecodedFrame => {
    return { timeSeconds, width: 1, height: 1, pixels: Uint8Array.of(ids.indexOf(videoId), 0, 0) };
  };
  const seenIn = ({ timeSeconds, pixels }: DecodedFrame) =>
    films[pixels[0] as number]?.[Math.floor(timeSeconds / 10)] as string;

  /** @param isThere whether the file of a video is. */
  const matcherOf = (judge: Judge, isThere: (videoId: string) => boolean = () => true) => {
    const matcher: ImageTextMatcher = {
      maxFrames: 2,
      async match(frames, texts, signal) {
        if (signal?.aborted) throw new Error("stopped");
        judged += texts.length;
        const meanOver = (text: string) =>
          frames.reduce((sum, frame) => sum + judge(seenIn(frame), text), 0) / frames.length;
        return texts.map(meanOver);
      },
    };
    return createMomentMatcher({
      modelId: "test/judge",
      openMatcher: async () => matcher,
      videos: searcher.index.videos,
      readPictures: async (videoId, times) => (isThere(videoId) ? times.map((time) => toFrame(videoId, time)) : []),
    });
  };
  const search = (query: string, top = 5) => searcher.search({ query, top });
  const best = ({ moments: [moment] }: QueryAnswer) =>
    moment && films[ids.indexOf(moment.videoId)]?.[Math.floor(moment.keyframeSeconds / 10)];

  it("puts first what the model believes, in the same moments", async () => {
    const found = await search("a kite", 8);
    const better = await rerank(searcher.index, found, { matcher: matcherOf(knowing), count: 8 });
    expect(best(better)).to.equal("a beach & a kite");
    expect(better.judgedCount).to.equal(found.moments.length);
    const keysOf = ({ moments }: QueryAnswer) => moments.map((one) => `${one.videoId} ${one.startSeconds}`).toSorted();
    expect(keysOf(better)).to.deep.equal(keysOf(found));
  });

  it("still answers what is there, when the model knows it", async () => {
    const there = films.flat().filter((text) => !text.includes("&"));
    let answered = 0;
    for (const text of there) {
      const found = await search(text);
      if ((await rerank(searcher.index, found, { matcher: matcherOf(knowing), count: 5 })).answered) answered += 1;
    }
    expect(answered / there.length).to.be.above(0.9);
  });

  for (const [name, judge, most] of [
    ["knows what is there", knowing, 0.05],
    ["guesses", guessing, 0.05],
    ["agrees with everything", agreeing, 0.05],
  ] as const)
    it(`answers unrelated queries no more often than the false-alarm rate when the model ${name}`, async () => {
      const matcher = matcherOf(judge);
      let [before, after] = [0, 0];
      for (const text of absent) {
        const found = await search(text);
        const better = await rerank(searcher.index, found, { matcher, count: 5 });
        if (found.answered) before += 1;
        if (better.answered) after += 1;
        for (const moment of better.moments) {
          const same = found.moments.find(
            (one) => one.videoId === moment.videoId && one.startSeconds === moment.startSeconds,
          );
          expect(moment.confidence).to.be.at.most((same as typeof moment).confidence);
        }
      }
      expect(after).to.be.at.most(before);
      expect(after / absent.length).to.be.at.most(most);
    });

  it("takes the weakest part of a query that has several", async () => {
    const found = await search("a dog runs then a cat sleeps");
    const { moments } = await rerank(searcher.index, found, { matcher: matcherOf(knowing), count: 5 });
    const right = moments.find(({ videoId }) => videoId === ids[0]);
    expect(right?.matchLogOdds).to.be.above(4);
    for (const { videoId, matchLogOdds } of moments) if (videoId !== ids[0]) expect(matchLogOdds).to.be.below(0);
  });

  it("judges as many as it is told to, and nothing twice", async () => {
    const matcher = matcherOf(knowing);
    const found = await search("a house", 6);
    judged = 0;
    const first = await rerank(searcher.index, found, { matcher, count: 2 });
    expect(first.moments.filter(({ matchLogOdds }) => matchLogOdds !== undefined)).to.have.length(2);
    const asked = judged;
    expect(asked).to.be.above(2);
    expect(await rerank(searcher.index, found, { matcher, count: 2 })).to.deep.equal(first);
    expect(judged).to.equal(asked);
  });

  it("leaves moments as they are whose files have gone, and whose words alone were found", async () => {
    const found = await search("a house", 4);
    const gone = matcherOf(knowing, (videoId) => videoId !== found.moments[0]?.videoId);
    const better = await rerank(searcher.index, found, { matcher: gone, count: 4 });
    expect(better.moments).to.deep.include(found.moments[0]);
    const said = { ...found, moments: found.moments.map((moment) => ({ ...moment, sources: ["subtitle"] as const })) };
    const same = await rerank(searcher.index, said, { matcher: matcherOf(knowing), count: 4 });
    expect(same).to.deep.equal({ ...said, judgedCount: 0 });
  });

  it("stops when it is told to", async () => {
    const found = await search("a house");
    const options = { matcher: matcherOf(knowing), count: 5, signal: AbortSignal.abort() };
    const error = await rerank(searcher.index, found, options).catch((reason: unknown) => reason);
    expect(error).to.have.property("message", "stopped");
  });
});
