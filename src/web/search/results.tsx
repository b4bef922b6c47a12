import { toCertainty, type MomentView, type SearchResponse } from "../../client/client.js";
import { toClock, toCount, toFileName } from "../format.js";
import { LastVerdict } from "../marks/lastVerdict.js";
import { Verdicts } from "../marks/verdicts.js";
import { ComplaintNote } from "../parts/complaint.js";
import { ExportMenu } from "../parts/exportMenu.js";
import { MomentCard } from "../parts/momentCard.js";
import { MomentGrid } from "../parts/momentGrid.js";
import { Tick } from "../parts/tick.js";
import { useGridKeys } from "../parts/useGridKeys.js";
import { select } from "../selection.js";
import { kinodex } from "../service.js";
import { useMayIngest } from "../useAllowed.js";
import { toAskedAddress, toLikeAddress, toSearchInput, type Asked } from "./asked.js";
import { orders } from "./filter.js";
import { toReading } from "./readAs.js";
import { SaveSearch } from "./savedSearches.js";
import { useMatchedLines } from "./useMatchedLines.js";
import { useMoreMoments } from "./useMoreMoments.js";

interface ResultsProps {
  /** Undefined while it is on its way. */
  readonly answer: SearchResponse | undefined;
  readonly asked: Asked;
  readonly videoCount: number | undefined;
  /** Gives the page of the answer that begins at a cursor. */
  readonly findMore: (cursor: string) => Promise<SearchResponse>;
  /** Told when this search was saved; undefined where nobody may save it. */
  readonly onSaved: (() => void) | undefined;
}

/** What was found, and what came nearest. */
export function Results({ answer, asked, videoCount, findMore, onSaved }: ResultsProps) {
  const part = useGridKeys();
  const input = toSearchInput(asked);
  const reading = toReading(answer?.tree);
  const { moments, more, isLoading, error } = useMoreMoments(answer, findMore);
  const foundFrom = answer?.foundFrom ?? 1;
  const compare = orders[asked.order ?? ""]?.compare;
  const inOrder = (some: readonly MomentView[]) => (compare ? some.toSorted(compare) : some);
  const found = inOrder(moments.filter(({ confidence }) => confidence >= foundFrom));
  const others = inOrder(moments.filter(({ confidence }) => confidence < foundFrom));
  const shown = { query: asked.query || undefined, foundFrom, isOfAll: asked.videoId === undefined };
  const moreButton = (
    <>
      {error !== undefined && <ComplaintNote error={error} />}
      {more && (
        <button type="button" class="more" disabled={isLoading} onClick={more}>
          {isLoading ? "Searching …" : "More moments"}
        </button>
      )}
    </>
  );
  return (
    <section class="results" aria-label="Results" ref={part}>
      <div class="results-head">
        <div role="status" aria-live="polite">
          {answer ? (
            <Summary found={found.length} others={others.length} videoCount={videoCount} />
          ) : (
            <h2 class="muted">Searching …</h2>
          )}
        </div>
        <div class="row">
          {found.length > 0 && (
            <button type="button" class="quiet" onClick={() => select(found)}>
              Select all
            </button>
          )}
          {answer && input && onSaved && <SaveSearch key={toAskedAddress(asked)} search={input} onSaved={onSaved} />}
          {found.length > 0 && input && <ExportMenu write={(format) => kinodex.exportMoments({ ...input, format })} />}
        </div>
      </div>
      {reading !== undefined && (
        <p class="reading">
          <span class="muted">Read as</span> {reading}
        </p>
      )}
      {shown.query !== undefined && <LastVerdict />}
      {found.length > 0 && <Moments label={compare ? "Moments" : "Moments, best first"} moments={found} {...shown} />}
      {found.length === 0 && others.length > 0 && <Moments label="Nearest misses" moments={others} {...shown} />}
      {found.length > 0 && others.length > 0 && (
        <details class="others">
          <summary>{toCount(others.length, "moment")} less certain</summary>
          <Moments label="Less certain" moments={others} isSmall {...shown} />
          {moreButton}
        </details>
      )}
      {(found.length === 0 || others.length === 0) && moreButton}
    </section>
  );
}

interface MomentsProps {
  readonly label: string;
  readonly moments: readonly MomentView[];
  readonly query: string | undefined;
  readonly foundFrom: number;
  /** Whether all videos were searched. */
  readonly isOfAll: boolean;
  readonly isSmall?: boolean;
}

function Moments({ label, moments, query, foundFrom, isOfAll, isSmall = false }: MomentsProps) {
  const lineOf = useMatchedLines(moments);
  const mayJudge = useMayIngest();
  return (
    <MomentGrid label={label} isSmall={isSmall}>
      {moments.map((moment) => {
        const shown = { ...moment, certainty: toCertainty(moment.confidence, foundFrom), note: lineOf(moment) };
        return (
          <li key={`${moment.videoId} ${moment.startSeconds} ${moment.endSeconds}`}>
            <MomentCard moment={shown} query={query} isOfAll={isOfAll} />
            <Tick moment={shown} />
            <div class="below">
              <a class="more-like" href={toLikeAddress(moment.videoId, moment.keyframeSeconds)}>
                More like this
                <span class="hidden">
                  : {toFileName(moment.path)} {toClock(moment.keyframeSeconds, true)}
                </span>
              </a>
              {mayJudge && query !== undefined && (
                <Verdicts judged={{ ...moment, about: "query", text: query }} name={toFileName(moment.path)} />
              )}
            </div>
          </li>
        );
      })}
    </MomentGrid>
  );
}

interface SummaryProps {
  readonly found: number;
  readonly others: number;
  readonly videoCount: number | undefined;
}

function Summary({ found, others, videoCount }: SummaryProps) {
  if (found > 0) return <h2>{toCount(found, "moment")}</h2>;
  if (videoCount === 0) {
    return (
      <>
        <h2>No video is indexed yet</h2>
        <p>
          <a href="/library">Add videos</a>, then search again.
        </p>
      </>
    );
  }
  if (others === 0) {
    return (
      <>
        <h2>Nothing found</h2>
        <p>Use other words, or remove what narrows the search.</p>
      </>
    );
  }
  return (
    <>
      <h2>Nothing found with confidence</h2>
      <p>An unrelated search would find as much by chance. These came nearest; try a plainer description.</p>
    </>
  );
}
