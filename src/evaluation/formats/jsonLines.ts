/** Keys and numbers that lead to a part of a JSON document. */
export type JsonPath = readonly (string | number)[];

/** As people write it: `annotations[17].caption`. */
export function toPathName(path: JsonPath): string {
  return path.map((step, n) => (typeof step === "number" ? `[${step}]` : n === 0 ? step : `.${step}`)).join("");
}

/** What a document is followed to; annotations lie no deeper. */
const maxDepth = 3;

/** A list or object that is being read: where in it the next value stands. */
interface Level {
  readonly isList: boolean;
  step: string | number;
}

/**
 * The lines on which the parts of a JSON document begin, from 1, by their {@link toPathName}; down to three levels.
 *
 * @param text valid JSON
 */
export function linesOfJson(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const levels: Level[] = [];
  const token = /\n|"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;
  let line = 1;
  let isKey = false;
  for (const [found] of text.matchAll(token)) {
    const level = levels.at(-1);
    if (found === "\n") line += 1;
    else if (found === "]" || found === "}") levels.pop();
    else if (found === ",") {
      if (level?.isList) level.step = (level.step as number) + 1;
      isKey = level !== undefined && !level.isList;
    } else if (found === ":") isKey = false;
    else if (isKey && level && found.startsWith('"')) level.step = JSON.parse(found) as string;
    else {
      if (levels.length > 0 && levels.length <= maxDepth) lines.set(toPathName(levels.map(({ step }) => step)), line);
      if (found === "[") levels.push({ isList: true, step: 0 });
      if (found === "{") levels.push({ isList: false, step: "" });
      isKey = found === "{";
    }
  }
  return lines;
}
