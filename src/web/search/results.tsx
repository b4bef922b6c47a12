import { toCertainty, type MomentView, type SearchResponse } from "../../client/client.js";
import { toCount } from "../format.js";
import { MomentCard } from "../parts/momentCard.js";
import { MomentGrid } from "../parts/momentGrid.js";
import { useGridKeys } from "../parts/useGridKeys.js";
import { toScope, type Asked } from "./asked.js";
import { ExportMenu } from "./exportMenu.js";
import { toReading } from "./readAs.js";

interface ResultsProps {
  /** Undefined while it is on its way. */
  readonly answer: SearchResponse | undefined;
  readonly asked: Asked;
  readonly videoCount: number | undefined;
}

/** What was found, and what came nearest. */
export function Results({ answer, asked, videoCount }: ResultsProps) {
  const part = useGridKeys();
  const reading = toReading(answer?.tree);
  const moments = answer?.moments ?? [];
  const foundFrom = answer?.foundFrom ?? 1;
  const found = moments.filter(({ confidence }) => confidence >= foundFrom);
  const others = moments.filter((moment) => !found.includes(moment));
  const shown = { query: asked.query || undefined, foundFrom, isOfAll: asked.videoId === undefined };
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
        {found.length > 0 && asked.query && <ExportMenu search={{ query: asked.query, ...toScope(asked) }} />}
      </div>
      {reading !== undefined && (
        <p class="reading">
          <span class="muted">Read as</span> {reading}
        </p>
      )}
      {found.length > 0 && <Moments label="Moments, best first" moments={found} {...shown} />}
      {found.length > 0 && others.length > 0 && <h2 class="others">Less certain</h2>}
      {others.length > 0 && (
        <Moments label={found.length > 0 ? "Less certain" : "Nearest misses"} moments={others} {...shown} />
      )}
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
}

function Moments({ label, moments, query, foundFrom, isOfAll }: MomentsProps) {
  return (
    <MomentGrid label={label}>
      {moments.map((moment) => (
        <li key={`${moment.videoId} ${moment.startSeconds} ${moment.endSeconds}`}>
          <MomentCard
            moment={{ ...moment, certainty: toCertainty(moment.confidence, foundFrom) }}
            query={query}
            isOfAll={isOfAll}
          />
        </li>
      ))}
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
        <p>Use other words, or look in all videos and at all times.</p>
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
