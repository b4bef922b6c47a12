import { expect } from "chai";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePage } from "../../../src/evaluation/report/html/page.js";
import { writeMarkdown } from "../../../src/evaluation/report/markdown.js";
import { toFigureText } from "../../../src/evaluation/report/numbers.js";
import { readOwnSamples } from "../../../src/evaluation/results/ownSamples.js";
import { placesOf, type ReportedMedium } from "../../../src/evaluation/report/frames/reportedMedium.js";
import {
  toReport,
  toShownExamples,
  type ReportOptions,
  type ToldRun,
} from "../../../src/evaluation/report/toReport.js";
import { toViewerData } from "../../../src/evaluation/report/viewerData.js";
import { toSamplesText } from "../../../src/evaluation/results/samplesFile.js";
import { hostile, toldRun } from "./toldRun.js";

const picture = new Uint8Array([1, 2, 3]);
const strips = new Map([
  ["b.mp4", { picture, width: 112, height: 63, frameCount: 16 }],
  ["pictures/1.jpg", { picture, width: 112, height: 84, frameCount: 1 }],
]);

function writeReport(run: ToldRun, options: Partial<ReportOptions> = {}): { page: string; markdown: string } {
  const shown = toShownExamples(run, options.against);
  const taken = new Map(
    shown.media.flatMap((medium) => {
      const strip = strips.get(medium.file);
      return strip ? [[medium, strip] as const] : [];
    }),
  );
  const report = toReport(run, { shown, strips: taken, faults: [], ...options });
  const page = writePage(report, toViewerData(shown));
  return { page, markdown: writeMarkdown(report) };
}

