import { isKinodexError } from "../../core/errors.js";
import { readTextTracks } from "../../media/textTracks.js";
import type { AnnotatableVideo } from "../annotator.js";
import { toLanguage } from "./languages.js";
import { readSubtitles, type Subtitles } from "./readSubtitles.js";

/** Reads the text tracks of a video's file, each by itself. */
export async function readTracks(video: AnnotatableVideo, signal: AbortSignal): Promise<Subtitles[]> {
  const read: Subtitles[] = [];
  try {
    for await (const track of readTextTracks(await video.media(), { signal }))
      read.push(
        "problem" in track
          ? { segments: [], problems: [track.problem] }
          : readSubtitles(track.subrip, `track ${track.trackIndex}`, toLanguage(track.language ?? "")),
      );
  } catch (error) {
    if (!isKinodexError(error, "media")) throw error;
    read.push({ segments: [], problems: [error.message] });
  }
  return read;
}
