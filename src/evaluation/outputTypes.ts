/** What a task asks for. */
export const outputTypes = ["pair", "rank", "localise", "choose", "yes-no", "caption"] as const;
export type OutputType = (typeof outputTypes)[number];
