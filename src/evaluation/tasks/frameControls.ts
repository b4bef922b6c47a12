import { dotRow, type Embedding } from "../../core/vectors.js";
import type { StoredVideo } from "../../query/moments/storedVideo.js";
import type { Control } from "../probing/controls.js";
import type { EvaluatedIndex } from "../task.js";

/** Controls that the stored frames of an index give, each looked at alone. */
export type FrameControl = Extract<Control, `single_frame_${string}`>;

/** How well a text fits each of some videos by their frames alone: the best of them, or the mean of all. */
export type FrameFits = Readonly<Record<FrameControl, readonly number[]>>;

/** Fits of a text and videos of an index, in their order; of one that holds no frame the lowest there is. */
export async function fitFrames(
  { searcher }: EvaluatedIndex,
  videoIds: readonly string[],
  text: Embedding,
): Promise<FrameFits> {
  const videos = await Promise.all(videoIds.map((videoId) => searcher.index.videos.find(videoId)));
  const fits = videos.map((video) => (video ? fitsOf(video, text) : []));
  return {
    single_frame_best: fits.map((of) => of.reduce((a, b) => Math.max(a, b), -1)),
    single_frame_mean: fits.map((of) => (of.length > 0 ? of.reduce((a, b) => a + b, 0) / of.length : -1)),
  };
}

const fitsOf = ({ frameTimes, frameEmbeddings }: StoredVideo, text: Embedding): number[] =>
  Array.from(frameTimes, (_, row) => dotRow(frameEmbeddings, row, text));
