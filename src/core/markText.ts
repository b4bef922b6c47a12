/** A text as marks compare it: without space around it, and with single spaces. */
export function toMarkText(text: string): string {
  return text.normalize("NFC").trim().replace(/\s+/gu, " ");
}
