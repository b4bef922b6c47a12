import { createAnnotators, type AnnotatorChoice } from "../annotators/annotators.js";
import { createSidecarFinder } from "../annotators/sidecars.js";
import { KinodexError } from "../core/errors.js";
import { openAnnotatable } from "../pipeline/annotatableVideo.js";
import { createDecoderSlots } from "../pipeline/decoderSlots.js";
import { defaultPreset, loadPreset } from "../pipeline/preset.js";
import { runAnnotator } from "../pipeline/runAnnotator.js";
import { findStale, type StaleAnnotator } from "../pipeline/staleAnnotators.js";
import type { Annotation, VideoRecord } from "../store/catalog/records.js";
import { openStore } from "../store/store.js";
import type { AnnotationOptions, Annotations } from "./kinodex.js";
import { requireVideo, type Session } from "./session.js";

/** What is said about a video; annotators are run on it that never were, or that are to be run again. */
export async function annotate(
  session: Session,
  nameOfVideo: string,
  options: AnnotationOptions,
  onNotice: (message: string) => void,
): Promise<Annotations> {
  const { store, model } = session;
  const { source } = options;
  if (options.concepts !== undefined && source !== undefined && source !== "caption")
    throw new KinodexError("usage", `a concept bank is for captions, not for ${source}: leave one of them out`, {
      source,
    });
  const read = async (): Promise<Annotations> => {
    const video = await requireVideo(store, nameOfVideo);
    const segments = await store.segmentsOf(video.videoId);
    return { video, segments: source === undefined ? segments : segments.filter((said) => said.source === source) };
  };
  const known = await read();
  const stale = await chooseAnnotators(session, known.video, options, onNotice);
  if (stale.length === 0) return known;

  const annotations = await runAll(session, known.video, stale, onNotice);
  if (annotations.length === 0) return known;
  const { directory } = store;
  await using writer = await openStore({ directory, model: model.identity, access: "write", create: false, onNotice });
  for (const annotation of annotations) await writer.putAnnotation(known.video.videoId, annotation);
  return read();
}

/** Those of the default preset that are asked for. */
async function chooseAnnotators(
  { model }: Session,
  video: VideoRecord,
  { source, again = false, concepts }: AnnotationOptions,
  onNotice: (message: string) => void,
): Promise<readonly StaleAnnotator[]> {
  if (video.state === "indexing") return [];
  const withBank = (choice: AnnotatorChoice) => choice.name === "concepts" && concepts !== undefined;
  const choices = loadPreset(defaultPreset)
    .settings.annotators.map((choice) => (withBank(choice) ? { ...choice, bank: concepts } : choice))
    .filter((choice) => again || withBank(choice) || video.annotatedBy[choice.name] === undefined);
  const isAsked = (one: { readonly source: string }) => source === undefined || one.source === source;
  const created = createAnnotators(choices, { model });
  for (const { unavailable } of created.unavailable.filter(isAsked)) onNotice(unavailable);
  const annotators = created.annotators.filter(isAsked);
  return findStale(video, { annotators, sidecars: createSidecarFinder(), again: true });
}

/** What each says, without what fails. Nobody else is kept from writing meanwhile. */
async function runAll(
  { store }: Session,
  record: VideoRecord,
  stale: readonly StaleAnnotator[],
  onNotice: (message: string) => void,
): Promise<Annotation[]> {
  const { signal } = new AbortController();
  const video = await openAnnotatable({ store, record, decoderSlots: createDecoderSlots(), signal });
  const annotations: Annotation[] = [];
  for (const one of stale) {
    const { annotation, problems } = await runAnnotator(one, video, signal);
    for (const problem of problems) onNotice(problem);
    if (annotation) annotations.push(annotation);
  }
  return annotations;
}
