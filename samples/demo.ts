// The main job on the sample videos: index them, ask, print the moments, draw a contact sheet.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { drawSheet, type MomentSection } from "../src/app/drawSheet.js";
import type { SearchResult } from "../src/app/kinodex.js";
import { toCertainty } from "../src/core/certainty.js";
import { toClockSpan } from "../src/core/clock.js";
import { packageRoot } from "../src/core/paths.js";

interface DemoQuery {
  readonly query: string;
  readonly file: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

const samples = join(packageRoot, "samples");
const index = join(packageRoot, "index", "demo");
const sheet = join(index, "contact-sheet.png");

/** Runs the command line as a user would; what it says to people goes to the terminal. */
function kinodex(args: readonly string[], capture: boolean): string {
  const main = join(packageRoot, "dist/src/cli/main.js");
  const child = spawnSync(process.execPath, [main, ...args, "--index", index, ...(capture ? ["--json"] : [])], {
    encoding: "utf8",
    stdio: ["ignore", capture ? "pipe" : "inherit", "inherit"],
  });
  if (child.status !== 0) process.exit(child.status ?? 1);
  return child.stdout;
}

const { queries } = JSON.parse(readFileSync(join(samples, "samples.json"), "utf8")) as {
  queries: readonly DemoQuery[];
};

console.log(`\n$ kinodex index ${join("samples")}\n`);
mkdirSync(index, { recursive: true });
kinodex(["index", samples], false);

const sections: MomentSection[] = [];
let [hits, found] = [0, 0];
for (const { query, file, startSeconds, endSeconds } of queries) {
  console.log(`\n$ kinodex search "${query}"`);
  const answer = JSON.parse(kinodex(["search", query, "--top", "4"], true)) as SearchResult;
  for (const moment of answer.moments.slice(0, 3)) {
    const certainty = toCertainty(moment.confidence, answer.foundFrom);
    console.log(`  ${basename(moment.path).padEnd(20)} ${toClockSpan(moment).padStart(17)}   ${certainty}`);
  }
  const best = answer.moments[0];
  const centre = best ? (best.startSeconds + best.endSeconds) / 2 : -1;
  const isHit = best !== undefined && basename(best.path) === file && centre >= startSeconds && centre < endSeconds;
  const isFound = isHit && best.confidence >= answer.foundFrom;
  hits += Number(isHit);
  found += Number(isFound);
  const verdict = isFound
    ? "✓ found"
    : isHit
      ? "· the nearest, but too unsure to count as found"
      : "✗ not the best moment";
  console.log(`  truth: ${file} ${toClockSpan({ startSeconds, endSeconds })}  ${verdict}`);
  sections.push({ ...answer, heading: `“${query}”` });
}
writeFileSync(sheet, await drawSheet(sections, console.error));
console.log(`
${found} of ${queries.length} queries found their true moment; for ${hits - found} more it was the nearest of what does not count as found.
The pictures are in ${sheet}

Next, with videos of your own:

  npx kinodex index ~/Videos
  npx kinodex search "a dog runs along the beach"
  npx kinodex serve                                 # the same in a browser
`);
