// Marks one video after the other until it is killed, and prints the number of each when it is kept.
import { writeSync } from "node:fs";
import { openKeptThings } from "../../src/collections/sqlite/openKeptThings.js";
import { markOf } from "./markOf.js";

const [directory = "", first = "0"] = process.argv.slice(2);
const { marks } = openKeptThings(directory);
for (let n = Number(first); ; n += 1) {
  await marks.add([markOf(n)]);
  writeSync(1, `${n}\n`);
}
