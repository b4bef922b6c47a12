import { isInLanguage, toLanguage } from "../annotators/subtitles/languages.js";
import { KinodexError } from "../core/errors.js";
import type { StoredSegment } from "../store/catalog/records.js";
import type { SegmentSource } from "../store/catalog/segmentSource.js";

/** The tag of what may be in any language. */
const unknown = "und";

/** Which words of a video are wanted; all without either. */
export interface SegmentChoice {
  readonly source?: SegmentSource | undefined;
  /** A tag (BCP 47) or the name of a language: `en` takes `en-GB` too, `und` what is not known. */
  readonly language?: string | undefined;
}

/**
 * The segments of a source and in a language.
 *
 * @throws {KinodexError} `usage` for a language that does not exist
 */
export function chooseSegments(
  segments: readonly StoredSegment[],
  { source, language }: SegmentChoice,
): readonly StoredSegment[] {
  const wanted = language === undefined || language === unknown ? language : toLanguage(language);
  if (language !== undefined && wanted === undefined)
    throw new KinodexError("usage", `"${language}" is no language: give one as en, pt-BR or German`, { language });
  return segments.filter(
    (segment) =>
      (source === undefined || segment.source === source) &&
      (wanted === undefined || isInLanguage(segment.language ?? unknown, wanted)),
  );
}

/** The languages that segments are known to be in, in alphabetical order. */
export function languagesOf(segments: readonly StoredSegment[]): string[] {
  return [...new Set(segments.flatMap(({ language }) => language ?? []))].sort();
}
