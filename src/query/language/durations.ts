import { toNumber } from "./lexicon.js";
import { createQueryError } from "./queryError.js";
import { withoutStops, type Token } from "./tokens.js";
import { maxSeconds } from "./tree.js";

/** A length of time in a query, and how many tokens say it. */
export interface Duration {
  readonly seconds: number;
  readonly length: number;
}

const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  mins: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hour: 3600,
  hours: 3600,
};

/**
 * Reads `10s`, `10 s`, `2.5 seconds`, `two minutes`; undefined where none stands there.
 *
 * @throws {KinodexError} `usage` for a length below 0 or above a day.
 */
export function durationAt(query: string, tokens: readonly Token[], at: number): Duration | undefined {
  const token = tokens[at];
  if (token?.kind !== "word") return undefined;
  const [, joined, joinedUnit] = /^(-?\d+(?:\.\d+)?)([a-z]+)$/.exec(token.text) ?? [];
  const unit = joinedUnit ?? withoutStops(tokens[at + 1]?.text ?? "");
  if (!Object.hasOwn(unitSeconds, unit)) return undefined;
  const amount = joined === undefined ? (toNumber(token.text) ?? toNegative(token.text)) : Number(joined);
  if (amount === undefined) return undefined;
  const length = joined === undefined ? 2 : 1;
  const seconds = amount * (unitSeconds[unit] as number);
  if (seconds >= 0 && seconds <= maxSeconds) return { seconds, length };
  const place = { start: token.start, end: (tokens[at + length - 1] as Token).end };
  throw createQueryError(
    query,
    place,
    "a length of time lies between 0 and 24 hours",
    "a dog runs then a cat sleeps within 10s",
  );
}

const toNegative = (word: string): number | undefined => (/^-\d+(\.\d+)?$/.test(word) ? Number(word) : undefined);
