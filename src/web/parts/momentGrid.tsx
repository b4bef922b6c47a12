import type { ComponentChildren } from "preact";

interface MomentGridProps {
  readonly label: string;
  /** Whether its pictures are small, as of what counts less. */
  readonly isSmall?: boolean;
  readonly children: ComponentChildren;
}

/** A list of moments, laid out as a grid; {@link useGridKeys} moves in it. */
export function MomentGrid({ label, isSmall = false, children }: MomentGridProps) {
  return (
    <ul class={isSmall ? "moments small" : "moments"} aria-label={label}>
      {children}
    </ul>
  );
}
