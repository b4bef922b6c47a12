import type { Embedding } from "../../core/vectors.js";
import type { ComposedMoment } from "../../query/composed/searchComposed.js";
import type { Place } from "../../query/rerank/momentMatcher.js";
import type { StatedOption } from "../programme.js";
import { evidenceOf, requireStored, seek, type Retrieval } from "../retrieval.js";
import { createStanding, type Standing } from "../standing.js";
import { directionOf } from "./direction.js";
import { minLead } from "./order.js";
import { rankBy, rankByStands, type RankedOption } from "./rankOptions.js";
import { lookAtGap } from "./lookAtGap.js";
import { abstain, type StepResult } from "./result.js";

/** An option in a video. */
interface Judged {
  readonly option: StatedOption;
  readonly moment: ComposedMoment | undefined;
  /** How far its statement stands out, in deviations of unrelated texts in this video. */
  readonly stand: number;
}

/**
 * Which of several statements is true of a video.
 *
 * The stands of two statements that are equally true differ by chance, normally with deviation √2; the confidence is the
 * probability that the best one's lead over every other is more than that. A matcher, where there is one, has half a say.
 */
export async function answerChoose(
  retrieval: Retrieval,
  options: readonly StatedOption[],
  by: "evidence" | "first" | "last",
): Promise<StepResult> {
  const videoId = retrieval.videoId ?? (await bestVideoOf(retrieval, options));
  if (videoId === undefined) return abstain("nothing is indexed there");
  const { index } = retrieval.searcher;
  const standing = await createStanding(index, await requireStored(index, videoId));
  const judged: Judged[] = [];
  for (const option of options) judged.push(await judge(retrieval, videoId, option, standing));
  const steps = judged.map(({ option, stand }) => ({
    did: `looked for ${option.text}`,
    found: `stands ${stand.toFixed(2)} deviations above unrelated texts`,
  }));
  const look = by === "evidence" ? await lookAtGap(retrieval, options, placesOf(judged, videoId)) : undefined;
  if (look) steps.push(look.step);
  const stands = judged.map(({ stand }) => stand);
  const [best] =
    by === "evidence" ? rankByStands(stands, look?.probabilities) : await rankByOrder(retrieval, videoId, judged, by);
  const winner = best && judged[best.index];
  if (!winner) return abstain("nothing is indexed there", { steps });
  const { confidence, lead } = best;
  if (lead < minLead) {
    const reason = `"${winner.option.text}" is only slightly more likely than the next`;
    return abstain(reason, { likeliest: winner.option.text, steps });
  }
  const evidence = winner.moment ? evidenceOf(winner.moment, winner.option.statement) : [];
  return { answer: winner.option.text, confidence, evidence, steps };
}

async function judge(
  { searcher }: Retrieval,
  videoId: string,
  option: StatedOption,
  standing: Standing,
): Promise<Judged> {
  const { moments } = await searcher.searchComposed({ tree: option.statement, top: 1, videoId });
  const [moment] = moments;
  if (!moment) return { option, moment, stand: Number.NEGATIVE_INFINITY };
  const encoded = await (await searcher.index.model.open("text")).encode(moment.operands.map(({ text }) => text));
  const stands = moment.operands.map(({ similarity }, n) => standing.standOf(similarity, encoded[n] as Embedding));
  const { background } = standing;
  const mean = stands.reduce((a, b) => a + b, 0) / stands.length;
  return { option, moment, stand: background ? (mean - background.mean) / background.deviation : mean };
}

/** Where the options are seen best, the likeliest first. */
function placesOf(judged: readonly Judged[], videoId: string): Place[] {
  const ordered = judged.toSorted((a, b) => b.stand - a.stand).flatMap(({ moment }) => moment ?? []);
  const places = ordered.map(({ startSeconds, endSeconds, keyframeSeconds }) => {
    return { videoId, startSeconds, endSeconds, keyframeSeconds };
  });
  return [...new Map(places.map((place) => [place.keyframeSeconds, place])).values()];
}

/** Of the options that are there at all, the one that comes before (or after) each other. */
async function rankByOrder(
  retrieval: Retrieval,
  videoId: string,
  judged: readonly Judged[],
  by: "first" | "last",
): Promise<RankedOption[]> {
  const ordered = [...judged.keys()].toSorted((a, b) => (judged[b] as Judged).stand - (judged[a] as Judged).stand);
  const present = ordered.filter((index, n) => n < 2 || (judged[index] as Judged).stand > 0);
  const chances = new Map(present.map((index) => [index, new Map<number, number>()]));
  const statementOf = (index: number) => (judged[index] as Judged).option.statement;
  for (const [n, one] of present.entries()) {
    for (const other of present.slice(n + 1)) {
      const { isForward, confidence } = await directionOf(retrieval, videoId, statementOf(one), statementOf(other));
      const wins = isForward === (by === "first") ? confidence : 1 - confidence;
      chances.get(one)?.set(other, wins);
      chances.get(other)?.set(one, 1 - wins);
    }
  }
  return rankBy(present, (one, other) => chances.get(one)?.get(other) ?? 0.5);
}

async function bestVideoOf(retrieval: Retrieval, options: readonly StatedOption[]): Promise<string | undefined> {
  let best: { readonly videoId: string; readonly confidence: number } | undefined;
  for (const { statement } of options) {
    const [moment] = (await seek(retrieval, statement, 1)).moments;
    if (moment && moment.confidence > (best?.confidence ?? -1)) best = moment;
  }
  return best?.videoId;
}
