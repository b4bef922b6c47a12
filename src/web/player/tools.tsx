import type { Playback } from "./playback.js";

/** How fast it runs, where that is not as it was filmed. */
export function Speed({ playback }: { readonly playback: Playback }) {
  const { speed } = playback;
  if (speed === 0 || speed === 1) return null;
  return (
    <span class="speed" role="status">
      {speed < 0 ? "back " : ""}
      {Math.abs(speed)} ×
    </span>
  );
}

/** Which colour is which phrase. */
export function Legend({ phrases }: { readonly phrases: readonly string[] }) {
  return (
    <ul class="legend" aria-label="Phrases of the query">
      {phrases.map((phrase, n) => (
        <li key={phrase}>
          <span class={`dot series-${n % 5}`} aria-hidden="true" />
          {phrase}
        </li>
      ))}
    </ul>
  );
}
