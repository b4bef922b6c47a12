import type { Annotator } from "../annotators/annotator.js";
import { annotators, createAnnotators, type AnnotatorChoice } from "../annotators/annotators.js";
import { createSidecarFinder } from "../annotators/sidecars.js";
import { KinodexError } from "../core/errors.js";
import { annotateVideo, type AnnotationTools } from "../pipeline/annotateVideo.js";
import { createDecoderSlots } from "../pipeline/decoderSlots.js";
import { defaultPreset, loadPreset } from "../pipeline/preset.js";
import type { VideoRecord } from "../store/catalog/records.js";
import { openStore } from "../store/store.js";
import type { AnnotationOptions, Annotations } from "./kinodex.js";
import { chooseSegments } from "./chooseSegments.js";
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
  if (options.model !== undefined && source !== undefined && source !== "caption" && source !== "speech")
    throw new KinodexError("usage", `a model writes captions and hears speech, not ${source}: leave one of them out`, {
      source,
    });
  const read = async (): Promise<Annotations> => {
    const video = await requireVideo(store, nameOfVideo);
    const segments = await store.segmentsOf(video.videoId);
    return { video, segments: chooseSegments(segments, options) };
  };
  const known = await read();
  const chosen = await chooseAnnotators(session, known.video, options, onNotice);
  if (chosen.length === 0) return known;

  const { videoId, paths } = known.video;
  const { directory } = store;
  const open = () => openStore({ directory, model: model.identity, access: "write", create: false, onNotice });
  const tools: AnnotationTools = {
    // others may write while annotators are at work
    store: {
      ...store,
      async putAnnotation(...annotation) {
        await using writer = await open();
        return writer.putAnnotation(...annotation);
      },
    },
    annotators: chosen,
    sidecars: createSidecarFinder(),
    decoderSlots: createDecoderSlots(),
    again: true,
  };
  await annotateVideo({ path: paths[0] ?? "", videoId }, tools).forEach((event) => {
    if (event.type === "annotated") event.problems.forEach(onNotice);
  });
  return read();
}

/** Those of the default preset that are asked for, and the one that has a named model write, or listen. */
async function chooseAnnotators(
  { model, models }: Session,
  video: VideoRecord,
  { source, again = false, concepts, model: writing }: AnnotationOptions,
  onNotice: (message: string) => void,
): Promise<readonly Annotator[]> {
  if (video.state === "indexing") return [];
  const withBank = (choice: AnnotatorChoice) => choice.name === "concepts" && concepts !== undefined;
  const choices = loadPreset(defaultPreset)
    .settings.annotators.map((choice) => (withBank(choice) ? { ...choice, bank: concepts } : choice))
    .filter((choice) => again || withBank(choice) || video.annotatedBy[choice.name] === undefined);
  const isHeard = source === "speech" && (again || writing !== undefined || video.annotatedBy["speech"] === undefined);
  const heard = isHeard ? [annotators.schema.parse({ name: "speech", model: writing })] : [];
  const isDescribed = writing !== undefined && source !== "speech";
  const described = isDescribed ? [annotators.schema.parse({ name: "descriptions", model: writing })] : [];
  const isAsked = (one: { readonly source: string }) => source === undefined || one.source === source;
  const created = await createAnnotators([...choices, ...described, ...heard], { model, models });
  for (const { unavailable } of created.unavailable.filter(isAsked)) onNotice(unavailable);
  return created.annotators.filter(isAsked);
}
