import { centreOf, contains, durationOf, temporalIoU, type Span } from "../../core/span.js";
import { dot, meanOf, toRows, toUnit, type Embedding } from "../../core/vectors.js";
import type { StoredVideo } from "../../query/moments/storedVideo.js";
import { toFigure, toShareFigure, type Figure } from "../figure.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import type { EvaluatedIndex, EvaluationSubject, IndexTask } from "../task.js";
import { embedAll, nameOf, videoIdOf } from "./ask.js";
import { consecutiveEvents, toSequence, type EventPair } from "./sequences.js";

/** Sequences of labelled events, against what is found without looking at order. */
export const orderRealTask: IndexTask = {
  lacks: ({ videos }) => {
    const pairs = videos.filter(({ rendered }) => !rendered).flatMap(consecutiveEvents);
    return pairs.length > 0 ? undefined : "videos, not random scenes, with two timed events one after the other";
  },
  run,
};

/** What a way of searching gave for one pair of events. */
interface Outcome {
  /** Whether the centres of what was found for each event lie inside it. */
  readonly bothHit: boolean;
  /** Intersection over union of the moment and the span from the first event to the end of the second. */
  readonly overlap: number;
  /** Whether the pair's video comes first among all. */
  readonly videoFirst: boolean;
}

interface Asked {
  /** Probability that two times drawn from the video, in their order, hit both events. */
  readonly chance: number;
  readonly composed: Outcome;
  readonly meanPooled: Outcome;
}

async function run({ dataset, index, onAsked }: EvaluationSubject): Promise<Figure[]> {
  const opened = await index();
  const videoIds = await Promise.all(dataset.videos.map((video) => videoIdOf(opened.store, video)));
  const clips = await poolClips(opened, videoIds);
  const ofVideos: Asked[][] = [];
  for (const video of dataset.videos.filter(({ rendered }) => !rendered)) {
    const asked: Asked[] = [];
    for (const [n, pair] of consecutiveEvents(video).entries()) {
      const outcome = await ask(opened, clips, pair);
      asked.push(outcome);
      const { bothHit, overlap, videoFirst } = outcome.composed;
      const values = { "both-hit": Number(bothHit), "pair-overlap": overlap, "pair-video-first": Number(videoFirst) };
      onAsked?.({ id: `pair ${n + 1} of ${nameOf(video)}`, cluster: nameOf(video), values });
    }
    if (asked.length > 0) ofVideos.push(asked);
  }
  return toFigures(ofVideos, dataset.videos.length);
}

/** A span whose frames' mean stands for it, order and all. */
interface PooledClip {
  readonly videoId: string;
  readonly span: Span;
  readonly embedding: Embedding;
}

async function poolClips({ searcher }: EvaluatedIndex, videoIds: readonly string[]): Promise<PooledClip[]> {
  const pooled: PooledClip[] = [];
  for (const videoId of videoIds) {
    const video = await searcher.index.videos.find(videoId);
    if (!video) continue;
    const whole = { startSeconds: 0, endSeconds: video.record.durationSeconds };
    for (const span of video.clips.length > 0 ? video.clips : [whole]) {
      const embedding = meanWithin(video, span);
      if (embedding) pooled.push({ videoId, span, embedding });
    }
  }
  return pooled;
}

function meanWithin({ frameTimes, frameEmbeddings }: StoredVideo, span: Span): Embedding | undefined {
  const rows = toRows(frameEmbeddings, frameEmbeddings.length / frameTimes.length);
  const inside = rows.filter((_, row) => contains(span, frameTimes[row] as number));
  return inside.length > 0 ? toUnit(meanOf(inside)) : undefined;
}

async function ask(opened: EvaluatedIndex, clips: readonly PooledClip[], pair: EventPair): Promise<Asked> {
  const { video, first, second } = pair;
  const shareOf = (event: Span) => Math.min(1, durationOf(event) / video.durationSeconds);
  return {
    chance: Math.min(1, 2 * shareOf(first) * shareOf(second)),
    composed: await askComposed(opened, pair),
    meanPooled: await askMeanPooled(opened, clips, pair),
  };
}

