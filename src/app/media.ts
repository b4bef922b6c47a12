// What is done with video files beside indexing them.
export { cutClip } from "../media/cut.js";
export { findVideoFiles, VIDEO_EXTENSIONS } from "../media/videoFiles.js";
