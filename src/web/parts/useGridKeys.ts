import { useRef } from "preact/hooks";
import { useShortcuts } from "../keys.js";

type Direction = "left" | "right" | "up" | "down";

/**
 * Lets arrow keys move among all moments in a part of the page, in however many grids, x select them, and y and n say
 * whether they are right.
 */
export function useGridKeys() {
  const part = useRef<HTMLElement>(null);
  /** The moment in which the focus is. */
  const cell = () => part.current?.querySelector("li:focus-within:has(> a.moment)");
  const move = (direction: Direction) => () => {
    const links = [...(part.current?.querySelectorAll<HTMLElement>("a.moment") ?? [])].filter(
      (link) => link.offsetParent !== null, // what is folded away is not shown
    );
    const at = cell()?.querySelector<HTMLElement>("a.moment");
    const to = neighbour(links, at ? links.indexOf(at) : -1, direction);
    to?.focus();
    return to !== undefined;
  };
  const press = (selector: string) => () => {
    const button = cell()?.querySelector<HTMLElement>(selector);
    button?.click();
    return button != null;
  };
  useShortcuts({
    ArrowLeft: move("left"),
    ArrowRight: move("right"),
    ArrowUp: move("up"),
    ArrowDown: move("down"),
    x: press(".tick input"),
    y: press(".verdicts .accepted"),
    n: press(".verdicts .rejected"),
  });
  return part;
}

/** The element beside another as they are laid out now; the first one where none has the focus yet. */
function neighbour(elements: readonly HTMLElement[], from: number, direction: Direction): HTMLElement | undefined {
  if (from < 0) return direction === "up" ? undefined : elements[0];
  if (direction === "left") return elements[from - 1];
  if (direction === "right") return elements[from + 1];
  const { left, top } = (elements[from] as HTMLElement).getBoundingClientRect();
  const inColumn = elements.filter((element) => Math.abs(element.getBoundingClientRect().left - left) < 2);
  return direction === "down"
    ? inColumn.find((element) => element.getBoundingClientRect().top > top + 2)
    : inColumn.findLast((element) => element.getBoundingClientRect().top < top - 2);
}
