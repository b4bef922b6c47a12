import { toLanguage } from "./languages.js";

/** What the name of a subtitle file says. */
export interface SubtitleName {
  /** BCP 47. */
  readonly language: string | undefined;
}

const flags = new Set("forced sdh cc hi default full foreign signs commentary und".split(" "));
const maxParts = 4;
/** A flag that stands with a language, as in "en_forced" and "English (SDH)". */
const flagOfLanguage = /(?<=\p{L})[-_ ]?[-_ [(](?:forced|sdh|cc|hi)[\])]?$/iu;

/**
 * Reads what follows a video's base name, as ".srt", ".en.srt", ".pt-BR.forced.srt" or ".English.SDH.ass"; undefined where
 * that is no subtitle of this video: "film.part2.srt" belongs to "film.part2.mp4".
 */
export function parseSubtitleName(ending: string): SubtitleName | undefined {
  const [first, ...parts] = ending.split(".");
  if (first !== "" || !/^(srt|vtt|ass|ssa)$/i.test(parts.pop() ?? "") || parts.length > maxParts) return undefined;
  let language: string | undefined;
  for (const part of parts) {
    // "hi" is Hindi where nothing else says a language
    const isFlag = flags.has(part.toLowerCase()) && !(part.toLowerCase() === "hi" && parts.length === 1);
    if (isFlag || (language !== undefined && /^\d{1,2}$/.test(part))) continue;
    const named = toLanguage(part.replace(flagOfLanguage, ""));
    if (named === undefined || language !== undefined) return undefined;
    language = named;
  }
  return { language };
}
