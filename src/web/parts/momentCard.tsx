import { toClockSpan, toFileName, toPercent, toSpoken } from "../format.js";
import { toVideoAddress } from "../router.js";
import { kinodex } from "../service.js";
import { Clock } from "./clock.js";
import { Picture } from "./picture.js";
import { Preview, useMeant } from "./preview.js";
import { sourceLabels } from "./sources.js";

/** A span of a video that something was found in. */
export interface ShownMoment {
  readonly videoId: string;
  readonly path: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly keyframeSeconds?: number;
  readonly confidence?: number;
  readonly sources?: readonly string[];
  /** What is seen there. */
  readonly note?: string;
  /** Whether it is what came nearest where nothing was found. */
  readonly isMiss?: boolean;
}

interface MomentCardProps {
  readonly moment: ShownMoment;
  readonly query?: string | undefined;
  readonly eager?: boolean;
}

/** In the words of people what a moment was found by. */
const sourceWords: Readonly<Record<string, string>> = {
  frame: "seen",
  clip: "movement",
  ...Object.fromEntries(Object.entries(sourceLabels).map(([source, { found }]) => [source, found])),
};

/** A moment as a picture that plays when it is pointed at, and leads to its place in the video. */
export function MomentCard({ moment, query, eager = false }: MomentCardProps) {
  const { videoId, path, startSeconds, endSeconds, confidence, sources = [], note, isMiss = false } = moment;
  const { isMeant, listeners } = useMeant();
  const name = toFileName(path);
  const pictureSeconds = moment.keyframeSeconds ?? (startSeconds + endSeconds) / 2;
  const sure = confidence === undefined ? undefined : toPercent(confidence);
  return (
    <a
      class={isMiss ? "moment miss" : "moment"}
      href={toVideoAddress(videoId, { t: startSeconds, q: query })}
      {...listeners}
    >
      <span class="about">
        <span class="name">{name}</span>
        {sure !== undefined && (
          <span class="sure" title="How likely an unrelated search's best moment is less similar">
            <span class="hidden">, confidence </span>
            {sure}
          </span>
        )}
        {note !== undefined && <span class="note">{note}</span>}
        {sources.length > 0 && (
          <span class="sources">
            {isMiss && <span>near miss</span>}
            {sources.map((source) => (
              <span key={source}>{sourceWords[source] ?? source}</span>
            ))}
          </span>
        )}
      </span>
      <span class="frame">
        <Picture src={kinodex.thumbnailUrl(videoId, pictureSeconds)} alt="" eager={eager} />
        {isMeant && <Preview videoId={videoId} startSeconds={startSeconds} endSeconds={endSeconds} />}
        <Clock
          shown={toClockSpan(startSeconds, endSeconds)}
          spoken={`from ${toSpoken(startSeconds)} to ${toSpoken(endSeconds)}`}
        />
      </span>
    </a>
  );
}
