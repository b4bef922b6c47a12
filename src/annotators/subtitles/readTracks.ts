import { isKinodexError } from "../../core/errors.js";
import { readTextTracks } from "../../media/textTracks.js";
import type { AnnotatableVideo } from "../annotator.js";
import { decodeText } from "../formats/decodeText.js";
import { parseSubtitles } from "../formats/parseSubtitles.js";
import { toLanguage } from "./languages.js";
import { explainDecoding, explainLeftOut } from "./explain.js";
import type { Subtitles } from "./subtitleAnnotator.js";

/** Reads the text tracks of a video's file, each by itself. */
export async function readTracks(video: AnnotatableVideo, signal: AbortSignal): Promise<Subtitles[]> {
  const read: Subtitles[] = [];
  try {
    for await (const track of readTextTracks(await video.media(), { signal })) {
      if ("problem" in track) {
        read.push({ segments: [], problems: [track.problem] });
        continue;
      }
      const origin = `track ${track.trackIndex}`;
      const language = toLanguage(track.language ?? "");
      const decoded = decodeText(track.subrip, language);
      const { segments, leftOut } = parseSubtitles(decoded.text);
      const problems = [...explainDecoding(decoded), ...explainLeftOut(leftOut)].map(
        (reason) => `${origin}: ${reason}`,
      );
      read.push({ segments: segments.map((segment) => ({ ...segment, origin, language })), problems });
    }
  } catch (error) {
    if (!isKinodexError(error, "media")) throw error;
    read.push({ segments: [], problems: [error.message] });
  }
  return read;
}
