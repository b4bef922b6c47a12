/** What a terminal obeys instead of showing it, and what turns the direction of the text around it. */
const commands = /[\p{Cc}\p{Cs}\u2028\u2029\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/gu;

/** A text on one line in which nothing commands the terminal: `\x1b`, `\n` and `\u202e` are written out. */
export function toPrintable(text: string): string {
  return text.replaceAll(commands, (character) => {
    if (character === "\n") return String.raw`\n`;
    const code = character.charCodeAt(0);
    const hex = code.toString(16);
    return code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`;
  });
}

/** The same for a text whose line breaks are its own, and not part of a name in it. */
export function toPrintableLines(text: string): string {
  return text.split(/\r?\n/).map(toPrintable).join("\n");
}
