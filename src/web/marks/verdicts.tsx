import { toSpokenSpan } from "../format.js";
import { say, useMark, type Judged } from "./marks.js";

const ways = [
  { verdict: "accepted", word: "Right", key: "y", path: "M3 8.5 6.5 12 13 4.5" },
  { verdict: "rejected", word: "Wrong", key: "n", path: "M4 4 12 12M12 4 4 12" },
] as const;

interface VerdictsProps {
  readonly judged: Judged;
  /** What it is, for those who only hear of it: the name of a file, or a caption. */
  readonly name: string;
}

/** Two buttons that accept and reject what was found; pressed again, one takes it back. */
export function Verdicts({ judged, name }: VerdictsProps) {
  const mark = useMark(judged);
  const span = toSpokenSpan(judged.startSeconds, judged.endSeconds);
  return (
    <span class="verdicts">
      {ways.map(({ verdict, word, key, path }) => (
        <button
          key={verdict}
          type="button"
          class={verdict}
          title={`${word} (${key})`}
          aria-label={`${word}: ${name} ${span}`}
          aria-pressed={mark?.verdict === verdict}
          onClick={() => void say(judged, verdict)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d={path} />
          </svg>
        </button>
      ))}
    </span>
  );
}
