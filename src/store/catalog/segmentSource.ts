/**
 * Where the words of a segment come from: `caption` was seen, `subtitle` written by people, `speech` heard and `screen`
 * read in the picture.
 */
export const segmentSources = ["caption", "subtitle", "speech", "screen"] as const;

export type SegmentSource = (typeof segmentSources)[number];
