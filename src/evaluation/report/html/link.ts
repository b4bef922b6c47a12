import { toPrintable } from "../../../core/printable.js";
import type { Opened } from "../report.js";
import { element, type Attributes, type Child, type Markup } from "./markup.js";

/** The address within a report at which page/viewer.js shows the examples behind a number. */
export const addressOf = ({ task, by }: Opened): string =>
  `#examples/${[task, by].map((name) => encodeURIComponent(toPrintable(name))).join("/")}`;

/** What opens examples; nothing but its content where there are none. */
export function toLink(
  opens: Opened | undefined,
  attributes: Attributes,
  ...children: readonly Child[]
): readonly Child[] {
  return opens && children.some((child) => child !== "")
    ? [element("a", { href: addressOf(opens), ...attributes }, ...children)]
    : children;
}

/** The same for what a number next to it opens too: for those who point at it. */
export function toPointedLink(opens: Opened | undefined, drawing: Markup): readonly Child[] {
  return toLink(opens, { tabindex: -1, "aria-hidden": "true", class: "drawing" }, drawing);
}
