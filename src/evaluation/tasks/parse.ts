import { isKinodexError } from "../../core/errors.js";
import { parseQuery } from "../../query/language/parse.js";
import { toFigure, type Figure } from "../figure.js";
import { createRandom } from "../../core/random.js";
import type { IndexTask } from "../task.js";

/** Whether any string is read or refused, and how fast. */
export const parseTask: IndexTask = {
  lacks: () => undefined,
  run: async () => run(),
};

const stringCount = 10_000;
/** Strings that are read first, so that it is the parser that is measured and not its compilation. */
const warmUpCount = 2000;
/** All strings are read so often, and the least time of each counts: what else the machine does only adds. */
const rounds = 3;

/** Operators, words, punctuation, names with a meaning to the runtime, letters of other scripts. */
const pieces = `then before after while during and or not first last without between within for at least most 5s -3s
  1e9h twice three times apart followed by finally later ( ) " “ ” « » , ; . ! a an the it he dog dogs runs jumps red
  AND THEN 💥 é \\ __proto__ constructor`.split(/\s+/);

function run(): Figure[] {
  const strings = drawStrings();
  for (const text of strings.slice(0, warmUpCount)) read(text);
  const timesMs = strings.map(() => Number.POSITIVE_INFINITY);
  const crashed = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [n, text] of strings.entries()) {
      const startedMs = performance.now();
      const isFine = read(text);
      timesMs[n] = Math.min(timesMs[n] as number, performance.now() - startedMs);
      if (!isFine) crashed.add(text);
    }
  }
  timesMs.sort((a, b) => a - b);
  const figureAt = (name: string, what: string, share: number) => ({
    name,
    what,
    value: timesMs[Math.floor(share * (stringCount - 1))] as number,
    count: stringCount,
  });
  return [
    toFigure({
      name: "crashes",
      what: "random strings that are neither read nor refused with a message",
      value: crashed.size,
      target: { atMost: 0 },
      count: stringCount,
      detail: { examples: [...crashed].slice(0, 3) },
    }),
    toFigure(figureAt("median-ms", "time to read a random string", 0.5)),
    toFigure(figureAt("p99-ms", "time that 99 % of the strings stay below", 0.99)),
    toFigure({ ...figureAt("worst-ms", "longest time of a string", 1), target: { atMost: 1 } }),
  ];
}

function read(text: string): boolean {
  try {
    parseQuery(text);
    return true;
  } catch (error) {
    return isKinodexError(error, "usage");
  }
}

/** From a few characters to the longest that is allowed, with and without spaces; the same each time. */
function drawStrings(): string[] {
  const random = createRandom(11);
  return Array.from({ length: stringCount }, () => {
    const length = Math.ceil(2000 * random() ** 3);
    const separator = random() < 0.8 ? " " : "";
    let text = "";
    while (text.length < length) {
      const isPiece = random() < 0.85;
      text += isPiece ? pieces[Math.floor(random() * pieces.length)] : String.fromCharCode(32 + random() * 700);
      text += separator;
    }
    return text.slice(0, length);
  });
}
