/** What a network says of each step along a line: `[steps, keys]`, probabilities. */
export interface Steps {
  readonly values: Float32Array;
  readonly count: number;
}

/** What stands in a line. */
export interface Reading {
  readonly text: string;
  /** Mean of the probabilities of its characters; 0 for an empty text. */
  readonly probability: number;
}

/** What the outputs of a network stand for. */
export interface Alphabet {
  /** The first is the blank of CTC, the last the space. */
  readonly keys: readonly string[];
  /** Between two characters a space as probable as this, at any step, is one, whatever is more probable there. */
  readonly minSpaceProbability: number;
}

/**
 * The characters of a line, greedily: the most probable key of each step, repeated ones once, without blanks (CTC, Graves et
 * al. 2006).
 *
 * A line most of whose characters are ASCII is read again with ASCII alone: the network knows thousands of Chinese characters,
 * and some look like strokes of letters.
 */
export function decodeSteps(steps: Steps, alphabet: Alphabet): Reading {
  const all = decode(steps, alphabet, () => true);
  const isAscii = (text: string) => /^[\u0020-\u007e]$/.test(text);
  const characters = Array.from(all.text);
  const ascii = characters.filter(isAscii).length;
  if (ascii === characters.length || ascii * 2 <= characters.length) return all;
  return decode(steps, alphabet, isAscii);
}

function decode(
  { values, count }: Steps,
  { keys, minSpaceProbability }: Alphabet,
  allows: (key: string) => boolean,
): Reading {
  const allowed = keys.flatMap((key, n) => (n === 0 || allows(key) ? [n] : []));
  const space = keys.length - 1;
  let [text, sum, length, before, hasSpace] = ["", 0, 0, 0, false];
  for (let step = 0; step < count; step += 1) {
    const row = step * keys.length;
    let best = 0;
    for (const key of allowed) if ((values[row + key] as number) > (values[row + best] as number)) best = key;
    const isCharacter = best !== 0 && best !== space && best !== before;
    if (isCharacter) {
      text += (hasSpace ? " " : "") + (keys[best] as string);
      sum += values[row + best] as number;
      length += 1;
      hasSpace = false;
    } else hasSpace ||= (values[row + space] as number) >= minSpaceProbability;
    before = best;
  }
  return { text: text.normalize("NFKC").trim(), probability: length > 0 ? sum / length : 0 };
}
