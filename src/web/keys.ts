import { useEffect, useRef } from "preact/hooks";

/** What keys do, by `KeyboardEvent.key`. A handler that returns false leaves the key to the browser. */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => boolean | void>>;

/** Listens for keys while a part is shown; never while someone types or a dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const act = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (act && act(event) !== false) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** Whether a key belongs to a field, or to a dialog that is open. */
function isTyping({ target }: KeyboardEvent): boolean {
  const element = target instanceof Element ? target : undefined;
  if (document.querySelector("dialog[open]")) return true;
  if (element instanceof HTMLInputElement) return !["checkbox", "radio", "button", "file"].includes(element.type);
  return element?.matches("textarea, select, [contenteditable]") ?? false;
}
