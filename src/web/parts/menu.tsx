import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";

interface MenuProps {
  readonly label: string;
  /** A class of its own, by which it is found. */
  readonly kind: string;
  readonly children: (menu: { readonly isOpen: boolean; readonly close: () => void }) => ComponentChildren;
}

/** A button that opens what can be chosen; Escape, and going elsewhere, close it. */
export function Menu({ label, kind, children }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    if (menu.current) menu.current.open = false;
  };
  return (
    <details
      class={`menu ${kind}`}
      ref={menu}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !menu.current?.open) return;
        close();
        menu.current.querySelector("summary")?.focus();
      }}
      onFocusOut={({ relatedTarget }) => relatedTarget && !menu.current?.contains(relatedTarget as Node) && close()}
    >
      <summary>{label}</summary>
      <div class="menu-items">{children({ isOpen, close })}</div>
    </details>
  );
}
