import type { Cell, Column, TableBlock } from "../report.js";
import { toLink, toPointedLink } from "./link.js";
import { element, type Child, type Markup } from "./markup.js";
import { drawPlot, drawTicks } from "./plot.js";

/** Tables of more columns become lists of their rows where there is little room, if something is drawn in them. */
const maxNarrowColumns = 3;

/**
 * Writes a table. Roles are said aloud, as browsers forget what a table is once it is laid out in another way.
 */
export function writeTable(table: TableBlock): Markup {
  const { caption, columns, rows, isClosed = false, isSmall = false, isMatrix = false } = table;
  const hasPlots = columns.some(({ kind }) => kind === "plot");
  const isStacked = hasPlots && columns.length > maxNarrowColumns;
  const head = element("tr", { role: "row" }, ...columns.map(writeTitle));
  const body = rows.map((row, y) => {
    const cells = row.map((cell, n) => writeCell(cell, columns[n] as Column, n, isMatrix && n === y + 1));
    return element("tr", { role: "row" }, ...cells);
  });
  const written = element(
    "table",
    {
      role: "table",
      class: [hasPlots && "plots", isStacked && "stacked", isMatrix && "matrix"].filter(Boolean).join(" ") || undefined,
    },
    element("caption", { class: isClosed ? "hidden" : undefined }, caption),
    element("thead", { role: "rowgroup" }, head),
    element("tbody", { role: "rowgroup" }, ...body),
  );
  const framed =
    isStacked || isSmall
      ? written
      : element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, written);
  if (isClosed) return element("details", {}, element("summary", {}, caption), framed);
  return isSmall ? element("div", { class: "small" }, framed) : framed;
}

function writeTitle({ title, kind, ticks }: Column): Markup {
  const [first = 0, last = 1] = ticks ? [ticks[0], ticks.at(-1)] : [];
  const content: readonly Child[] = ticks
    ? [element("span", { class: "hidden" }, title), drawTicks([first, last], ticks)]
    : [element("span", {}, title)];
  return element("th", { role: "columnheader", scope: "col", class: kind }, ...content);
}

function writeCell(cell: Cell, { title, kind }: Column, place: number, isOwn: boolean): Markup {
  const { text, note, opens, plot, picture, shade } = cell;
  const shown: Child[] = [
    ...(plot ? toPointedLink(opens, drawPlot(plot)) : toLink(opens, {}, text)),
    ...(note === undefined ? [] : [element("small", {}, note)]),
    ...(picture ? [writePicture(picture)] : []),
  ];
  const filled = shade === undefined ? undefined : `shade-${Math.min(9, Math.floor(shade * 10))}`;
  const kinds = [kind, filled, isOwn && "own"].filter(Boolean).join(" ");
  if (place === 0) return element("th", { role: "rowheader", scope: "row", class: kinds }, ...shown);
  return element("td", { role: "cell", class: kinds, "data-title": kind === "plot" ? undefined : title }, ...shown);
}

function writePicture({ id, strip, says }: NonNullable<Cell["picture"]>): Markup {
  const { picture, width, height, frameCount } = strip;
  const src = `data:image/webp;base64,${Buffer.from(picture).toString("base64")}`;
  return element("img", { id, src, width: width * frameCount, height, alt: says, "data-frame": `${width}x${height}` });
}
