import { toPercent, type Certainty } from "../../client/client.js";

interface SureProps {
  readonly certainty: Certainty;
  readonly confidence: number;
}

/** How sure something is, in a word; the number is told to those who point at it. */
export function Sure({ certainty, confidence }: SureProps) {
  return (
    <span class={`sure ${certainty}`} title={`Confidence ${toPercent(confidence)}`}>
      {certainty}
    </span>
  );
}
