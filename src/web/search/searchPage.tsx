import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SearchResponse } from "../../client/client.js";
import { learnMarks } from "../marks/marks.js";
import { ComplaintNote } from "../parts/complaint.js";
import { navigate, type Place } from "../router.js";
import { kinodex } from "../service.js";
import { useMayIngest } from "../useAllowed.js";
import { useLoaded } from "../useLoaded.js";
import { readAsked, toAskedAddress, toScope, toSearchInput, type Asked } from "./asked.js";
import { noteSearch } from "./lastSearch.js";
import { LikeNote } from "./likeNote.js";
import { QueryFault, toFault } from "./queryFault.js";
import { Results } from "./results.js";
import { SavedLinks, SavedSearches } from "./savedSearches.js";
import { SearchForm } from "./searchForm.js";
import { StartPage, maxTiles } from "./startPage.js";
import { useDroppedPicture } from "./useDroppedPicture.js";

/** Answers of before, for those who come back; and the picture that was searched by, which no address can hold. */
const answers = new Map<string, SearchResponse>();
const answersKept = 20;
let picture: File | undefined;

/** Searching by words and by picture. */
export function SearchPage({ place }: { readonly place: Place }) {
  const asked = useMemo(() => readAsked(place.url), [place.url.href]);
  const address = toAskedAddress(asked);
  const [pictureRound, setPictureRound] = useState(0);
  const hasPicture = !asked.query && asked.picture !== undefined && picture !== undefined;
  const key = asked.query || asked.like ? address : hasPicture ? `${address} ${pictureRound}` : undefined;
  const saved = useLoaded("searches", () => kinodex.listSavedSearches());
  const mayChange = useMayIngest() ?? false;
  const videos = useLoaded("videos", () => kinodex.listVideos({ limit: maxTiles }));
  const answer = useLoaded(
    key,
    (signal) => find(asked, signal).then((found) => remember(address, found)),
    place.returned && answers.get(address),
  );
  const fault = useMemo(() => toFault(answer.error), [answer.error]);
  useEffect(() => {
    document.title = asked.query ? `${asked.query} · Kinodex` : "Kinodex";
    noteSearch(asked.query, address);
  }, [asked.query, address]);

  useLoaded(asked.query ? `marks ${asked.query}` : undefined, () => learnMarks({ about: "query", text: asked.query }));

  const search = (next: Asked) => {
    const to = toAskedAddress(next);
    if (to === address) answer.reload();
    else navigate(to);
  };
  const searchByPicture = (file: File) => {
    picture = file;
    setPictureRound((round) => round + 1);
    navigate(toAskedAddress({ ...asked, query: "", like: undefined, picture: file.name || "picture" }));
  };
  const drop = useDroppedPicture(searchByPicture);
  const isAsked = asked.query !== "" || asked.picture !== undefined || asked.like !== undefined;

  return (
    <div class={drop.isOver ? "search-page dropping" : "search-page"} {...drop.listeners}>
      <h1 class={isAsked ? "hidden" : "lead"} tabIndex={-1}>
        {isAsked ? "Search" : "Find the moment"}
      </h1>
      <SearchForm asked={asked} fault={fault} onSearch={search} onPicture={searchByPicture}>
        {isAsked && <SavedLinks searches={saved.value ?? []} />}
      </SearchForm>
      {asked.picture !== undefined && !asked.query && <PictureNote name={asked.picture} file={picture} />}
      {asked.like && !asked.query && <LikeNote like={asked.like} />}
      {fault && <QueryFault query={asked.query} fault={fault} onExample={(query) => search({ ...asked, query })} />}
      {answer.error !== undefined && !fault && <ComplaintNote error={answer.error} onRetry={answer.reload} />}
      <div aria-busy={answer.loading}>
        {isAsked && (answer.value || (key !== undefined && answer.loading)) && (
          <Results
            answer={answer.value}
            asked={asked}
            videoCount={videos.value?.total}
            findMore={(cursor) => find(asked, undefined, cursor)}
            onSaved={mayChange ? saved.reload : undefined}
          />
        )}
        {!isAsked && (
          <>
            <SavedSearches searches={saved.value ?? []} mayChange={mayChange} onChanged={saved.reload} />
            <StartPage videos={videos} />
          </>
        )}
      </div>
    </div>
  );
}

async function find(asked: Asked, signal?: AbortSignal, cursor?: string): Promise<SearchResponse> {
  const further = cursor === undefined ? {} : { cursor };
  const input = toSearchInput(asked);
  if (input) return kinodex.search({ ...input, ...further }, signal);
  return kinodex.searchByPicture(picture as File, { ...toScope(asked), ...further }, signal);
}

function remember(address: string, answer: SearchResponse): SearchResponse {
  answers.delete(address);
  answers.set(address, answer);
  if (answers.size > answersKept) answers.delete([...answers.keys()][0] as string);
  return answer;
}

function PictureNote({ name, file }: { readonly name: string; readonly file: File | undefined }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    if (!file || !image.current) return undefined;
    const url = URL.createObjectURL(file);
    image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [file]);
  if (!file) return <p class="note-line">The picture “{name}” is not part of the address: choose or drop it again.</p>;
  return (
    <p class="note-line picture-note">
      <img ref={image} alt={`The picture that is searched by: ${name}`} />
      <span>Moments that look like {name}</span>
    </p>
  );
}
