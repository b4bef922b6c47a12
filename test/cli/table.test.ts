import { expect } from "chai";
import stringWidth from "string-width";
import { mark, toColoured } from "../../src/cli/style.js";
import { toTable, type Column } from "../../src/cli/table.js";

const columns: readonly Column[] = [
  { title: "#", align: "right" },
  { title: "video", shrinks: true },
  { title: "certainty", style: (word) => (word === "strong" ? "good" : undefined) },
];
const linesOf = (table: string): string[] => toColoured(table, false).split("\n");

describe("toTable", () => {
  it("aligns what is wider on a terminal than it has characters", () => {
    const lines = linesOf(
      toTable(
        columns,
        [
          ["1", "海滩的狗.mp4", "strong"],
          ["2", "dog.mp4", "unlikely"],
        ],
        80,
      ),
    );
    expect(lines).to.deep.equal(["#  video         certainty", "1  海滩的狗.mp4  strong", "2  dog.mp4       unlikely"]);
  });

  it("shortens names in their middle where the terminal is narrow, and leaves the rest", () => {
    const name = "a very long name of a holiday by the sea in the summer of 2019.mp4";
    const lines = linesOf(
      toTable(
        columns,
        [
          ["1", name, "strong"],
          ["2", "海".repeat(40), "strong"],
        ],
        50,
      ),
    );
    for (const line of lines) expect(stringWidth(line)).to.be.at.most(50);
    expect(lines[1]).to.match(/^1 {2}a very .*….*\.mp4 {2}strong$/);
    expect(lines[2]).to.match(/^2 {2}海+…海+ ? {2}strong$/);
  });

  it("keeps twelve places of a name however narrow the terminal is", () => {
    expect(linesOf(toTable(columns, [["1", "x".repeat(40), "strong"]], 5))[1]).to.equal("1  xxxxxx…xxxxx  strong");
  });

  it("puts sentences under their rows, and leaves out what matters least, where the terminal is narrow", () => {
    const wide: readonly Column[] = [
      { title: "model", shrinks: true },
      { title: "licence" },
      { title: "MB", optional: true },
      { title: "weights", optional: true },
      { title: "about", below: true },
    ];
    const row = ["owner/a-model-of-some-name", "Apache-2.0", "154", "151", "small and fast, and known by everybody"];
    expect(linesOf(toTable(wide, [row], 200))).to.have.length(2);
    expect(linesOf(toTable(wide, [row], 45))).to.deep.equal([
      "model                       licence     MB",
      "owner/a-model-of-some-name  Apache-2.0  154",
      "    small and fast, and known by everybody",
    ]);
    expect(linesOf(toTable(wide, [row], 36))).to.deep.equal([
      "model                     licence",
      "owner/a-mode…f-some-name  Apache-2.0",
      "    small and fast, and known by",
      "    everybody",
    ]);
  });

  it("lets no name command the terminal", () => {
    expect(linesOf(toTable(columns, [["1", "\u001B[31mred.mp4", "strong"]], 80))[1]).to.contain(
      String.raw`\x1b[31mred.mp4`,
    );
  });

  it("colours cells and titles, and nothing where there are no colours", () => {
    const table = toTable(columns, [["1", "dog.mp4", "strong"]], 80);
    expect(toColoured(table, true)).to.contain("\u001B[32mstrong\u001B[39m").and.contain("\u001B[1mvideo");
    expect(toColoured(table, false)).to.equal("#  video    certainty\n1  dog.mp4  strong");
    const untitled = toTable([{ title: "model" }, { title: "" }], [["a", "default"]], 80);
    expect(linesOf(untitled)[0], "without a space at its end").to.equal("model");
  });
});

describe("toColoured", () => {
  it("colours what is marked and nothing else", () => {
    expect(toColoured(`so ${mark("bad", "wrong")} it is`, true)).to.equal("so \u001B[31mwrong\u001B[39m it is");
  });
});
