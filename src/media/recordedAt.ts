/** Tags that say when a camera recorded, the most exact first: Apple's knows the time zone. */
const names = ["com.apple.quicktime.creationdate", "creation_time"];

/** Cameras without a clock, and containers whose field is empty, count from 1904 or 1970. */
const earliest = Date.UTC(1971, 0, 1);

/** When a file says that it was recorded, in ISO 8601 and UTC; undefined where no tag says so. */
export function findRecordedAt(tags: readonly (readonly [name: string, value: string])[]): string | undefined {
  const times = names.flatMap((wanted) =>
    tags.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => Date.parse(value)),
  );
  const found = times.find((time) => time >= earliest);
  return found === undefined ? undefined : new Date(found).toISOString();
}
