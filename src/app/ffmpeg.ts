// Apart from media.ts: ffmpeg is asked for its version while all the rest is loaded.
export { findFfmpeg } from "../media/findFfmpeg.js";
