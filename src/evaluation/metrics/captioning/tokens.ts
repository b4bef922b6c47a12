/** Endings that Penn Treebank's words are parted at: "dog's" is "dog 's", "isn't" is "is n't". */
const endings = /(?<=[a-z])(n't|'s|'m|'d|'re|'ve|'ll)(?![\p{L}\p{N}])/gu;

/**
 * Words of a caption as coco-caption compares them: lower case, parted as in the Penn Treebank, without punctuation.
 *
 * Numbers and hyphenated words stay whole. Abbreviations lose their full stops, which the Stanford tokeniser that the
 * reference runs keeps.
 */
export function tokeniseCaption(caption: string): string[] {
  return (
    caption
      .toLowerCase()
      .replaceAll("’", "'")
      .replaceAll(endings, " $1")
      .match(/n't|'(?:s|m|d|re|ve|ll)(?![\p{L}\p{N}])|[\p{L}\p{N}]+(?:[-.,:/&][\p{L}\p{N}]+)*/gu) ?? []
  );
}
