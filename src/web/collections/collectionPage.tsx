import { useEffect, useState } from "preact/hooks";
import { toCount, toFileName } from "../format.js";
import { ComplaintNote } from "../parts/complaint.js";
import { ConfirmDialog } from "../parts/confirmDialog.js";
import { ExportMenu } from "../parts/exportMenu.js";
import { NameForm } from "../parts/nameForm.js";
import { useGridKeys } from "../parts/useGridKeys.js";
import { navigate } from "../router.js";
import { kinodex } from "../service.js";
import { useMayIngest } from "../useAllowed.js";
import { Board } from "./board.js";
import { PlayThrough } from "./playThrough.js";
import { useCollection, type Kept } from "./useCollection.js";

/** A collection: its moments in their order, which play and are exported together. */
export function CollectionPage({ collectionId }: { readonly collectionId: string }) {
  const { contents, error, reload, rename, move, remove, restore } = useCollection(collectionId);
  const mayChange = useMayIngest();
  const [asking, setAsking] = useState<"name" | "delete">();
  const [playingId, setPlayingId] = useState<string>();
  const [removed, setRemoved] = useState<{ readonly moment: Kept; readonly at: number }>();
  const part = useGridKeys();
  const { name, moments = [] } = contents ?? {};
  useEffect(() => {
    document.title = `${name ?? "Collection"} · Kinodex`;
  }, [name]);
  const playable = moments.filter(({ isIndexed }) => isIndexed);
  return (
    <section class="collection-page" ref={part} aria-label="Collection">
      <a class="back" href="/collections">
        ← All collections
      </a>
      <h1 tabIndex={-1} class={asking === "name" ? "hidden" : ""}>
        {name ?? "Collection"}
      </h1>
      {asking === "name" && name !== undefined && (
        <NameForm
          label="Name of the collection"
          action="Rename"
          name={name}
          onName={async (next) => {
            await rename(next);
            setAsking(undefined);
          }}
          onCancel={() => setAsking(undefined)}
        />
      )}
      {error !== undefined && <ComplaintNote error={error} onRetry={reload} />}
      {contents && (
        <div class="row">
          <span class="muted">{toCount(moments.length, "moment")}</span>
          {playable.length > 0 && (
            <button type="button" class="primary" onClick={() => setPlayingId(playable[0]?.momentId)}>
              Play all
            </button>
          )}
          {moments.length > 0 && (
            <ExportMenu name={contents.name} write={(format) => kinodex.exportCollection(collectionId, format)} />
          )}
          {mayChange && (
            <>
              {asking !== "name" && (
                <button type="button" onClick={() => setAsking("name")}>
                  Rename
                </button>
              )}
              <button type="button" class="quiet danger" onClick={() => setAsking("delete")}>
                Delete
              </button>
            </>
          )}
        </div>
      )}
      {playingId !== undefined && <PlayThrough moments={playable} playingId={playingId} onPlay={setPlayingId} />}
      {contents?.moments.length === 0 && (
        <section class="empty">
          <h2>It is empty</h2>
          <p>
            Select moments among the results of a <a href="/">search</a>, or mark a span of a video, and choose “Add to
            collection”.
          </p>
        </section>
      )}
      {removed && (
        <p class="selection-bar undo-bar" role="status">
          {toFileName(removed.moment.path)} was removed.
          {removed.moment.isIndexed && (
            <button
              type="button"
              onClick={() => {
                restore(removed.moment, removed.at);
                setRemoved(undefined);
              }}
            >
              Undo
            </button>
          )}
          <button type="button" class="quiet" onClick={() => setRemoved(undefined)}>
            Close
          </button>
        </p>
      )}
      <Board
        moments={moments}
        playingId={playingId}
        onMove={mayChange ? move : undefined}
        onRemove={(moment, at) => {
          remove(moment);
          setRemoved({ moment, at });
          if (moment.momentId === playingId) setPlayingId(undefined);
        }}
      />
      {asking === "delete" && name !== undefined && (
        <ConfirmDialog
          title={`Delete ${name}?`}
          action="Delete"
          work={() => kinodex.deleteCollection(collectionId)}
          onClose={(isDone) => {
            setAsking(undefined);
            if (isDone) navigate("/collections");
          }}
        >
          Its moments are no longer kept together. The videos stay.
        </ConfirmDialog>
      )}
    </section>
  );
}
