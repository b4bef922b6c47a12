import type { NewMark } from "../../src/collections/marks.js";
import { videoIdOf } from "../store/fixtures.js";

/** Says that a dog is in the video with a number. */
export const markOf = (n: number, changes: Partial<NewMark> = {}): NewMark => ({
  videoId: videoIdOf(n),
  path: `/videos/${n}.mp4`,
  startSeconds: 1,
  endSeconds: 3.5,
  about: "query",
  text: "a dog",
  verdict: "accepted",
  confidence: 0.9,
  drawn: false,
  client: null,
  ...changes,
});
