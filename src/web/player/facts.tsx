import type { Video } from "../../client/client.js";
import { toClock, toSize } from "../format.js";
import { Breakable } from "../parts/fileName.js";

/** What is known of a file. */
export function Facts({ video }: { readonly video: Video }) {
  const { path, durationSeconds, width, height, frameRate, codec, sizeBytes, recordedAt, createdAt } = video;
  const rows: readonly (readonly [string, string])[] = [
    ["File", path.startsWith("stored/") ? "uploaded" : path],
    ["Length", toClock(durationSeconds, true)],
    [
      "Picture",
      `${width} × ${height}${frameRate === undefined ? "" : `, ${Math.round(frameRate * 100) / 100} frames a second`}`,
    ],
    ["Codec", codec],
    ["Size", toSize(sizeBytes)],
    ["Recorded", toDate(recordedAt)],
    ["Added", toDate(createdAt)],
  ];
  return (
    <section class="facts" aria-label="About this video">
      <h2>About this video</h2>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Breakable text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** A date as people write it where they are. */
function toDate(text: string): string {
  return new Date(text).toLocaleDateString(undefined, { dateStyle: "medium" });
}
