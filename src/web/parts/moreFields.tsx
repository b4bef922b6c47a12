import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface MoreFieldsProps {
  readonly title: string;
  readonly isUsed: boolean;
  readonly children: ComponentChildren;
}

/** Fields that few need: not there before they are opened, but from then on, so that closing them changes nothing. */
export function MoreFields({ title, isUsed, children }: MoreFieldsProps) {
  const [wasOpened, setOpened] = useState(isUsed);
  return (
    <details open={isUsed} onToggle={({ currentTarget }) => currentTarget.open && setOpened(true)}>
      <summary>{title}</summary>
      {(wasOpened || isUsed) && <div class="fields">{children}</div>}
    </details>
  );
}
