import type { Answer } from "../../client/client.js";
import { toPercent } from "../format.js";
import { MomentCard } from "../parts/momentCard.js";
import { MomentGrid } from "../parts/momentGrid.js";
import { useGridKeys } from "../parts/useGridKeys.js";

/** An answer, how sure it is, and the moments that it rests on; or why there is none. */
export function AnswerView({
  answer: { answer, abstained, reason, likeliest, confidence, evidence, steps },
}: {
  readonly answer: Answer;
}) {
  const part = useGridKeys();
  return (
    <section class="answer" aria-label="Answer" ref={part}>
      {abstained ? (
        <>
          <h2>No answer</h2>
          <p class="reason">{reason}</p>
          {likeliest !== undefined && (
            <p class="muted">
              Likeliest: {likeliest} ({toPercent(confidence)})
            </p>
          )}
        </>
      ) : (
        <>
          <h2 class="said">{answer}</h2>
          <p class="muted">Right with a probability of {toPercent(confidence)}</p>
        </>
      )}
      {evidence.length > 0 && (
        <>
          <h3>{abstained ? "What came nearest" : "It rests on"}</h3>
          <MomentGrid label="Evidence">
            {evidence.map(({ caption, ...span }) => (
              <li key={`${span.videoId} ${span.startSeconds} ${span.endSeconds} ${caption}`}>
                <MomentCard moment={{ ...span, note: caption }} query={caption || undefined} />
              </li>
            ))}
          </MomentGrid>
        </>
      )}
      {steps.length > 0 && (
        <details class="steps">
          <summary>How it was found</summary>
          <ol>
            {steps.map(({ did, found }) => (
              <li key={did}>
                {did}: <span class="muted">{found}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}
