import { toAnswerCertainty, type Answer } from "../../client/client.js";
import { LastVerdict } from "../marks/lastVerdict.js";
import { learnMarks, type Judged } from "../marks/marks.js";
import { Verdicts } from "../marks/verdicts.js";
import { toFileName } from "../format.js";
import { MomentCard } from "../parts/momentCard.js";
import { MomentGrid } from "../parts/momentGrid.js";
import { Sure } from "../parts/sure.js";
import { Tick } from "../parts/tick.js";
import { useGridKeys } from "../parts/useGridKeys.js";
import { useMayIngest } from "../useAllowed.js";
import { useLoaded } from "../useLoaded.js";
import { BoxedPicture } from "./boxedPicture.js";

/** An answer, how sure it is, and the moments that it rests on; or why there is none. */
export function AnswerView({
  answer: { question, answer, abstained, reason, likeliest, confidence, boxes = [], evidence, steps },
  isOfAll,
}: {
  readonly answer: Answer;
  /** Whether all videos were asked. */
  readonly isOfAll: boolean;
}) {
  const part = useGridKeys();
  const mayJudge = useMayIngest() && !abstained;
  const text = `${question} ${answer}`;
  useLoaded(abstained ? undefined : `marks ${text}`, () => learnMarks({ about: "answer", text }));
  return (
    <section class="answer" aria-label="Answer" ref={part}>
      {abstained ? (
        <>
          <h2>No answer</h2>
          <p class="reason">{reason}</p>
          {likeliest !== undefined && <p class="muted">Likeliest: {likeliest}</p>}
        </>
      ) : (
        <>
          <h2 class="said">{answer}</h2>
          <p>
            <Sure certainty={toAnswerCertainty(confidence)} confidence={confidence} />
          </p>
        </>
      )}
      <BoxedPicture boxes={boxes} />
      {evidence.length > 0 && (
        <>
          <h3>{abstained ? "What came nearest" : "Based on"}</h3>
          {!abstained && <LastVerdict />}
          <MomentGrid label="Evidence">
            {evidence.map(({ caption, ...span }) => {
              const moment = { ...span, note: caption };
              const judged: Judged = { ...span, about: "answer", text };
              return (
                <li key={`${span.videoId} ${span.startSeconds} ${span.endSeconds} ${caption}`}>
                  <MomentCard moment={moment} query={caption || undefined} isOfAll={isOfAll} />
                  <Tick moment={moment} />
                  {mayJudge && <Verdicts judged={judged} name={toFileName(span.path)} />}
                </li>
              );
            })}
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
