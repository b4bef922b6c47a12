import { loadConceptBank } from "../../src/annotators/concepts/conceptBank.js";
import { createKnowingModel, knownEmbedding } from "../fixtures/knowingModel.js";
import { toUnit, type Embedding } from "../../src/core/vectors.js";
import type { Dataset, LabelledVideo } from "../../src/evaluation/dataset.js";
import type { EvaluationSubject } from "../../src/evaluation/task.js";
import { openStore, type SegmentPhrase, type Store } from "../../src/store/store.js";
import { openSearcher } from "../../src/query/searcher.js";
import { captions as toCaptions, model as identity, videoOf } from "../store/fixtures.js";

/** What the model makes of a text. */
export const embeddingOf = (text: string): Embedding => knownEmbedding(text, identity.dimension);

/** A model of texts alone, for indexes that {@link indexLabelled} makes. */
export const knowingModel = createKnowingModel(identity);

const nothing = { subjects: [], places: [], times: [], actions: [], motion: [], colours: [] };

const subjects = loadConceptBank().subjects.map(({ says }) => says);

/**
 * Videos of a minute, each with a thing for its caption and two events of ten seconds; every second one is the reversed twin of the last.
 * Every one shows a dog on a beach, every second one a train too.
 */
export function labelledVideos(count: number): LabelledVideo[] {
  return Array.from({ length: count }, (_, n) => {
    const texts = [`a wave of ${n >> 1}`, `a storm of ${n >> 1}`];
    const [early = "", late = ""] = n % 2 === 0 ? texts : texts.toReversed();
    return {
      path: `/videos/${n}.mp4`,
      durationSeconds: 60,
      captions: [subjects[n % subjects.length] as string],
      events: [
        { startSeconds: 10, endSeconds: 20, text: early },
        { startSeconds: 40, endSeconds: 50, text: late },
      ],
      questions: [
        { question: `Is there ${early}?`, kind: "yes-no", answer: "yes" },
        { question: `When is there ${late}?`, kind: "when", answer: "from 40 s to 50 s" },
        { question: "What is shown?", answer: late, options: [late, "something else"] },
      ],
      shown: [
        {
          startSeconds: 0,
          endSeconds: 60,
          true: { ...nothing, subjects: ["dog", "animal", ...(n % 2 === 0 ? ["train"] : [])], places: ["beach"] },
        },
      ],
      twinPath: `/videos/${n ^ 1}.mp4`,
      rendered: false,
      unseen: false,
    };
  });
}

/** Said of every video that {@link openSubject} indexes: three phrases for half of the time, two of them true. */
const segment = {
  startSeconds: 0,
  endSeconds: 30,
  text: "an animal and a cat on a beach",
  confidence: 1,
  phrases: [
    ["subjects", "an animal"],
    ["subjects", "a cat"],
    ["places", "on a beach"],
  ].map(([kind, text]) => ({ kind, text, similarity: 0.3, confidence: 1, keyframesSeconds: [1] }) as SegmentPhrase),
};

/** A dataset in an index whose frames, one a second, look like the captions and events that are true of them. */
export async function openSubject(
  directory: string,
  videos: readonly LabelledVideo[],
): Promise<{ readonly subject: EvaluationSubject; readonly store: Store }> {
  const store = await openStore({ directory, model: identity, access: "write" });
  for (const [n, video] of videos.entries()) {
    const described = videoOf(n, { path: video.path });
    await store.beginVideo(described);
    await store.appendChunk(described.videoId, {
      throughSeconds: video.durationSeconds,
      frames: Array.from({ length: video.durationSeconds }, (_, timeSeconds) => ({
        timeSeconds,
        embedding: frameAt(video, timeSeconds),
      })),
      clips: [],
      shots: [{ startSeconds: 0, endSeconds: video.durationSeconds }],
    });
    await store.finishVideo(described.videoId, { state: "complete" });
    await store.putAnnotation(described.videoId, toCaptions([segment]));
  }
  const dataset: Dataset = { name: "test", directory, videos, examples: [], faults: [] };
  const model = knowingModel;
  const searcher = openSearcher({ store, model });
  return { subject: { dataset, index: async () => ({ store, model, searcher }), seed: 1 }, store };
}

function frameAt({ captions, events }: LabelledVideo, timeSeconds: number): Embedding {
  const event = events.find(({ startSeconds, endSeconds }) => startSeconds <= timeSeconds && timeSeconds < endSeconds);
  const caption = embeddingOf(captions[0] as string);
  if (!event) return caption;
  const ofEvent = embeddingOf(event.text);
  return toUnit(caption.map((value, k) => value + 3 * (ofEvent[k] as number)));
}
