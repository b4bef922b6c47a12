// What is said about a video, as the files that players and video sites read.
export { toChapters, toChapterVtt, toTimestampList } from "../annotators/formats/chapters.js";
export { toSummary } from "../annotators/formats/summary.js";
export { toSubRip, toWebVtt } from "../annotators/formats/writeCues.js";
