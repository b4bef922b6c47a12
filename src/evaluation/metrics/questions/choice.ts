/** What a model says that will not answer. */
const refusals = [
  "Sorry, I can't help with images of people yet.",
  "I can't process this file.",
  "I'm sorry, but without the image provided",
  "Cannot determine the answer",
];

/** "the answer is B", "Answer: (B)", "option: B". */
const declaration = /\b(?:answer|option|choice)\s*(?:is\b|[:：=])?\s*[:：]?\s*[([*]*([A-Z])(?![\w'’])/gi;

/**
 * The option that an answer to a multiple-choice question means, from 0; undefined where it names none or several.
 *
 * Reads what the answer declares ("the answer is B"), else one letter that stands alone near the end, else the words of
 * one option. Letters are capitals: `a` is an article. Equal to VLMEvalKit's `can_infer`.
 */
export function readChoice(response: string, options: readonly string[]): number | undefined {
  if (refusals.some((refusal) => response.includes(refusal))) return undefined;
  return (
    readDeclared(response, options.length) ?? readLoneLetter(response, options.length) ?? readText(response, options)
  );
}

/**
 * As `readChoice`, by letters only: the last one declared, else the first capital of an option that stands alone,
 * though it may be an article. Equal to lmms-eval's `extract_mcq_answer` of 2025 on the answers that both were tried
 * on.
 */
export function readChoiceLetter(response: string, optionCount: number): number | undefined {
  const declared = readDeclared(response, optionCount);
  if (declared !== undefined) return declared;
  const lone = response.match(/(?<![\p{L}\p{N}_'’])[A-Z](?![\p{L}\p{N}_'’])|(?<=[是为])[A-Z]\b/gu) ?? [];
  return lone.map(indexOfLetter).find((index) => index < optionCount);
}

/**
 * Whether an answer is right by TVBench's and MVBench's own rule, for figures to set beside published ones: its first
 * word stands in "(A)", or the other way round. Takes an empty answer for right, and "a ball" for "(A)".
 */
export function isRightByTvbench(response: string, letter: string): boolean {
  const said = (response.toLowerCase().split(" ")[0] ?? "").replaceAll(".", "");
  const option = `(${letter.toLowerCase()})`;
  return option.includes(said) || said.includes(option);
}

function readDeclared(response: string, optionCount: number): number | undefined {
  const letters = [...response.matchAll(declaration)].map(([, letter]) => letter as string);
  const last = letters.findLast((letter) => letter === letter.toUpperCase());
  const index = last === undefined ? Number.POSITIVE_INFINITY : indexOfLetter(last);
  return index < optionCount ? index : undefined;
}

/** One letter of an option among the last five words; further words are an explanation, in which letters are words. */
function readLoneLetter(response: string, optionCount: number): number | undefined {
  const words = response
    .replaceAll(/[.()[\],:;!*#{}]/g, " ")
    .split(/\s+/)
    .filter(Boolean);
  const isOption = (word: string) => /^[A-Z]$/.test(word) && indexOfLetter(word) < optionCount;
  const found = new Set(words.filter(isOption));
  const [letter] = found;
  if (letter === undefined || found.size > 1) return undefined;
  return words.indexOf(letter) > words.length - 5 ? indexOfLetter(letter) : undefined;
}

function readText(response: string, options: readonly string[]): number | undefined {
  const said = response.toLowerCase();
  if (said.length > 2 * options.join("").length) return undefined;
  const found = options.flatMap((option, n) => (said.includes(option.toLowerCase()) ? [n] : []));
  return found.length === 1 ? found[0] : undefined;
}

const indexOfLetter = (letter: string): number => letter.charCodeAt(0) - "A".charCodeAt(0);