async function askComposed({ store, searcher }: EvaluatedIndex, pair: EventPair): Promise<Outcome> {
  const tree = toSequence(pair.first.text, pair.second.text);
  const videoId = await videoIdOf(store, pair.video);
  const inVideo = await searcher.searchComposed({ tree, top: 1, videoId });
  const inAll = await searcher.searchComposed({ tree, top: 1 });
  const [moment] = inVideo.moments;
  return { ...toOutcome(pair, moment, moment?.operands), videoFirst: inAll.moments[0]?.videoId === videoId };
}

/** One span is found; its halves stand for the two events. */
async function askMeanPooled(
  { store, model }: EvaluatedIndex,
  clips: readonly PooledClip[],
  pair: EventPair,
): Promise<Outcome> {
  const [sentence] = await embedAll(model, [`${pair.first.text}, then ${pair.second.text}`]);
  const videoId = await videoIdOf(store, pair.video);
  const ranked = clips
    .map((clip) => ({ ...clip, similarity: dot(clip.embedding, sentence as Embedding) }))
    .sort((a, b) => b.similarity - a.similarity);
  const span = ranked.find((clip) => clip.videoId === videoId)?.span;
  const halves = span && [
    { startSeconds: span.startSeconds, endSeconds: centreOf(span) },
    { startSeconds: centreOf(span), endSeconds: span.endSeconds },
  ];
  return { ...toOutcome(pair, span, halves), videoFirst: ranked[0]?.videoId === videoId };
}

function toOutcome({ first, second }: EventPair, found: Span | undefined, parts: readonly Span[] = []) {
  const [one, other] = parts;
  const bothHit = Boolean(one && other && contains(first, centreOf(one)) && contains(second, centreOf(other)));
  const truth = { startSeconds: first.startSeconds, endSeconds: second.endSeconds };
  return { bothHit, overlap: found ? temporalIoU(truth, found) : 0 };
}

function toFigures(ofVideos: readonly Asked[][], videoCount: number): Figure[] {
  const asked = ofVideos.flat();
  type Way = "composed" | "meanPooled";
  const overChance = (sample: readonly Asked[], way: Way) =>
    sample.filter((one) => one[way].bothHit).length / sample.reduce((sum, { chance }) => sum + chance, 0);
  const meanOverlap = (sample: readonly Asked[], way: Way) =>
    sample.reduce((sum, one) => sum + one[way].overlap, 0) / sample.length;
  const firstShare = asked.filter(({ meanPooled }) => meanPooled.videoFirst).length / asked.length;
  const about = (statistic: (sample: readonly Asked[], way: Way) => number) => ({
    value: statistic(asked, "composed"),
    count: asked.length,
    interval: bootstrapInterval(ofVideos, (sample) => statistic(sample.flat(), "composed")),
    target: { atLeast: statistic(asked, "meanPooled") },
  });
  const hits = (way: Way) => asked.filter((one) => one[way].bothHit).length;
  return [
    toFigure({
      name: "both-hits-over-chance",
      what: "pairs of events that are both hit, over what two times drawn in order would; held to mean-pooled clips",
      ...about(overChance),
      chance: 1,
      detail: { hits: hits("composed"), meanPooledHits: hits("meanPooled"), videos: ofVideos.length },
    }),
    toFigure({
      name: "pair-overlap",
      what: "mean intersection over union of both events and the best moment; held to mean-pooled clips",
      ...about(meanOverlap),
    }),
    toShareFigure(
      asked.map(({ composed }) => composed.videoFirst),
      {
        name: "pair-video-first",
        what: "share of pairs whose video comes first among all; held to mean-pooled clips",
        target: { atLeast: firstShare },
        chance: 1 / videoCount,
      },
    ),
  ];
}
