import { centreOf, contains, durationOf } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import { searchMoments } from "../../query/moments/searchMoments.js";
import { toFigure, toShareFigure, type Figure } from "../figure.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { bestOverlap, recallAtOverlap, type LocalisedQuery } from "../metrics/localisation/overlap.js";
import { rankOf, recallAt } from "../metrics/retrieval/ranking.js";
import { medianOf } from "../statistics/summary.js";
import type { EvaluationSubject, IndexTask } from "../task.js";
import { anotherOf, embedAll, nameOf, videoIdOf } from "./ask.js";
import { fitFrames, type FrameControl } from "./frameControls.js";
import { withControls, type ControlledStatistics } from "./withControls.js";

/** Videos by their captions, and events inside their own video. */
export const retrievalTask: IndexTask = {
  lacks: ({ videos }) => (videos.length > 1 ? undefined : "at least two videos"),
  run: async (subject) => [...(await findVideos(subject)), ...(await findEvents(subject))],
};

/** Among how many of the first a video may be to count as found. */
const recallPlaces = [1, 5, 10];

async function findVideos({ dataset, index, onAsked }: EvaluationSubject): Promise<Figure[]> {
  const opened = await index();
  const { store, model, searcher } = opened;
  const videoIds = (await store.videos()).map(({ videoId }) => videoId);
  const captions = await embedAll(
    model,
    dataset.videos.map((video) => video.captions[0] as string),
  );
  const videoCount = videoIds.length;
  const ranked: Ranked[] = [];
  for (const [n, video] of dataset.videos.entries()) {
    const moments = await searchMoments(searcher.index, { embedding: captions[n] as Embedding, top: 5 * videoCount });
    const found = [...new Set(moments.map(({ videoId }) => videoId))];
    const toRank = (videoId: string) => (found.includes(videoId) ? found.indexOf(videoId) + 1 : Infinity);
    const videoId = await videoIdOf(store, video);
    const other = await videoIdOf(store, anotherOf(dataset.videos, video));
    const fits = await fitFrames(opened, videoIds, captions[n] as Embedding);
    const rankByFrames = (control: FrameControl) => rankOf(fits[control], videoIds.indexOf(videoId));
    const rank = toRank(videoId);
    ranked.push({
      full: rank,
      single_frame_best: rankByFrames("single_frame_best"),
      single_frame_mean: rankByFrames("single_frame_mean"),
      wrong_video: toRank(other),
    });
    const values = Object.fromEntries(recallPlaces.map((k) => [`recall-at-${k}`, Number(rank <= k)]));
    onAsked?.({ id: `caption of ${nameOf(video)}`, cluster: nameOf(video), values });
  }
  const ranks = ranked.map(({ full }) => full);
  const recalls = recallPlaces.map((k) => {
    const figure = toShareFigure(
      ranks.map((rank) => rank <= k),
      {
        name: `recall-at-${k}`,
        what: `share of captions whose video is among the first ${k}`,
        chance: Math.min(1, k / videoCount),
      },
    );
    return withControls(
      figure,
      ranked,
      byControl((of) => recallAt(of, k)),
    );
  });
  return [
    ...recalls,
    toFigure({
      name: "median-rank",
      what: "rank of the right video for the caption in the middle",
      value: medianOf(ranks),
      count: ranks.length,
      interval: bootstrapInterval(ranks, medianOf),
      chance: (videoCount + 1) / 2,
      detail: { recallAt20: recallAt(ranks, 20) },
    }),
  ];
}

/** The rank of a caption's video: by search, by its frames alone, and of another video in its place. */
type Ranked = Readonly<Record<"full" | FrameControl | "wrong_video", number>>;

function byControl(statistic: (ranks: readonly number[]) => number): ControlledStatistics<Ranked> {
  const under = (control: keyof Ranked) => (sample: readonly Ranked[]) => statistic(sample.map((one) => one[control]));
  return {
    full: under("full"),
    single_frame_best: under("single_frame_best"),
    single_frame_mean: under("single_frame_mean"),
    wrong_video: under("wrong_video"),
  };
}

interface LocatedEvent extends LocalisedQuery {
  readonly hit: boolean;
  /** Probability that a time drawn from the video lies in the event. */
  readonly chance: number;
}

async function findEvents({ dataset, index, onAsked }: EvaluationSubject): Promise<Figure[]> {
  const { store, model, searcher } = await index();
  const usual = await searcher.index.cohort.usualText();
  const ofVideos: LocatedEvent[][] = [];
  for (const video of dataset.videos) {
    if (video.events.length < 2) continue;
    const videoId = await videoIdOf(store, video);
    const embeddings = await embedAll(
      model,
      video.events.map(({ text }) => text),
    );
    const located: LocatedEvent[] = [];
    for (const [n, event] of video.events.entries()) {
      const found = await searchMoments(searcher.index, {
        embedding: embeddings[n] as Embedding,
        top: 1,
        videoId,
        usual,
      });
      const hit = found[0] !== undefined && contains(event, centreOf(found[0]));
      const one = { found, truth: [event], hit, chance: Math.min(1, durationOf(event) / video.durationSeconds) };
      located.push(one);
      const values = { "event-hit": Number(hit), "event-overlap": bestOverlap(one) };
      onAsked?.({ id: `event ${n + 1} of ${nameOf(video)}`, cluster: nameOf(video), values });
    }
    ofVideos.push(located);
  }
  const events = ofVideos.flat();
  return events.length > 0 ? toEventFigures(ofVideos, events) : [];
}

function toEventFigures(ofVideos: readonly LocatedEvent[][], events: readonly LocatedEvent[]): Figure[] {
  const overChance = (sample: readonly LocatedEvent[]) =>
    sample.filter(({ hit }) => hit).length / sample.reduce((sum, { chance }) => sum + chance, 0);
  const meanOverlap = (sample: readonly LocatedEvent[]) =>
    sample.reduce((sum, event) => sum + bestOverlap(event), 0) / sample.length;
  return [
    toFigure({
      name: "event-hits-over-chance",
      what: "events with the centre of the best moment inside them, over what a time drawn from the video would hit",
      value: overChance(events),
      count: events.length,
      interval: bootstrapInterval(ofVideos, (sample) => overChance(sample.flat())),
      chance: 1,
      detail: { hits: events.filter(({ hit }) => hit).length, videos: ofVideos.length },
    }),
    toFigure({
      name: "event-overlap",
      what: "mean intersection over union of an event and the best moment of its video",
      value: meanOverlap(events),
      count: events.length,
      interval: bootstrapInterval(ofVideos, (sample) => meanOverlap(sample.flat())),
      detail: { recallAtOverlap: { 0.3: recallAtOverlap(events, 0.3), 0.5: recallAtOverlap(events, 0.5) } },
    }),
  ];
}
