import type { ComponentChildren } from "preact";

interface MomentGridProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A list of moments, laid out as a grid; {@link useGridKeys} moves in it. */
export function MomentGrid({ label, children }: MomentGridProps) {
  return (
    <ul class="moments" aria-label={label}>
      {children}
    </ul>
  );
}
