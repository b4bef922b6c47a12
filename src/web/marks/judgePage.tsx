import { useEffect, useState } from "preact/hooks";
import { toPercent, type NextToJudgeView } from "../../client/client.js";
import { toCount, toFileName } from "../format.js";
import { ComplaintNote } from "../parts/complaint.js";
import { MomentCard } from "../parts/momentCard.js";
import { MomentGrid } from "../parts/momentGrid.js";
import { useGridKeys } from "../parts/useGridKeys.js";
import { kinodex } from "../service.js";
import { useMayIngest } from "../useAllowed.js";
import { useLoaded } from "../useLoaded.js";
import { LastVerdict } from "./lastVerdict.js";
import type { Judged } from "./marks.js";
import { Verdicts } from "./verdicts.js";

const drawnAtOnce = 12;

/** A random draw of what searches find, to be judged, and how precise they are by what was judged. */
export function JudgePage() {
  const [round, setRound] = useState(0);
  const {
    value: next,
    error,
    reload,
  } = useLoaded(`next ${round}`, (signal) => kinodex.nextToJudge(drawnAtOnce, signal));
  const part = useGridKeys();
  const mayJudge = useMayIngest();
  useEffect(() => {
    document.title = "Judge · Kinodex";
  }, []);
  return (
    <section class="judge-page" aria-label="Judge" ref={part}>
      <h1 tabIndex={-1}>Judge what is found</h1>
      {error !== undefined && <ComplaintNote error={error} onRetry={reload} />}
      {next && (next.hitCount === 0 ? <NothingFound /> : <Standing known={next} />)}
      {mayJudge === false && <p>Your key does not allow to judge.</p>}
      {next && mayJudge && next.hits.length > 0 && (
        <>
          <Draw hits={next.hits} />
          <div class="row">
            <button type="button" class="primary" onClick={() => setRound(round + 1)}>
              Next {drawnAtOnce}
            </button>
            <LastVerdict />
          </div>
        </>
      )}
      {next && next.hitCount > 0 && next.hits.length === 0 && <p>All of it is judged.</p>}
    </section>
  );
}

function NothingFound() {
  return (
    <p>
      There is nothing to judge yet: save a <a href="/">search</a>, or mark some of its moments as right or wrong.
    </p>
  );
}

/** What is known by what was judged so far. */
function Standing({ known }: { readonly known: NextToJudgeView }) {
  const { hitCount, judgedCount, leastCount, precision } = known;
  const [low = 0, high = 1] = precision?.interval ?? [];
  return (
    <div class="standing">
      {precision ? (
        <p role="status">
          <strong>{toPercent(precision.share)}</strong> of what your searches find is right, most likely between{" "}
          {toPercent(low)} and {toPercent(high)}.
        </p>
      ) : (
        <p role="status">
          {judgedCount} judged. From {leastCount} on, the share of right moments is told.
        </p>
      )}
      <p class="muted">
        These are drawn at random from {toCount(hitCount, "moment")} that your saved and judged searches find. Judge
        every one, in any order: what you leave out does not count, nor does what comes after it.
        {precision &&
          ` ${judgedCount} judged; with how sure each of the others is, they tell as much as ${Math.round(precision.worthMarks)}.`}
      </p>
    </div>
  );
}

function Draw({ hits }: { readonly hits: NextToJudgeView["hits"] }) {
  return (
    <MomentGrid label="Drawn at random">
      {hits.map(({ query, ...moment }) => {
        const judged: Judged = { ...moment, about: "query", text: query, drawn: true };
        // How sure it is would tell whoever judges what to say.
        const { confidence: _, ...shown } = moment;
        return (
          <li key={`${query} ${moment.videoId} ${moment.startSeconds}`}>
            <MomentCard moment={{ ...shown, note: `“${query}”` }} query={query} isOfAll />
            <Verdicts judged={judged} name={`${query}, ${toFileName(moment.path)}`} />
          </li>
        );
      })}
    </MomentGrid>
  );
}
