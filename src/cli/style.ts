import type { Certainty } from "../core/certainty.js";

/**
 * What parts of a text are, by which they are coloured: what starts a colour on a terminal, and what ends it (ECMA-48, SGR).
 * Node's own `styleText` asks the process's stdout for colours in some versions, and not in others.
 */
const styles = {
  title: [1, 22], // bold
  good: [32, 39], // green
  fair: [33, 39], // yellow
  bad: [31, 39], // red
  faint: [2, 22],
} as const;

export type Style = keyof typeof styles;

/** How sure words look. */
export const certaintyStyles: Readonly<Record<Certainty, Style>> = {
  strong: "good",
  possible: "fair",
  unlikely: "faint",
};

/**
 * Styles are marked in a text with noncharacters, which Unicode sets aside for use inside a program. So a text is measured
 * and made printable first, and gets its colours, or none, when it is written: see {@link toColoured}.
 */
const firstMark = 0xfdd0;
const endMark = "\uFDEF";
const names = Object.keys(styles) as Style[];

/** Marks a text with a style. */
export function mark(style: Style, text: string): string {
  return `${String.fromCharCode(firstMark + names.indexOf(style))}${text}${endMark}`;
}

/** A text whose marks become the colours of a terminal, or nothing where there is none. */
export function toColoured(text: string, isColoured: boolean): string {
  return text.replaceAll(/([\uFDD0-\uFDEE])([^\uFDD0-\uFDEF]*)\uFDEF/g, (_, start: string, marked: string) => {
    const style = names[start.charCodeAt(0) - firstMark];
    if (!isColoured || !style) return marked;
    const [starts, ends] = styles[style];
    return `\u001B[${starts}m${marked}\u001B[${ends}m`;
  });
}

/** Whether a stream shows colours: a terminal does, unless `$NO_COLOR` is set (https://no-color.org). */
export function hasColours(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && !process.env["NO_COLOR"] && stream.hasColors();
}
