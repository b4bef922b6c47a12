import { splitByScript, toComparable } from "../../core/scripts.js";

const maxWords = 32;

/** Words that every text has, and by which nothing is found. */
const functionWords = new Set(
  `a about after all also am an and any are as at be because been before being but by can could did do does doing down
  during each for from further had has have having he her here hers him his how i if in into is it its just me more most
  my no nor not now of off on once only or other our out over own same she should so some such than that the their them
  then there these they this those through to too under until up very was we were what when where which while who whom
  why will with would you your yours`.split(/\s+/),
);

/** The same of Chinese, Japanese and Thai. */
const particles = new Set(
  `的 了 着 是 在 吗 呢 吧 啊 和 与 也 就 都 个 这 那 我 你 他 她 它 们 我们 你们 他们 上 里 什么 は が を に で と も の へ や か
  ね よ な だ です ます ました した して いる ある た て から まで ที่ และ ใน ของ เป็น ได้ ให้ มี ก็ จะ ครับ ค่ะ คะ`.split(
    /\s+/,
  ),
);

/** What clings to a Korean noun and says its part in the sentence. */
const koreanEnding =
  /(?<=[\p{Script=Hangul}]{2})(?:에서는|에서|에게|한테|으로|까지|부터|이랑|하고|은|는|이|가|을|를|의|에|와|과|도|로|만)$/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/** The words of a text by which something can be found, each once, in small letters. */
export function toWords(text: string): string[] {
  const pieces = splitByScript(toComparable(text).toLowerCase());
  const spaced = pieces.filter(({ isSpaceless }) => !isSpaceless).flatMap((piece) => toSpacedWords(piece.text));
  const spaceless = pieces.filter(({ isSpaceless }) => isSpaceless).flatMap((piece) => toSpacelessWords(piece.text));
  const telling = spaceless.filter((word) => !particles.has(word));
  // a particle alone is asked for on purpose
  const words = [...spaced, ...(telling.length + spaced.length > 0 ? telling : spaceless)];
  return [...new Set(words)].slice(0, maxWords);
}

function toSpacedWords(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)?\*?/gu) ?? [];
  return words.filter((word) => !functionWords.has(word));
}

function toSpacelessWords(text: string): string[] {
  const words = [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike);
  return words.map(({ segment }) => segment.replace(koreanEnding, ""));
}