/** What stands between an element's start and its end, of elements that hold no others of their name. */
const contentsOf = (page: string, name: string): string[] =>
  [...page.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^]*?)</${name}>`, "g"))].map(([, content]) => content as string);

const titlesOf = (page: string): string[] => contentsOf(page, "h2").map((title) => title.replaceAll(/<[^>]*>/g, ""));

/** Numbers that a report tells of a task: its figures with what belongs to them, under each control, and their details. */
function numbersOf({ document }: ToldRun): number[] {
  const within = (value: unknown): number[] => {
    if (typeof value === "number") return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(within) : [];
  };
  const { results, groups, baselines, figures, "n-samples": counts } = document;
  return within([results, groups, baselines, figures, Object.values(counts).map(({ original }) => original)]);
}

describe("a report of a run", () => {
  const { page, markdown } = writeReport(toldRun);

  it("is one file that asks nobody for anything, and runs only what it came with", () => {
    const withoutText = page.replaceAll(/<script type="application\/json"[^]*?<\/script>/g, "");
    expect(withoutText).not.to.match(/(?:src|href|action|srcset)="(?!#|data:)/);
    expect(contentsOf(page, "style").join("")).not.to.match(/url\(|@import/);
    expect(withoutText).not.to.match(/ style=| on[a-z]+=/);
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy).to.contain("default-src &#39;none&#39;");
    const digestOf = (text: string) => createHash("sha256").update(text).digest("base64");
    expect(policy).to.contain(digestOf(contentsOf(page, "style")[0] as string));
    expect(policy).to.contain(digestOf(contentsOf(page, "script").at(-1) as string));
    expect(page.length).to.be.below(150_000);
  });

  it("closes every element that it opens, in their order", () => {
    const open: string[] = [];
    const markup = page.replaceAll(/<(script|style)[^>]*>[^]*?<\/\1>/g, "").replace("<!doctype html>", "");
    for (const [, end, name = ""] of markup.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
      if (end) expect(open.pop()).to.equal(name);
      else if (!["meta", "img"].includes(name)) open.push(name);
    }
    expect(open).to.deep.equal([]);
  });

  it("tells every number of the results", () => {
    for (const number of numbersOf(toldRun)) {
      const texts = [toFigureText(number), String(number)];
      expect(
        texts.some((text) => page.includes(`>${text}<`) || page.includes(text)),
        String(number),
      ).to.equal(true);
    }
  });

  it("opens examples with every value, and names only those that it holds", () => {
    const data = JSON.parse(contentsOf(page, "script")[0] as string) as ReturnType<typeof toViewerData>;
    const links = [...page.matchAll(/href="#examples\/([^/"]*)\/([^"]*)"/g)];
    const opened = links.map(([, task = "", by = ""]) => [decodeURIComponent(task), decodeURIComponent(by)] as const);
    expect(new Set(opened.map(([task]) => task))).to.deep.equal(new Set(["time-order", "classify", "questions"]));
    for (const [task, by] of opened.filter(([, name]) =>
      /^(pairwise_acc|reversed|temporal_gain|sureness|.* for .*)$/.test(name),
    ))
      expect(
        data.tasks[task]?.examples.some(({ values }) => values[by] !== undefined),
        by,
      ).to.equal(true);
    expect(data.tasks["time-order"]).to.include({ count: 40 }).with.property("examples").with.length(24);
    expect(
      data.tasks["time-order"]?.examples.slice(0, 10).every(({ values }) => values["pairwise_acc"] === 0),
    ).to.equal(true);
    expect(data.frames.find(([hash]) => hash.startsWith("b"))?.slice(1, 3)).to.deep.equal([1, 0]);
  });

  it("says first what the model can do, what it fails at, what was not examined, and what to mind", () => {
    const [said = ""] = contentsOf(page, "section");
    const [can = "", fails = "", open = "", care = "", omitted = ""] = said.split("<h3>").slice(1);
    expect(can).to.match(/time-order: .*0\.75.*goes by the order of time/);
    expect(fails).to.match(/questions: share of questions: .*0\.66.*held to at least 0\.90/);
    expect(open).to.contain("Everything that was examined is decided");
    expect(care).to.contain("the sentences alone tell which is right").and.contain("no answer for 0.02 of the scores");
    expect(omitted).to.contain("retrieval did not run").and.contain("it is no video");
  });

  it("writes names as text, whatever they are", () => {
    expect(page).not.to.contain("<script>alert").and.not.to.contain("\u202E");
    expect(page).to.contain(
      "&lt;script&gt;alert(1)&lt;/script&gt; &quot;q&quot; &#39;a&#39; &amp;amp; | \\u202egpj.עברית",
    );
    expect(contentsOf(page, "script")).to.have.length(2);
    expect(markdown).not.to.contain("<script>").and.not.to.contain("\u202E");
    const rows = markdown.split("\n").filter((line) => line.startsWith("|") && line.includes("alert"));
    for (const row of rows) expect(row.replaceAll("\\|", "").match(/\|/g)?.length, row).to.be.within(3, 7);
  });

  it("leaves out figures without data", () => {
    expect(titlesOf(page)).to.deep.equal([
      "In short",
      "Values",
      "Time",
      "What the values rest on",
      "Confidence",
      "Accuracy and frequency",
      "Confusion",
      "Every figure",
      "What was left out",
      "What was shown",
      "How it was measured",
    ]);
    const { document, samples } = toldRun;
    const { "time-order": _, classify: __, ...results } = document.results;
    const data = { ...document.data, clips: [], media: [] };
    const bare = writeReport({
      document: { ...document, results, data, groups: {}, skipped: {}, not_examined: [] },
      samples: samples.filter(({ task, judged }) => task === "questions" && !judged),
    });
    expect(titlesOf(bare.page)).to.deep.equal(["In short", "Values", "Every figure", "How it was measured"]);
    expect(bare.page).not.to.contain('href="#examples/');
  });

  it("shows differences from another run on the same data, and which are decided", () => {
    const { document, samples } = toldRun;
    const better = samples.map((sample) => {
      const value = sample.task === "time-order" ? 1 : undefined;
      return value === undefined ? sample : { ...sample, values: { full: { pairwise_acc: value } } };
    });
    const against = { name: "test/other", document, samples: better };
    const { page: compared } = writeReport(toldRun, { against });
    expect(titlesOf(compared)).to.contain("Against test/other");
    expect(compared).to.match(/href="#examples\/time-order\/difference"/);
    const other = { ...document, data: { ...document.data, sha256: "e".repeat(64) } };
    expect(() => writeReport(toldRun, { against: { ...against, document: other } })).to.throw(/different data/);
  });

  it("has the same bytes each time, and is Markdown with the same values", () => {
    expect(writeReport(toldRun)).to.deep.equal({ page, markdown });
    for (const text of ["0.75", "0.61 to 0.85", "## In short", "### What it can do"]) expect(markdown).to.contain(text);
  });

  it("tells what is wrong, and stands for frames by hash and time where there are none", () => {
    const { page: told } = writeReport(toldRun, { strips: new Map(), faults: [`No frames of ${hostile}.`] });
    expect(told)
      .to.contain("No frames of &lt;script&gt;")
      .and.contain("This report has no frames")
      .and.not.contain("<img");
  });
});

describe("the media of a report", () => {
  const { document } = toldRun;
  const frames = Array.from({ length: 4 }, (_, n) => `frame ${n}`);
  const part = { file: "long.mp4", sha256: "e".repeat(64), start_seconds: 10, seconds: 80, frame_count: 40, frames };

  it("are the clips, and of labelled ones those that examples show, the worst first", () => {
    const { media } = toShownExamples(toldRun);
    expect(media.map(({ isClip }) => isClip)).to.deep.equal([...Array(3).fill(true), ...Array(12).fill(false)]);
    expect(media.slice(3, 6).map(({ file }) => file)).to.have.members([
      "pictures/0.jpg",
      "pictures/4.jpg",
      "pictures/8.jpg",
    ]);
    const page = writeReport(toldRun).page;
    expect(page).to.contain("12 labelled pictures and videos of the examples").and.not.contain("pictures/12.jpg");
    expect(page).to.match(/<img id="strip-\d+" src="[^"]*" width="112" height="84" alt="pictures\/1.jpg"/);
  });

  it("have frames at the times at which they were taken, also where only some of many are told", () => {
    const data = { ...document.data, clips: [], media: [part] };
    const samples = [{ task: "questions", id: "q", cluster: "long.mp4", key: "", clips: [frames], values: {} }];
    const shown = toShownExamples({ document: { ...document, data }, samples });
    const [told] = shown.media as [ReportedMedium];
    expect(placesOf(told)).to.deep.equal([5, 15, 25, 35]);
    expect(toViewerData(shown).frames.map(([, medium, place, seconds]) => [medium, place, seconds])).to.deep.equal([
      [0, 0, 21],
      [0, 1, 41],
      [0, 2, 61],
      [0, 3, 81],
    ]);
    const single = { file: "one.jpg", sha256: "e".repeat(64), frames: ["frame 0"] };
    const ofPicture = toShownExamples({ document: { ...document, data: { ...data, media: [single] } }, samples });
    expect(toViewerData(ofPicture).frames[0]).to.deep.equal(["frame 0", 0, 0]);
  });

  it("are those that examples of an index are about, also where only an index was asked about them", () => {
    const asked = { ...part, frame_count: 16, frames: [] };
    const all = ["in/one.mp4", "in/two.mp4", "also/two.mp4", "in/three.mp4"].map((file) => ({ ...asked, file }));
    const data = { ...document.data, clips: [], media: all };
    const samples = ["one.mp4", "two.mp4"].map((cluster) => ({
      task: "questions",
      id: `what ${cluster} shows`,
      cluster,
      key: "",
      values: {},
    }));
    const shown = toShownExamples({ document: { ...document, data }, samples });
    const [told] = shown.media as [ReportedMedium];
    expect(shown.media, "two files are called two.mp4").to.have.length(1);
    expect(told.file).to.equal("in/one.mp4");
    expect(placesOf(told)).to.deep.equal([...Array(16).keys()]);
    const { tasks, media } = toViewerData(shown);
    expect(media).to.deep.equal([{ file: "in/one.mp4", frameCount: 16 }]);
    expect(tasks["questions"]?.examples.map(({ cluster, medium }) => [cluster, medium])).to.have.deep.members([
      ["one.mp4", 0],
      ["two.mp4", undefined],
    ]);
  });

  it("are those that examples of an index are about, where a model was shown them too", () => {
    const data = { ...document.data, clips: [], media: [part, { ...part, file: "other.mp4", frames: ["x"] }] };
    const samples = [{ task: "questions", id: "q", cluster: "long.mp4", key: "", values: {} }];
    const { media } = toShownExamples({ document: { ...document, data }, samples });
    expect(media.map(({ file }) => file)).to.deep.equal(["long.mp4"]);
  });
});

describe("the samples of a report", () => {
  const folder = mkdtempSync(join(tmpdir(), "kinodex-report-"));
  after(() => rmSync(folder, { recursive: true }));
  const results = join(folder, "results.json");
  const text = toSamplesText(toldRun.samples);
  const read = (content: string | undefined) => {
    rmSync(join(folder, "results.samples.jsonl"), { force: true });
    if (content !== undefined) writeFileSync(join(folder, "results.samples.jsonl"), content);
    return readOwnSamples(results, toldRun.document);
  };

  it("are those of the run", () => {
    expect(read(text)).to.deep.equal({ samples: JSON.parse(JSON.stringify(toldRun.samples)) as object });
  });

  it("are told to be missing, cut off, or of another run, and then none is shown", () => {
    expect(read(undefined)).to.deep.include({ samples: [] }).with.property("fault").that.contains("is not beside");
    expect(read(text.slice(0, 5000)))
      .to.deep.include({ samples: [] })
      .with.property("fault")
      .that.contains("cut off");
    const other = text.replace("example 1", "example x");
    expect(read(other)).to.deep.include({ samples: [] }).with.property("fault").that.contains("of another run");
  });
});
