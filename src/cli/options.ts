import { InvalidArgumentError } from "commander";

/** Reads a count of at least 1. */
export function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError("give a whole number of at least 1, like 10.");
  return count;
}

/** Reads a count that may be 0. */
export function toNumber(text: string): number {
  const count = Number(text);
  if (text === "" || !Number.isInteger(count) || count < 0)
    throw new InvalidArgumentError("give a whole number, like 10, or 0 for none.");
  return count;
}

/** Reads seconds, or a timecode like 1:02:03.5. */
export function toSeconds(text: string): number {
  const parts = text.split(":").map((part) => (/^\d+(\.\d+)?$/.test(part) ? Number(part) : NaN));
  const seconds = parts.reduce((total, part) => total * 60 + part, 0);
  if (parts.length > 3 || !Number.isFinite(seconds)) {
    throw new InvalidArgumentError("give seconds like 75.5, or a timecode like 1:15.5.");
  }
  return seconds;
}

/** Reads a share between 0 and 1, both excluded. */
export function toShare(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError("give a share between 0 and 1, like 0.05.");
  return share;
}

/** Reads the name of a file or folder. */
export function toPlace(text: string): string {
  if (text === "") throw new InvalidArgumentError("give a name.");
  return text;
}

/** Where to write: a file, or undefined for stdout, which `-` stands for too. */
export function toOutputFile(place: string | undefined): string | undefined {
  return place === "-" ? undefined : place;
}
