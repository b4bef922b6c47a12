// Measures the figures that Kinodex is held to, and prints them as one JSON document.
//   npm run bench                      all of them
//   npm run bench -- search memory     some of them
//   npm run bench -- --rounds 9        with so many rounds of what is timed in turns; 5 unless said
import { availableParallelism, cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import type { Figure } from "../src/evaluation/figure.js";
import { note } from "./note.js";
import { measureFirstIndex } from "./firstIndex.js";
import { measureIframes } from "./iframes.js";
import { measureIndexing } from "./indexing.js";
import { measureMemory } from "./memory.js";
import { measurePages } from "./pages.js";
import { measureReading } from "./reading.js";
import { measureRecall } from "./recall.js";
import { measureSearch } from "./search.js";
import { measureServiceAborts } from "./serviceAborts.js";
import { measureServiceLoad } from "./serviceLoad.js";
import { measureServiceMalformed } from "./serviceMalformed.js";
import { measureServiceSearch } from "./serviceSearch.js";
import { measureUnchanged } from "./unchanged.js";

const benches: Readonly<Record<string, (rounds: number) => Promise<Figure[]>>> = {
  indexing: measureIndexing,
  iframes: measureIframes,
  "first-index": measureFirstIndex,
  memory: measureMemory,
  unchanged: measureUnchanged,
  search: measureSearch,
  recall: measureRecall,
  reading: measureReading,
  "service-search": measureServiceSearch,
  "service-load": measureServiceLoad,
  "service-malformed": measureServiceMalformed,
  "service-aborts": measureServiceAborts,
  pages: measurePages,
};

const { positionals: asked, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  note(`--rounds is "${values.rounds}": a whole number of at least 1 is expected`);
  process.exit(2);
}
const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  note(`There is no bench "${unknown.join('", "')}"; there are: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
const figures: Figure[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  note(`== ${name}`);
  const measured = await (benches[name] as (rounds: number) => Promise<Figure[]>)(rounds);
  for (const figure of measured) note(`${figure.met ? "met   " : "MISSED"} ${figure.name}: ${round(figure.value)}`);
  figures.push(...measured);
}
const machine = {
  cpu: cpus()[0]?.model.trim(),
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  platform: process.platform,
  node: process.version,
};
const rounded = JSON.stringify(figures, (_, value: unknown) => (typeof value === "number" ? round(value) : value));
const document = { date: new Date().toISOString(), machine, figures: JSON.parse(rounded) as unknown };
console.log(JSON.stringify(document, undefined, 2));

function round(value: number): number {
  return Number(value.toPrecision(6));
}
