import { useState } from "preact/hooks";
import { maxQueryLength, type Video } from "../../client/client.js";
import { LastVerdict } from "../marks/lastVerdict.js";
import { learnMarks } from "../marks/marks.js";
import { ComplaintNote } from "../parts/complaint.js";
import { readForm } from "../parts/readForm.js";
import { navigate, toVideoAddress, type Hit } from "../router.js";
import { QueryFault, toFault } from "../search/queryFault.js";
import { useLoaded } from "../useLoaded.js";
import { CaptionList } from "./captionList.js";
import { Facts } from "./facts.js";
import type { ListedMoment } from "./hit.js";
import { MomentList } from "./momentList.js";
import { NoCaptions } from "./noCaptions.js";
import type { Playback } from "./playback.js";
import type { Known } from "./useKnown.js";

/** Fewer lines are seen at a glance. */
const filteredFrom = 5;

interface BesideProps {
  readonly video: Video;
  readonly query: string | undefined;
  readonly known: Known;
  readonly hit: Hit | undefined;
  readonly moments: readonly ListedMoment[];
  readonly chosen: number;
  readonly phrases: readonly string[];
  readonly playback: Playback;
}

/** What stands beside a video: its moments, what is said, and what is seen. */
export function Beside({ video, query, known, ...listed }: BesideProps) {
  const { videoId } = video;
  const [wanted, setWanted] = useState("");
  const words = known.words.value ?? [];
  useLoaded(`marks ${videoId}`, () => learnMarks({ about: "caption", videoId }));
  const lineCount = words.reduce((sum, { segments }) => sum + segments.length, 0);
  const { value: answer, error } = known.answer;
  const fault = toFault(error);
  return (
    <aside class="beside" aria-label="What is in this video">
      <SearchInVideo videoId={videoId} query={query} />
      {fault && query !== undefined && (
        <QueryFault query={query} fault={fault} onExample={(q) => navigate(toVideoAddress(videoId, { q }))} />
      )}
      {error !== undefined && !fault && <ComplaintNote error={error} />}
      {answer && <MomentList foundFrom={answer.foundFrom} {...listed} />}
      {lineCount > filteredFrom && (
        <input
          type="search"
          class="line-filter"
          placeholder="Filter the lines"
          aria-label="Filter the lines"
          value={wanted}
          onInput={({ currentTarget }) => setWanted(currentTarget.value)}
        />
      )}
      {words.map(({ title, segments }) => (
        <CaptionList key={title} {...{ videoId, title, segments, wanted }} playback={listed.playback} />
      ))}
      <LastVerdict />
      {known.words.value && <NoCaptions words={words} />}
      <Facts video={video} />
    </aside>
  );
}

function SearchInVideo({ videoId, query }: { readonly videoId: string; readonly query: string | undefined }) {
  return (
    <search>
      <form
        class="box small"
        onSubmit={(event) => {
          event.preventDefault();
          navigate(toVideoAddress(videoId, { q: readForm(event.currentTarget)("q") || undefined }));
        }}
      >
        <input
          key={query}
          name="q"
          type="search"
          defaultValue={query ?? ""}
          placeholder="Search in this video"
          aria-label="Search in this video"
          maxLength={maxQueryLength}
          autocomplete="off"
          spellcheck={false}
        />
        <button type="submit">Search</button>
      </form>
    </search>
  );
}
