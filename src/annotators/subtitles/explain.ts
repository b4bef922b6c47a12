import type { DecodedText } from "../formats/decodeText.js";
import type { LeftOut, ParsedSubtitles } from "../formats/parseSubtitles.js";

const reasons: Readonly<Record<LeftOut, (count: number) => string>> = {
  broken: (count) => `${count} broken ${count === 1 ? "cue was" : "cues were"} skipped`,
  own: (count) => `${count} ${count === 1 ? "cue" : "cues"} written by Kinodex itself left out`,
  telemetry: (count) =>
    `${count} ${count === 1 ? "cue" : "cues"} of camera or flight data, which is no speech, left out`,
  shortened: (count) => `${count} ${count === 1 ? "cue was" : "cues were"} too long and cut short`,
};

/** What of a subtitle file says nothing, in words for people. */
export function explainLeftOut(leftOut: ParsedSubtitles["leftOut"]): string[] {
  return (Object.keys(reasons) as LeftOut[]).flatMap((reason) => {
    const count = leftOut[reason];
    return count > 0 ? [reasons[reason](count)] : [];
  });
}

/** What was guessed to read a text, in words for people. */
export function explainDecoding({ guess, brokenCount }: DecodedText): string[] {
  return [
    ...(guess === undefined
      ? []
      : [`it is not UTF-8 and was read as ${guess}, which is a guess: turn it into UTF-8 if that is wrong`]),
    ...(brokenCount === 0 ? [] : [`${brokenCount} pieces of it are no valid text`]),
  ];
}
