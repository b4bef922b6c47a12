import type { SearchResponse } from "../../client/client.js";
import { toClock, toClockSpan, toPercent } from "../format.js";
import type { Playback } from "./playback.js";

interface MomentListProps {
  readonly answer: SearchResponse;
  readonly chosen: number;
  readonly playback: Playback;
  /** The phrases of the query, in the order of their colours. */
  readonly phrases: readonly string[];
}

/** Where the query was found in this video. */
export function MomentList({ answer, chosen, playback, phrases }: MomentListProps) {
  const { answered, moments } = answer;
  return (
    <section class="lines" aria-label="Moments">
      <h2>{answered ? "Moments" : "Nothing found with confidence"}</h2>
      {!answered && moments.length > 0 && <p class="muted">The nearest misses in this video:</p>}
      <ol>
        {moments.map(({ startSeconds, endSeconds, confidence, operands = [] }, n) => (
          <li key={`${startSeconds} ${endSeconds}`}>
            <button
              type="button"
              class="line moment-line"
              aria-current={n === chosen ? "true" : undefined}
              onClick={() => playback.seek(startSeconds)}
            >
              <span class="when">{toClockSpan(startSeconds, endSeconds)}</span>
              <span class="muted">{toPercent(confidence)}</span>
            </button>
            {n === chosen && operands.length > 1 && (
              <ul class="operands">
                {operands.map((operand) => (
                  <li key={`${operand.text} ${operand.startSeconds}`}>
                    <button type="button" class="line" onClick={() => playback.seek(operand.startSeconds)}>
                      <span class="when">{toClock(operand.startSeconds)}</span>
                      <span class={`dot series-${Math.max(0, phrases.indexOf(operand.text)) % 5}`} aria-hidden="true" />
                      <span>{operand.text}</span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
