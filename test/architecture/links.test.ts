import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { packageRoot } from "../../src/core/paths.js";

const rooms = ["", "bench", "docs", "index", "models", "pipelines", "samples", "src", "test"];
const left = /(?:^|\/)(?:node_modules|dist|double)(?:\/|$)/;

describe("the links of the documents", () => {
  it("lead to files that are there, and to headings that they have", () => {
    const dead: string[] = [];
    for (const file of rooms.flatMap(documentsIn)) {
      const text = readFileSync(file, "utf8").replace(/^```.*?^```/gms, "");
      for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        const [path = "", heading] = target.split("#");
        const to = path === "" ? file : join(dirname(file), path);
        const isThere = existsSync(to) && (heading === undefined || headingsOf(to).has(heading));
        if (!isThere) dead.push(`${relative(packageRoot, file)}: ${target}`);
      }
    }
    expect(dead).to.deep.equal([]);
  });
});

function documentsIn(room: string): string[] {
  const names = readdirSync(join(packageRoot, room), { recursive: room !== "" }).map(String);
  return names.filter((name) => name.endsWith(".md") && !left.test(name)).map((name) => join(packageRoot, room, name));
}

/** As GitHub names them. */
function headingsOf(file: string): ReadonlySet<string> {
  const headings = [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replaceAll(" ", "-"),
    ),
  );
}
