import { toPrintable } from "../../../core/printable.js";

/** Part of a page: what stands in it as text was escaped. */
export interface Markup {
  readonly markup: string;
}
export type Child = Markup | string | undefined;
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

const withoutEnd = new Set(["meta", "img"]);

/** An element. Attributes that are undefined or false are left out; text is escaped, whatever it holds. */
export function element(name: string, attributes: Attributes, ...children: readonly Child[]): Markup {
  const written = Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? [` ${key}`] : [` ${key}="${escapeText(String(value))}"`];
  });
  const start = `<${name}${written.join("")}>`;
  return { markup: withoutEnd.has(name) ? start : `${start}${join(children).markup}</${name}>` };
}

/** Parts one after the other. */
export function join(children: readonly Child[]): Markup {
  const toMarkup = (child: Child) => (typeof child === "string" ? escapeText(child) : (child?.markup ?? ""));
  return { markup: children.map(toMarkup).join("") };
}

/** What is a command to a browser, or turns the direction of the text around it, is written out. */
function escapeText(text: string): string {
  return toPrintable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
