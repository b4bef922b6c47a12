import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { toClockSpan, toFileName, toSpokenSpan } from "../format.js";
import { MomentCard } from "../parts/momentCard.js";
import { FileName } from "../parts/fileName.js";
import type { Kept } from "./useCollection.js";

interface BoardProps {
  readonly moments: readonly Kept[];
  /** The one that plays. */
  readonly playingId: string | undefined;
  /** Undefined for those who may only read. */
  readonly onMove: ((from: number, to: number) => void) | undefined;
  readonly onRemove: (moment: Kept, at: number) => void;
}

/** The moments of a collection as pictures in their order, which dragging and buttons change. */
export function Board({ moments, playingId, onMove, onRemove }: BoardProps) {
  const dragged = useRef<number>(undefined);
  const [over, setOver] = useState<number>();
  const [told, setTold] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const removedAt = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (removedAt.current === undefined) return;
    const rows = list.current?.children;
    const next = rows?.[Math.min(removedAt.current, rows.length - 1)]; // in the place of the one that had the focus
    next?.querySelector<HTMLElement>("button.danger")?.focus();
    removedAt.current = undefined;
  }, [moments]);
  const end = () => {
    dragged.current = undefined;
    setOver(undefined);
  };
  const move = (from: number, to: number) => {
    onMove?.(from, to);
    setTold(`Moved to place ${to + 1} of ${moments.length}`);
  };
  return (
    <>
      <ol ref={list} class="moments board" aria-label="Moments, in their order">
        {moments.map((moment, n) => (
          <li
            key={moment.momentId}
            aria-current={moment.momentId === playingId ? "true" : undefined}
            class={over === n ? toDropClass(dragged.current ?? n, n) : ""}
            draggable={onMove !== undefined}
            onDragStart={(event) => {
              if (!onMove) return;
              event.dataTransfer?.setData("text/plain", toFileName(moment.path));
              dragged.current = n;
            }}
            onDragEnd={end}
            onDragOver={(event) => {
              if (dragged.current === undefined) return;
              event.preventDefault();
              setOver(n);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged.current !== undefined && dragged.current !== n) move(dragged.current, n);
              end();
            }}
          >
            <BoardCard moment={moment} place={n + 1} />
            {onMove && (
              <div class="board-acts">
                <MoveButton moment={moment} way="earlier" isOff={n === 0} onMove={() => move(n, n - 1)} />
                <MoveButton
                  moment={moment}
                  way="later"
                  isOff={n === moments.length - 1}
                  onMove={() => move(n, n + 1)}
                />
                <button
                  type="button"
                  class="quiet danger"
                  aria-label={`Remove ${toTitle(moment)}`}
                  onClick={() => {
                    removedAt.current = n;
                    onRemove(moment, n);
                  }}
                >
                  Remove
                </button>
              </div>
            )}
          </li>
        ))}
      </ol>
      <p class="hidden" role="status">
        {told}
      </p>
    </>
  );
}

/** On which side of a moment the dragged one would come to lie. */
function toDropClass(from: number, to: number): string {
  if (from === to) return "";
  return from < to ? "drop-after" : "drop-before";
}

function BoardCard({ moment, place }: { readonly moment: Kept; readonly place: number }) {
  const { videoId, path, startSeconds, endSeconds, keyframeSeconds, note, isIndexed } = moment;
  const number = (
    <span class="place" aria-hidden="true">
      {place}
    </span>
  );
  if (isIndexed) {
    const shown = { videoId, path, startSeconds, endSeconds, keyframeSeconds, note: note || undefined };
    return (
      <>
        <MomentCard moment={shown} isOfAll />
        {number}
      </>
    );
  }
  return (
    <>
      <span class="moment gone">
        <span class="about">
          <FileName name={toFileName(path)} />
          <span class="note">
            {toClockSpan(startSeconds, endSeconds)}
            {note && ` · ${note}`}
          </span>
        </span>
        <span class="frame">
          <span class="picture missing">This video is no longer in the index</span>
        </span>
      </span>
      {number}
    </>
  );
}

interface MoveButtonProps {
  readonly moment: Kept;
  readonly way: "earlier" | "later";
  /** Whether it is at that end already; the button keeps the focus then. */
  readonly isOff: boolean;
  readonly onMove: () => void;
}

function MoveButton({ moment, way, isOff, onMove }: MoveButtonProps) {
  return (
    <button
      type="button"
      class="quiet"
      aria-disabled={isOff ? "true" : undefined}
      aria-label={`Move ${toTitle(moment)} ${way}`}
      title={`Move ${way}`}
      onClick={() => !isOff && onMove()}
    >
      {way === "earlier" ? "←" : "→"}
    </button>
  );
}

function toTitle({ path, startSeconds, endSeconds }: Kept): string {
  return `${toFileName(path)} ${toSpokenSpan(startSeconds, endSeconds)}`;
}
