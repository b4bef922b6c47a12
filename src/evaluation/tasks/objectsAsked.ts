import { answer } from "../../qa/answer.js";
import type { LabelledVideo } from "../dataset.js";
import { toFigure, toShareFigure, type Figure } from "../figure.js";
import { makePolls, pollingStrategies } from "../labels/made/polls.js";
import type { LabelledVerdict } from "../labels/labelledExample.js";
import { yesNoFigures, type YesNoFigures, type YesNoOutcome } from "../metrics/hallucination/yesNo.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { toClusters } from "../statistics/clusters.js";
import type { IndexTask } from "../task.js";
import { anotherOf, nameOf, videoIdOf } from "./ask.js";
import { withControls } from "./withControls.js";

/** The polls of `objects-polled`, answered as `kinodex ask` does, each about its own video. */
export const objectsAskedTask: IndexTask = {
  lacks: ({ videos }) =>
    pollsOf(videos, anySeed).length > 0
      ? undefined
      : "videos that show things of models/concepts.yaml which others do not show",
  async run({ dataset: { videos }, index, seed, onAsked }) {
    const { store, searcher } = await index();
    const byPath = new Map(videos.map((video) => [video.path, video]));
    const asked: Asked[] = [];
    for (const { id, kinds, medium, question, isYes } of pollsOf(videos, seed)) {
      const video = byPath.get(medium.path) as LabelledVideo;
      const other = anotherOf(videos, video);
      const ask = async (of: LabelledVideo) => answer(searcher, { question, videoId: await videoIdOf(store, of) });
      const said = await ask(video);
      const ofOther = await ask(other);
      const one = {
        video: nameOf(video),
        kinds,
        abstained: said.abstained,
        own: { isPresent: isYes, saidYes: saysYes(said) },
        other: { isPresent: isYes, saidYes: saysYes(ofOther) },
      };
      asked.push(one);
      onAsked?.({ id, cluster: one.video, values: { acc: Number(one.own.saidYes === isYes) } });
    }
    return toFigures(asked);
  },
};

/** Whether anything can be polled does not depend on it. */
const anySeed = 1;

interface Asked {
  readonly video: string;
  readonly kinds: readonly string[];
  readonly abstained: boolean;
  readonly own: YesNoOutcome;
  /** What is said of another video. */
  readonly other: YesNoOutcome;
}

const pollsOf = (videos: readonly LabelledVideo[], seed: number): LabelledVerdict[] =>
  makePolls(
    videos.map((video) => ({ name: nameOf(video), video })),
    seed,
  );

/** Where it abstains, what is likeliest counts; every other answer is no, as POPE has it. */
const saysYes = ({
  answer: said,
  likeliest,
}: {
  readonly answer: string | null;
  readonly likeliest?: string | null | undefined;
}) => (said ?? likeliest) === "yes";

const figures = {
  acc: ["accuracy", "share of questions whether a thing can be seen that are answered rightly (POPE)"],
  precision: ["precision", "share of what is said to be seen that can be seen"],
  recall: ["recall", "share of what can be seen that is said to be seen"],
  f1: ["f1", "harmonic mean of the two"],
  "yes-share": ["yesRatio", "share answered with yes: half of the questions ask for what can be seen"],
} as const satisfies Readonly<Record<string, readonly [keyof YesNoFigures, string]>>;

function toFigures(asked: readonly Asked[]): Figure[] {
  const ofVideos = toClusters(asked, ({ video }) => video);
  const toOne = (name: string, what: string, key: keyof YesNoFigures, of: readonly (readonly Asked[])[]): Figure[] => {
    const statistic = (by: "own" | "other") => (sample: readonly (readonly Asked[])[]) =>
      yesNoFigures(sample.flat().map((one) => one[by]))[key];
    const value = statistic("own")(of);
    if (Number.isNaN(value)) return []; // nothing was said to be seen
    const interval = bootstrapInterval(of, statistic("own"), { bounds: [0, 1] });
    const figure = toFigure({ name, what, value, count: of.flat().length, interval });
    return [withControls(figure, of, { full: statistic("own"), wrong_video: statistic("other") })];
  };
  const ofKind = (kind: string) =>
    ofVideos.map((cluster) => cluster.filter(({ kinds }) => kinds.includes(kind))).filter(({ length }) => length > 0);
  return [
    ...Object.entries(figures).flatMap(([name, [key, what]]) => toOne(name, what, key, ofVideos)),
    ...pollingStrategies.flatMap((kind) =>
      toOne(`acc-${kind}`, `the same of ${kind} absent things`, "accuracy", ofKind(kind)),
    ),
    toShareFigure(
      asked.map(({ abstained }) => abstained),
      { name: "abstained", what: "share of questions that it abstains from" },
    ),
  ];
}
