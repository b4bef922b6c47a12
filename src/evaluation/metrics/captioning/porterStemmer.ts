/** A suffix and what replaces it. */
type Rule = readonly [suffix: string, replacement: string];

const toRules = (text: string): Rule[] =>
  text.split(/\s+/).map((rule) => {
    const [suffix = "", replacement = ""] = rule.split(">");
    return [suffix, replacement];
  });

const step2 = toRules(
  `ational>ate tional>tion enci>ence anci>ance izer>ize abli>able alli>al entli>ent eli>e ousli>ous ization>ize
  ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble`,
);
const step3 = toRules("icate>ic ative> alize>al iciti>ic ical>ic ful> ness>");
const step4 = toRules(
  "al> ance> ence> er> ic> able> ible> ant> ement> ment> ent> ion> ou> ism> ate> iti> ous> ive> ize>",
);

/**
 * Stem of a lower-case English word: "running" and "runs" are "run" (Porter 1980,
 * https://tartarus.org/martin/PorterStemmer).
 */
export function stemOf(word: string): string {
  if (word.length < 3) return word;
  let stem = withoutPlural(word);
  stem = withoutPast(stem);
  if (stem.endsWith("y") && hasVowel(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  stem = replaceSuffix(stem, step2, (base) => measureOf(base) > 0);
  stem = replaceSuffix(stem, step3, (base) => measureOf(base) > 0);
  stem = replaceSuffix(stem, step4, (base, suffix) => measureOf(base) > 1 && (suffix !== "ion" || /[st]$/.test(base)));
  return withoutFinal(stem);
}

function withoutPlural(word: string): string {
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function withoutPast(word: string): string {
  if (word.endsWith("eed")) return measureOf(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const base = word.replace(/(?:ed|ing)$/, "");
  if (base === word || !hasVowel(base)) return word;
  if (/(?:at|bl|iz)$/.test(base)) return `${base}e`;
  if (endsInDouble(base) && !/[lsz]$/.test(base)) return base.slice(0, -1);
  return measureOf(base) === 1 && endsInShort(base) ? `${base}e` : base;
}

/** The longest suffix that fits decides, also where its condition then does not hold. */
function replaceSuffix(
  word: string,
  rules: readonly Rule[],
  mayReplace: (base: string, suffix: string) => boolean,
): string {
  const fitting = rules.filter(([suffix]) => word.endsWith(suffix)).sort(([a], [b]) => b.length - a.length);
  const [rule] = fitting;
  if (!rule) return word;
  const [suffix, replacement] = rule;
  const base = word.slice(0, word.length - suffix.length);
  return mayReplace(base, suffix) ? base + replacement : word;
}

function withoutFinal(word: string): string {
  let stem = word;
  if (stem.endsWith("e")) {
    const base = stem.slice(0, -1);
    const measure = measureOf(base);
    if (measure > 1 || (measure === 1 && !endsInShort(base))) stem = base;
  }
  return measureOf(stem) > 1 && endsInDouble(stem) && stem.endsWith("l") ? stem.slice(0, -1) : stem;
}

/** Letters as c and v: y is a vowel after a consonant. */
function patternOf(word: string): string {
  let pattern = "";
  for (const letter of word) {
    const isVowel = "aeiou".includes(letter) || (letter === "y" && pattern.endsWith("c"));
    pattern += isVowel ? "v" : "c";
  }
  return pattern;
}

/** How often a consonant follows a vowel: m in [C](VC)^m[V]. */
const measureOf = (word: string): number => patternOf(word).match(/v+c+/g)?.length ?? 0;
const hasVowel = (word: string): boolean => patternOf(word).includes("v");
const endsInDouble = (word: string): boolean => word.at(-1) === word.at(-2) && patternOf(word).endsWith("cc");
const endsInShort = (word: string): boolean => patternOf(word).endsWith("cvc") && !/[wxy]$/.test(word);
