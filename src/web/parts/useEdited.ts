import { useState } from "preact/hooks";

/** A text that is edited, and begins anew when what it began with changes; never later than in the same drawing. */
export function useEdited(initial: string): readonly [text: string, edit: (text: string) => void] {
  const [state, setState] = useState({ initial, text: initial });
  const present = state.initial === initial ? state : { initial, text: initial };
  if (present !== state) setState(present);
  return [present.text, (text) => setState({ initial, text })];
}
