// What a list of videos can be asked for; apart from what lists them, so that help need not load it.
export { videoSortKeys, type VideoSortKey } from "../store/catalog/videoLists.js";

/** What each part of a filter of videos means. */
export const videoFilterWords = {
  folder: "only videos in this folder, at any depth",
  recordedFrom: "only videos recorded then or later: a day like 2024-05-31, or a time with its zone",
  recordedTo: "only videos recorded on that day or before it, or up to that time",
  minDurationSeconds: "only videos of this length or longer",
  maxDurationSeconds: "only videos of this length or shorter",
};
