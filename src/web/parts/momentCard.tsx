import type { Certainty, MomentView } from "../../client/client.js";
import { toClockSpan, toFileName, toSpokenSpan } from "../format.js";
import { toVideoAddress } from "../router.js";
import { kinodex } from "../service.js";
import { Clock } from "./clock.js";
import { FileName } from "./fileName.js";
import { Picture } from "./picture.js";
import { Preview, useMeant } from "./preview.js";
import { sourceLabels } from "./sources.js";
import { Sure } from "./sure.js";

/** A span of a video that something was found in. */
export interface ShownMoment {
  readonly videoId: string;
  readonly path: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly keyframeSeconds?: number;
  readonly similarity?: number;
  readonly confidence?: number;
  readonly certainty?: Certainty;
  readonly sources?: MomentView["sources"];
  /** What is seen or said there. */
  readonly note?: string | undefined;
}

interface MomentCardProps {
  readonly moment: ShownMoment;
  readonly query?: string | undefined;
  /** Whether all videos were asked; then the page that opens judges as it was judged there. */
  readonly isOfAll: boolean;
}

/** In the words of people what a moment was found by. */
const sourceWords: Readonly<Record<string, string>> = {
  frame: "seen",
  clip: "movement",
  ...Object.fromEntries(Object.entries(sourceLabels).map(([source, { found }]) => [source, found])),
};

/** A moment as a picture that plays when it is pointed at, and leads to its place in the video. */
export function MomentCard({ moment, query, isOfAll }: MomentCardProps) {
  const { videoId, path, startSeconds, endSeconds, confidence, certainty, sources = [], note } = moment;
  const { isMeant, listeners } = useMeant();
  const name = toFileName(path);
  const pictureSeconds = moment.keyframeSeconds ?? (startSeconds + endSeconds) / 2;
  const judged = query !== undefined && confidence !== undefined ? { confidence } : {};
  const hit = query === undefined || isOfAll ? { startSeconds, endSeconds, ...judged } : undefined;
  return (
    <a class="moment" href={toVideoAddress(videoId, { t: startSeconds, q: query, hit })} {...listeners}>
      <span class="about">
        <FileName name={name} />
        {confidence !== undefined && certainty !== undefined && (
          <>
            <span class="hidden">, </span>
            <Sure certainty={certainty} confidence={confidence} />
          </>
        )}
        {note !== undefined && <span class="note">{note}</span>}
        {sources.length > 0 && (
          <span class="sources">
            {sources.map((source) => (
              <span key={source}>{sourceWords[source] ?? source}</span>
            ))}
          </span>
        )}
      </span>
      <span class="frame">
        <Picture src={kinodex.thumbnailUrl(videoId, pictureSeconds)} alt="" />
        {isMeant && <Preview videoId={videoId} startSeconds={startSeconds} endSeconds={endSeconds} />}
        <Clock shown={toClockSpan(startSeconds, endSeconds)} spoken={toSpokenSpan(startSeconds, endSeconds)} />
      </span>
    </a>
  );
}
