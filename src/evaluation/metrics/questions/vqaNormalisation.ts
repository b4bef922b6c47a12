/** Numbers that are written as words, "none" being 0. */
const numbers = new Map(
  ["none zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"].flatMap((words, value) =>
    words.split(" ").map((word) => [word, String(value)]),
  ),
);
const articles = new Set(["a", "an", "the"]);

/** Contractions that are also written with one apostrophe less: dont, couldnt've, couldn'tve. */
const contractions = `ain't aren't can't could've couldn't couldn't've didn't doesn't don't hadn't hadn't've hasn't
  haven't he'd he'd've he's how'd how'll how's isn't it'd it'd've it'll ma'am mightn't mightn't've might've mustn't
  must've needn't not've o'clock oughtn't 'ow's'at shan't she'd've should've shouldn't shouldn't've somebody'd've
  somebody'll somebody's someone'd someone'd've someone'll someone's something'd something'd've something'll that's
  there'd there'd've there're there's they'd they'd've they'll they're they've 'twas wasn't we'd've we've weren't
  what'll what're what's what've when's where'd where's where've who'd who'd've who'll who's who've why'll why're
  why's won't would've wouldn't wouldn't've y'all y'all'll y'all'd've you'd you'd've you'll you're you've`.split(/\s+/);
/** Each spelling to the one that counts. The last entry is as odd in the reference. */
const spellings = new Map([
  ...contractions.flatMap((word) =>
    [...word.matchAll(/'/g)].map(({ index }): [string, string] => [without(word, index), word]),
  ),
  ["somebody'd", "somebodyd"],
]);

const punctuation = '; / [ ] " { } ( ) = + \\ _ - > < @ ` , ? !'.split(" ");

/**
 * An answer as VQA compares it: without punctuation, case and articles, numbers up to ten as digits, contractions
 * spelled alike (Antol et al. 2015; the rules of GT-Vision-Lab/VQA's `vqaEval.py`).
 *
 * A comma between digits goes; another sign becomes a space unless a space stands beside it somewhere, or a number has
 * a comma.
 */
export function normaliseVqaAnswer(answer: string): string {
  return stripPunctuation(answer)
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => numbers.get(word) ?? word)
    .filter((word) => !articles.has(word))
    .map((word) => spellings.get(word) ?? word)
    .join(" ");
}

function stripPunctuation(answer: string): string {
  const hasCommaInNumber = /\d,\d/.test(answer);
  let stripped = answer;
  for (const sign of punctuation) {
    const goes = hasCommaInNumber || answer.includes(`${sign} `) || answer.includes(` ${sign}`);
    stripped = stripped.replaceAll(sign, goes ? "" : " ");
  }
  return stripped.replaceAll(/\.(?!\d)/g, "");
}

function without(word: string, index: number): string {
  return word.slice(0, index) + word.slice(index + 1);
}
