import type { StoredVideo } from "../../query/moments/storedVideo.js";
import type { QueryMoment } from "../../query/searchQuery.js";
import type { AnswerStep } from "../answerTypes.js";
import type { Programme } from "../programme.js";
import { requireStored, seek, type Retrieval } from "../retrieval.js";
import { soughtBy } from "./claim.js";

/** A video that a model may be asked about. */
export interface Candidate {
  readonly video: StoredVideo;
  /** What a search finds in it for each thing that the question speaks of: the best of each, then the second of each. */
  readonly moments: readonly QueryMoment[];
}

/** The videos in which a search finds what a question speaks of, likeliest first. */
export async function findCandidates(
  retrieval: Retrieval,
  programme: Programme,
  question: string,
): Promise<{ readonly candidates: readonly Candidate[]; readonly steps: readonly AnswerStep[] }> {
  const found: (readonly QueryMoment[])[] = [];
  const steps: AnswerStep[] = [];
  for (const statement of soughtBy(programme, question)) {
    const { moments, step } = await seek(retrieval, statement);
    found.push(moments);
    steps.push(step);
  }
  const deepest = Math.max(0, ...found.map(({ length }) => length));
  const moments = Array.from({ length: deepest }, (_, n) => found.flatMap((one) => one[n] ?? [])).flat();
  const byConfidence = moments.toSorted((a, b) => b.confidence - a.confidence);
  const { videoId } = retrieval;
  const videoIds = videoId === undefined ? new Set(byConfidence.map((moment) => moment.videoId)) : [videoId];
  const candidates: Candidate[] = [];
  for (const id of videoIds) {
    const video = await requireStored(retrieval.searcher.index, id);
    candidates.push({ video, moments: moments.filter((moment) => moment.videoId === id) });
  }
  return { candidates, steps };
}
