import { captionVideo } from "../annotators/concepts/captionVideo.js";
import { createCaptioner } from "../annotators/concepts/createCaptioner.js";
import { openStore } from "../store/store.js";
import type { AnnotationOptions, Annotations } from "./kinodex.js";
import { toUncalibratedNote } from "./indexPaths.js";
import { requireVideo, type Session } from "./session.js";

/** What is said about a video; captions are made where there are none, or where they are to be made again. */
export async function annotate(
  { store, model }: Session,
  nameOfVideo: string,
  { source, again = false, concepts }: AnnotationOptions,
  onNotice: (message: string) => void,
): Promise<Annotations> {
  const read = async (): Promise<Annotations> => {
    const video = await requireVideo(store, nameOfVideo);
    const segments = await store.segmentsOf(video.videoId);
    return { video, segments: source === undefined ? segments : segments.filter((said) => said.source === source) };
  };
  const known = await read();
  const { videoId, captionedBy, state } = known.video;
  const isWanted = source !== "subtitle" && state !== "indexing";
  if (!isWanted || (captionedBy !== undefined && !again && concepts === undefined)) return known;

  const captioner = createCaptioner("concepts", { model, conceptFile: concepts });
  if (!captioner) {
    onNotice(toUncalibratedNote(model.identity.id));
    return known;
  }
  const captions = await captionVideo(store, videoId, captioner);
  const { directory } = store;
  await using writer = await openStore({ directory, model: model.identity, access: "write", create: false, onNotice });
  await writer.putCaptions(videoId, captions);
  return read();
}
