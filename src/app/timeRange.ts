import { KinodexError } from "../core/errors.js";

/** A span of time as the store takes it: ISO 8601, UTC, without its end. */
export interface TimeRange {
  readonly recordedFrom?: string;
  readonly recordedBefore?: string;
}

/**
 * The span from one day or time to another, both of them inside. Days are those of this machine's time zone.
 *
 * @throws {KinodexError} `usage` for what is no time, and where the end comes before the start
 */
export function toTimeRange(from: string | undefined, to: string | undefined): TimeRange {
  const start = from === undefined ? undefined : readTime(from);
  const end = to === undefined ? undefined : readTime(to);
  if (start && end && start.from >= end.before)
    throw new KinodexError("usage", `${from} is later than ${to}: exchange the two`, { from, to });
  return { ...(start && { recordedFrom: start.from }), ...(end && { recordedBefore: end.before }) };
}

/** Where a day, or a single millisecond, starts and ends. */
function readTime(text: string): { readonly from: string; readonly before: string } {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  const isDay = year !== undefined && month !== undefined && day !== undefined;
  const start = isDay
    ? new Date(year, month - 1, day)
    : new Date(/[T ].*(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : NaN);
  const isReal = !isDay || (start.getMonth() === month - 1 && start.getDate() === day); // there is no 31 April
  if (Number.isNaN(start.getTime()) || !isReal)
    throw new KinodexError(
      "usage",
      `"${text}" is no time: give a day like 2024-05-31, or a time with its zone like 2024-05-31T18:00:00Z`,
      { text },
    );
  const end = isDay ? new Date(year, month - 1, day + 1) : new Date(start.getTime() + 1);
  return { from: start.toISOString(), before: end.toISOString() };
}
