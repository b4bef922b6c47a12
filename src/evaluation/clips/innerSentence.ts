/** As it stands inside another sentence: without its full stop, and without the capital of an article. */
export function toInnerSentence(text: string): string {
  const bare = text.trim().replace(/[\s.!?]+$/, "");
  const isName = !/^(A|An|The|Two|Three|Some|Someone|Somebody|People|First|There)\b/.test(bare);
  return isName ? bare : bare.charAt(0).toLowerCase() + bare.slice(1);
}
