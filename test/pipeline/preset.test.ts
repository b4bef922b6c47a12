import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import { annotators } from "../../src/annotators/annotators.js";
import { loadPreset, presetNames } from "../../src/pipeline/preset.js";
import { samplers } from "../../src/sampling/samplers.js";

describe("loadPreset", () => {
  const folder = mkdtempSync(join(tmpdir(), "kinodex-preset-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const valid = [
    "description: mine",
    "sampler:",
    "  name: uniform",
    "  framesPerSecond: 1",
    "clips:",
    "  windowSeconds: 8",
    "  overlap: 0.5",
    "pooling: mean",
  ];
  const write = (lines: readonly string[]) => {
    const path = join(folder, "mine.yaml");
    writeFileSync(path, lines.join("\n"));
    return path;
  };
  const withLine = (n: number, line: string) => write(valid.map((text, k) => (k === n - 1 ? line : text)));

  it("reads every preset that ships, each with a fingerprint of its own", () => {
    const presets = presetNames().map(loadPreset);
    expect(presetNames()).to.include.members(["archive", "fast", "detailed"]);
    expect(new Set(presets.map((preset) => preset.fingerprint)).size).to.equal(presets.length);
  });

  it("reads a file of one's own", () => {
    const preset = loadPreset(write(valid));
    expect(preset.name).to.equal("mine");
    expect(preset.settings.sampler).to.deep.equal({ name: "uniform", framesPerSecond: 1 });
  });

  it("takes what a file leaves open from archive, down to an empty file", () => {
    const archive = loadPreset("archive");
    const { description: _, ...settings } = archive.settings;
    for (const lines of [
      [],
      ["# nothing yet"],
      ["sampler: adaptive"],
      ["clips:", "  overlap: 0.5"],
      ["pooling: model"],
    ]) {
      const own = loadPreset(write(lines));
      expect(own.settings, lines.join()).to.deep.include(settings);
      expect(own.fingerprint, lines.join()).to.equal(archive.fingerprint);
    }
  });

  it("knows every key that pipelines/README.md tells of, and no other", () => {
    const [, table = ""] = readFileSync(join(packageRoot, "pipelines", "README.md"), "utf8").split(/^\| key /m);
    const told = table.matchAll(/^\| `([\w.]+)` /gm);
    const known = [
      "description",
      "sampler.name",
      "clips.windowSeconds",
      "clips.overlap",
      "pooling",
      "annotators",
      "rerank.count",
      "rerank.model",
    ];
    const options = samplers.names.flatMap((name) => samplers.keysOf(name)).filter((key) => key !== "name");
    const all = [...known, ...options.map((key) => `sampler.${key}`)];
    expect(new Set([...told].map(([, key]) => key))).to.deep.equal(new Set(all));
  });

  it("lists annotators by name alone or with their options, and none where the list is empty", () => {
    const listed = loadPreset(
      write([...valid, "annotators:", "  - subtitles", "  - name: concepts", "    bank: my concepts.yaml"]),
    );
    expect(listed.settings.annotators).to.deep.equal([
      { name: "subtitles" },
      { name: "concepts", bank: "my concepts.yaml" },
    ]);
    const without = loadPreset(write([...valid, "annotators: []"]));
    expect(without.settings.annotators).to.deep.equal([]);
    expect(listed.fingerprint, "annotators have their own").to.equal(without.fingerprint);
  });

  it("names the line of an annotator that is wrong, and what is allowed", () => {
    for (const [line, lines, says] of [
      [10, ["  - subtitels"], annotators.names.join(", ")],
      [10, ["  - name: subtitels"], annotators.names.join(", ")],
      [12, ["  - subtitles", "  - name: concepts", "    banc: x"], "allowed: name, bank"],
      [10, ["  - 7"], "mine.yaml:10"],
      [9, ["  - subtitles", "  - subtitles"], "twice"],
    ] as const)
      expect(() => loadPreset(write([...valid, "annotators:", ...lines])), lines.join())
        .to.throw()
        .with.property("message")
        .that.contains(`mine.yaml:${line}`)
        .and.contains(says);
  });

  it("changes the fingerprint with what is stored, not with the description", () => {
    const { fingerprint } = loadPreset(write(valid));
    expect(loadPreset(withLine(1, "description: other words")).fingerprint).to.equal(fingerprint);
    expect(loadPreset(withLine(6, "  windowSeconds: 9")).fingerprint).not.to.equal(fingerprint);
  });

  it("re-ranks where a file says so, which changes nothing that is stored", () => {
    expect(loadPreset("archive").settings.rerank).to.equal(undefined);
    const preset = loadPreset(write([...valid, "rerank:", "  count: 10", "  model: local/flava"]));
    expect(preset.settings.rerank).to.deep.equal({ count: 10, model: "local/flava" });
    expect(preset.fingerprint).to.equal(loadPreset(write(valid)).fingerprint);
    for (const [lines, says] of [
      [["  count: 1000"], "must be at most 100"],
      [["  count: 1", "  modell: x"], "allowed: count, model"],
    ] as const)
      expect(() => loadPreset(write([...valid, "rerank:", ...lines])), lines.join())
        .to.throw()
        .with.property("message")
        .that.contains(`mine.yaml:${8 + 1 + lines.length}`)
        .and.contains(says);
  });

  it("names the line, the key and what is allowed", () => {
    for (const [line, text, says] of [
      [3, "  name: unifrom", "iframes, uniform, shots, adaptive"],
      [4, "  framesPerSecnod: 1", "name, framesPerSecond"],
      [6, "  windowSeconds: -3", '"clips.windowSeconds" must be more than 0'],
      [6, "  windowSeconds: 7000", "must be at most 600"],
      [6, "  windowSeconds: long", "must be a number"],
      [8, "pooling: median", "mean, attention, model"],
      [8, "pooling: [", "not valid YAML"],
    ] as const) {
      expect(() => loadPreset(withLine(line, text)), text)
        .to.throw()
        .with.property("message")
        .that.contains(`mine.yaml:${line}`)
        .and.contains(says);
    }
  });

  it("names the presets that exist when one is unknown", () => {
    expect(() => loadPreset("archiv")).to.throw("archive, detailed, fast");
  });
});
