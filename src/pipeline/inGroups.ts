import type { Sampled } from "./sampleFrames.js";

/** How large {@link inGroups} lets a group grow. */
export interface GroupLimits {
  readonly maxFrames: number;
  /** A group that is older leaves with the next item, in milliseconds. */
  readonly maxMs: number;
}

/**
 * Gathers what is sampled, in order, so that an encoder that is faster than the decoder still runs on full batches: a
 * picture costs half as much among others as alone. A group ends at each checkpoint and at the end.
 */
export async function* inGroups(
  sampled: AsyncIterable<Sampled>,
  { maxFrames, maxMs }: GroupLimits,
): AsyncGenerator<readonly Sampled[]> {
  let group: Sampled[] = [];
  let frameCount = 0;
  let openedMs = 0;
  for await (const item of sampled) {
    if (group.length === 0) openedMs = performance.now();
    group.push(item);
    if (item.type === "frame") frameCount += 1;
    const isOld = performance.now() - openedMs >= maxMs;
    if (frameCount < maxFrames && item.type !== "checkpoint" && !isOld) continue;
    yield group;
    group = [];
    frameCount = 0;
  }
  if (group.length > 0) yield group;
}
