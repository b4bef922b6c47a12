import { styleText } from "node:util";
import type { Certainty } from "../core/certainty.js";

/** What parts of a text are, by which they are coloured. */
const styles = {
  title: ["bold"],
  good: ["green"],
  fair: ["yellow"],
  bad: ["red"],
  faint: ["dim"],
} as const satisfies Record<string, Parameters<typeof styleText>[0]>;

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
    return isColoured && style ? styleText([...styles[style]], marked) : marked;
  });
}

/** Whether a stream shows colours: a terminal does, unless `$NO_COLOR` is set (https://no-color.org). */
export function hasColours(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && !process.env["NO_COLOR"] && stream.hasColors();
}
