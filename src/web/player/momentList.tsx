import { toCertainty } from "../../client/client.js";
import { toClock, toClockSpan } from "../format.js";
import { Sure } from "../parts/sure.js";
import type { Hit } from "../router.js";
import type { ListedMoment } from "./hit.js";
import type { Playback } from "./playback.js";

interface MomentListProps {
  /** What was opened from a search of all videos. */
  readonly hit: Hit | undefined;
  readonly moments: readonly ListedMoment[];
  /** Confidence from which one counts as found. */
  readonly foundFrom: number;
  readonly chosen: number;
  readonly playback: Playback;
  /** The phrases of the query, in the order of their colours. */
  readonly phrases: readonly string[];
}

/** Where the query was found in this video. */
export function MomentList({ hit, moments, foundFrom, chosen, playback, phrases }: MomentListProps) {
  const isFound = moments.some(({ confidence }) => confidence >= foundFrom);
  return (
    <section class="lines" aria-label="Moments">
      <h2>{isFound ? "Moments" : "Nothing found with confidence"}</h2>
      {hit && <p class="muted">Judged as in the search of all videos.</p>}
      {!isFound && moments.length > 0 && <p class="muted">The nearest misses in this video:</p>}
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
              <Sure certainty={toCertainty(confidence, foundFrom)} confidence={confidence} />
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
