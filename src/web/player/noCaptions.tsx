import type { SourcedSegments } from "../parts/sources.js";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";

/** Why a video has no captions, where that is because its model writes none yet. */
export function NoCaptions({ words }: { readonly words: readonly SourcedSegments[] }) {
  const hasCaptions = words.some(({ source }) => source === "caption");
  const { value } = useLoaded(hasCaptions ? undefined : "models", () => kinodex.models());
  const inUse = value?.models.find(({ id }) => id === value.inUse);
  if (hasCaptions || inUse?.isCalibrated !== false) return null;
  return (
    <p class="note-line">
      No captions: it was not measured how far those of {inUse.id} can be believed.{" "}
      <code>kinodex models calibrate {inUse.id}</code> does.
    </p>
  );
}
