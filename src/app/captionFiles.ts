// What is said about a video, as the files that players and video sites read, and where words come from.
export { toChapters, toChapterVtt, toTimestampList } from "../annotators/formats/chapters.js";
export { toSummary } from "../annotators/formats/summary.js";
export { segmentSources, type SegmentSource } from "../store/catalog/segmentSource.js";
export { toSubRip, toWebVtt } from "../annotators/formats/writeCues.js";
export { surpriseName } from "../annotators/surprise/surpriseName.js";
