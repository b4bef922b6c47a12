import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resultsTable } from "../../src/cli/commands/evaluate/tables.js";
import { packageRoot } from "../../src/core/paths.js";
import type { Recommendation } from "../../src/models/hub/recommend.js";
import type { ResultsDocument } from "../../src/evaluation/results/document.js";
import { tinyFolder } from "../inference/fixtures.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";

const main = join(packageRoot, "dist/src/cli/main.js");

describe("kinodex evaluate", function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const temporary = join(folder, "temporary");
  const evaluate = (...args: string[]) =>
    spawnSync(process.execPath, [main, "evaluate", ...args], {
      encoding: "utf8",
      env: { ...process.env, KINODEX_MODELS: tinyFolder, KINODEX_PROVIDER: "cpu", TMPDIR: temporary },
    });
  const run = (...args: string[]) => evaluate("run", "--model", "test/tiny", ...args);
  const clips = join(folder, "clips");
  const rows = ["testsrc2", "smptebars", "mandelbrot"].map((source) => ({
    file: `${source}.mkv`,
    duration: 4,
    descriptions: [{ text: `the pattern ${source}` }],
  }));

  before(() => {
    mkdirSync(temporary);
    for (const { file } of rows) {
      const source = `${file.replace(".mkv", "")}=s=96x64:r=10`;
      ffmpeg("-f", "lavfi", "-i", source, "-t", "4", "-pix_fmt", "yuv420p", join(folder, file));
    }
    mkdirSync(clips);
    for (const file of ["testsrc2.mkv", "mandelbrot.mkv"]) copyFileSync(join(folder, file), join(clips, file));
    for (const [source, speed] of [
      ["testsrc", 4],
      ["testsrc2", 3],
    ] as const)
      ffmpeg(
        "-f",
        "lavfi",
        "-i",
        `${source}=s=64x96:r=10`,
        "-t",
        "4",
        "-vf",
        `setpts=PTS/${speed}`,
        join(clips, `${source}-fast.mkv`),
      );
    writeFileSync(join(folder, "manifest.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
  });

  it("prints figures with what they are held to, and leaves no index behind", () => {
    const { status, stdout, stderr } = run(
      "--dataset",
      folder,
      "--task",
      "retrieval",
      "confidence",
      "--json",
      "--quiet",
    );
    expect(status, stderr).to.equal(0);
    const { results, figures, versions } = JSON.parse(stdout) as ResultsDocument;
    expect(results["retrieval"]).to.include({ "recall-at-5,none": 1, "recall-at-5_count,none": 3 });
    expect(results["confidence"]).to.have.property("absent-answered_count,none", 200);
    expect(figures["confidence"]?.["absent-answered"]).to.have.deep.property("target", { atMost: 0.1 });
    expect(versions).to.have.keys("retrieval", "confidence");
    expect(readdirSync(temporary)).to.be.empty;
  });

  it("prints a table for people", () => {
    const { stdout } = run("--dataset", folder, "--task", "retrieval");
    expect(stdout).to.match(/^task +figure +value/);
    expect(stdout).to.match(/recall-at-1 /);
  });

  it("examines a folder of clips without labels, twice with the same bytes but for times", () => {
    const file = join(folder, "results.json");
    const read = () =>
      [readFileSync(file, "utf8"), readFileSync(join(folder, "results.samples.jsonl"), "utf8")] as const;
    const examine = () => run("--clips", clips, "--task", "time-order", "time-direction", "-o", file);
    const { status, stderr } = examine();
    expect(status, stderr).to.equal(0);
    const [first, samples] = read();
    const { results, baselines, data, config } = JSON.parse(first) as ResultsDocument;
    expect(Object.keys(results)).to.deep.equal(["time-order", "time-direction"]);
    for (const task of Object.values(results))
      expect(task).to.include.keys(
        "pairwise_acc,none",
        "chance",
        "temporal_gain",
        "temporal_gain_interval",
        "tests_time",
      );
    expect(baselines["time-order"]).to.include.keys(
      "chance",
      "text_only",
      "single_frame_best",
      "reversed",
      "seam_only",
    );
    expect(data.clips).to.have.length(4);
    expect(config).to.include({ model: "test/tiny", random_seed: 1 });
    expect(examine().status).to.equal(0);
    const withoutTimes = (text: string) => text.replaceAll(/"(date|total_evaluation_time_seconds)": .*/g, "");
    expect(read().map(withoutTimes)).to.deep.equal([first, samples].map(withoutTimes));
  });

  it("classifies the pictures and videos of a folder for each class, and says what it cannot measure of them", () => {
    const classes = join(folder, "classes");
    for (const [name, ...videos] of [
      ["bars", "smptebars.mkv", "testsrc2.mkv"],
      ["fractal", "mandelbrot.mkv"],
    ] as const) {
      mkdirSync(join(classes, name), { recursive: true });
      for (const video of videos) {
        copyFileSync(join(folder, video), join(classes, name, video));
        const picture = join(classes, name, video.replace("mkv", "png"));
        ffmpeg("-i", join(folder, video), "-frames:v", "1", picture);
      }
    }
    const { status, stdout, stderr } = run("--dataset", classes, "--json", "--quiet");
    expect(status, stderr).to.equal(0);
    const document = JSON.parse(stdout) as ResultsDocument;
    const { results, baselines, skipped, higher_is_better: directions } = document;
    const table = resultsTable({ ...document, skipped: {} }, 80);
    expect(table).to.match(/^classify-pictures +[\d.]+ /m);
    for (const figure of ["mean-class-recall", "one-prompt-acc"])
      expect(table).to.match(new RegExp(`^classify-pictures +${figure} +[\\d.]+ .* 3$`, "m"));
    expect(table.split("\n").filter((line) => line.startsWith("classify") && line.length > 80)).to.deep.equal([]);
    expect(Object.keys(results))
      .to.include.members(["classify-pictures", "classify-videos"])
      .and.not.include("retrieval");
    expect(results["classify-videos"]?.["temporal_gain"]).to.be.a("number");
    expect(results["classify-pictures"]?.["temporal_gain"]).to.equal(null);
    expect(baselines["classify-videos"]).to.include.keys("single_frame_mean", "reversed", "frozen");
    expect(directions["classify-pictures"]).to.deep.include({ acc: true, "mean-class-recall": true });
    expect(skipped["classify-frequency"]).to.match(/"frequencies" in its manifest/);
    expect(skipped["memorisation"]).to.match(/^it needs 20 files/);
  });

  it("takes samples of a run that was stopped, and makes the others", () => {
    const file = join(folder, "results.json");
    const path = join(folder, "results.samples.jsonl");
    const whole = readFileSync(path, "utf8");
    const [first = "", second = ""] = whole.split("\n");
    const sample = JSON.parse(first) as { readonly scores: object };
    const scores = {
      ...sample.scores,
      full: [
        [9, 1],
        [1, 9],
      ],
    };
    const marked = { ...sample, scores };
    writeFileSync(path, `${JSON.stringify(marked)}\n${second.slice(0, 40)}`);
    expect(run("--clips", clips, "--task", "time-order", "-o", file).status).to.equal(0);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(lines).to.have.length(whole.split("\n").filter((line) => line.includes('"time-order"')).length);
    expect(lines[0]).to.include("[[9,1],[1,9]]");
    expect(lines.slice(1)).to.deep.equal(whole.split("\n").slice(1, lines.length));
  });

  it("writes a report with the frames of the clips, the same each time, and tells what it could not show", () => {
    const [file, page] = [join(folder, "results.json"), join(folder, "report.html")];
    const report = (...args: string[]) => evaluate("report", file, "-o", page, ...args);
    const made = report("--clips", clips, "--json");
    expect(made.status, made.stderr).to.equal(0);
    expect(JSON.parse(made.stdout)).to.include({ output: page, mediaWithFrames: 4 }).and.deep.include({ faults: [] });
    const first = readFileSync(page, "utf8");
    expect(first).to.contain('<img id="strip-0" src="data:image/webp;base64,').and.contain('"#examples/time-order/');
    report("--clips", clips, "--quiet");
    expect(readFileSync(page, "utf8")).to.equal(first);
    expect(report().stderr).to.contain("No frames could be taken of anything"); // the samples are other videos
    report("--no-frames");
    expect(readFileSync(page, "utf8")).to.contain("This report has no frames").and.not.contain("<img");
    const samples = join(folder, "results.samples.jsonl");
    const whole = readFileSync(samples, "utf8");
    writeFileSync(samples, whole.slice(0, 100));
    expect(report("--no-frames").stderr).to.contain("cut off, or of another run");
    expect(readFileSync(page, "utf8")).to.contain("cut off, or of another run").and.not.contain('href="#examples/');
    writeFileSync(samples, whole);
    expect(evaluate("report", file, "-o", join(folder, "report.md")).status).to.equal(0);
    expect(readFileSync(join(folder, "report.md"), "utf8")).to.match(/^# What test\/tiny understands of clips\n/);
  });

  it("shows the videos that only an index was asked about in a report, wherever they lie in the dataset", () => {
    const dataset = join(folder, "indexed");
    mkdirSync(join(dataset, "videos"), { recursive: true });
    for (const { file } of rows) copyFileSync(join(folder, file), join(dataset, "videos", file));
    const lines = rows.map((row) => JSON.stringify({ ...row, file: `videos/${row.file}` }));
    writeFileSync(join(dataset, "manifest.jsonl"), lines.join("\n"));
    const file = join(dataset, "results.json");
    expect(run("--dataset", dataset, "--task", "retrieval", "-o", file).status).to.equal(0);
    const { data } = JSON.parse(readFileSync(file, "utf8")) as ResultsDocument;
    expect(data.media.map((medium) => medium["file"])).to.have.members(rows.map((row) => `videos/${row.file}`));
    const made = evaluate("report", file, "--dataset", dataset, "--json");
    expect(made.status, made.stderr).to.equal(0);
    expect(JSON.parse(made.stdout)).to.include({ mediaWithFrames: rows.length }).and.deep.include({ faults: [] });
    expect(readFileSync(join(dataset, "results.html"), "utf8")).to.match(
      /<img id="strip-0" [^>]*alt="16 frames of videos\//,
    );
  });

  it("compares two models on the same clips, and two indexes of the same videos", () => {
    const models = evaluate("compare", "test/tiny", "test/tiny", "--clips", clips, "--task", "time-order", "--json");
    expect(models.status, models.stderr).to.equal(0);
    expect(JSON.parse(models.stdout)).to.have.nested.property("tasks[0]").that.includes({ difference: 0, p: 1 });
    const indexes = ["one", "other"].map((name) => join(folder, name));
    for (const [n, index] of indexes.entries()) {
      const videos = rows.slice(0, 3 - n).map(({ file }) => join(folder, file));
      const indexed = spawnSync(
        process.execPath,
        [main, "index", ...videos, "--index", index, "--model", "test/tiny"],
        {
          encoding: "utf8",
          env: { ...process.env, KINODEX_MODELS: tinyFolder, KINODEX_PROVIDER: "cpu" },
        },
      );
      expect(indexed.status, indexed.stderr).to.equal(0);
    }
    const [one = "", other = ""] = indexes;
    const compare = (...args: string[]) => evaluate("compare", one, other, ...args);
    const compared = compare("--dataset", folder, "--task", "retrieval", "--json");
    expect(compared.status, compared.stderr).to.equal(0);
    const { tasks } = JSON.parse(compared.stdout) as { tasks: { task: string; examples: number }[] };
    expect(tasks[0]).to.include({ task: "retrieval", examples: 2 });
    const refused = compare("--dataset", folder, "--task", "time-order");
    expect(refused).to.include({ status: 2 }).with.property("stderr").that.contains("examine a model and no index");
    expect(evaluate("compare", folder, other))
      .to.include({ status: 2 })
      .with.property("stderr")
      .that.contains("no index");
  });

  it("names what cannot be examined, and examines the rest", () => {
    copyFileSync(join(clips, "testsrc2.mkv"), join(clips, "twin.mkv"));
    copyFileSync(join(folder, "smptebars.mkv"), join(clips, "still.mkv"));
    writeFileSync(join(clips, "damaged.mp4"), "no video");
    const { status, stdout, stderr } = run("--clips", clips, "--task", "time-order", "--json", "--quiet");
    expect(status).to.equal(1);
    expect(stderr)
      .to.match(/damaged\.mp4/)
      .and.match(/twin\.mkv: it holds the same bytes as testsrc2\.mkv/)
      .and.match(/still\.mkv is too short to be examined: it has 1 different pictures/);
    const document = JSON.parse(stdout) as ResultsDocument;
    expect(document.not_examined.map(({ place }) => place)).to.deep.equal(["damaged.mp4", "still.mkv", "twin.mkv"]);
    expect(document.results).to.have.key("time-order");
  });

  it("plans, compares, and holds against a baseline", () => {
    const plan = evaluate("plan", "--model", "test/tiny", "--clips", clips, "--task", "time-order", "retrieval");
    expect(plan.stdout)
      .to.match(/7 clips/)
      .and.match(/time-order +\d /)
      .and.match(/retrieval .*does not run: it needs a dataset/)
      .and.match(/The run is too small to detect any difference by time-order: give more videos\.\n$/);
    const file = join(folder, "results.json");
    const worse = join(folder, "worse.json");
    const compared = evaluate("compare", file, file, "--json");
    expect(compared.status, compared.stderr).to.equal(0);
    expect(JSON.parse(compared.stdout)).to.have.nested.property("tasks[0].difference", 0);
    const [shorter, samples] = ["shorter.json", "shorter.samples.jsonl"].map((name) => join(folder, name)) as [
      string,
      string,
    ];
    copyFileSync(file, shorter);
    writeFileSync(samples, readFileSync(join(folder, "results.samples.jsonl"), "utf8").slice(0, 200));
    expect(evaluate("compare", file, shorter).stderr).to.match(
      /shorter\.samples\.jsonl .*; until then nothing is paired/,
    );
    expect(evaluate("gate", file, "--against", file).status).to.equal(0);
    const document = JSON.parse(readFileSync(file, "utf8")) as ResultsDocument;
    const results = { "time-order": { ...document.results["time-order"], "pairwise_acc,none": -1 } };
    writeFileSync(worse, JSON.stringify({ ...document, results }));
    const gated = evaluate("gate", worse, "--against", file);
    expect(gated)
      .to.include({ status: 1 })
      .with.property("stdout")
      .that.matches(/time-order +pairwise_acc .*fell/);
    writeFileSync(worse, JSON.stringify({ ...document, data: { ...document.data, sha256: "other" } }));
    expect(evaluate("gate", worse, "--against", file).status).to.equal(2);
  });

  it("ranks models that are here by what they find of one's own videos, and says how much that is", () => {
    const recommend = (...args: string[]) =>
      spawnSync(process.execPath, [main, "models", "recommend", ...args], {
        encoding: "utf8",
        env: { ...process.env, KINODEX_MODELS: tinyFolder, KINODEX_PROVIDER: "cpu", TMPDIR: temporary },
      });
    const ranking = recommend("--dataset", folder, "--json");
    expect(ranking.status, ranking.stderr).to.equal(0);
    const { models } = JSON.parse(ranking.stdout) as { readonly models: readonly Recommendation[] };
    const measured = models.filter((model) => model.measured !== undefined);
    expect(measured.map(({ id }) => id)).to.include.members(["kinodex/embedded", "test/tiny"]);
    expect(models.slice(0, measured.length)).to.deep.equal(measured);
    const shares = measured.map((model) => model.measured?.recallAt[0] as number);
    expect(shares).to.deep.equal(shares.toSorted((a, b) => b - a));
    for (const { why } of measured) expect(why).to.match(/^finds the video of \d of 3 captions first .*measured on /);
    for (const { isHere, why } of models.slice(measured.length))
      expect([isHere, why.startsWith("not measured on your videos")]).to.deep.equal([false, true]);
    expect(readdirSync(temporary)).to.be.empty;
    expect(recommend("--dataset", folder, "--task", "order")).to.include({ status: 2 });
    const missing = recommend("--dataset", join(folder, "nowhere"));
    expect(missing).to.include({ status: 1 }).with.property("stderr").that.contains("manifest.jsonl");
  });

  it("examines a model on files of the field's formats, and names the entries that it cannot use", () => {
    const field = join(folder, "field");
    mkdirSync(join(field, "video"), { recursive: true });
    for (const { file } of rows) copyFileSync(join(folder, file), join(field, "video", file));
    ffmpeg("-i", join(folder, "testsrc2.mkv"), "-frames:v", "1", join(field, "picture.png"));
    const asked = rows.map(({ file }, n) => ({
      video: file,
      question: "Which pattern?",
      candidates: ["bars", "a fractal"],
      answer: n === 0 ? "a dog" : "bars",
    }));
    writeFileSync(join(field, "pattern.json"), JSON.stringify(asked, undefined, 1));
    const polled = ["yes", "no"].map((label, n) => ({
      question_id: n,
      image: "picture.png",
      text: "Is there a dog in the image?",
      label,
    }));
    writeFileSync(join(field, "pope_random.json"), polled.map((row) => JSON.stringify(row)).join("\n"));
    const { status, stdout, stderr } = run("--dataset", field, "--json", "--quiet", "-o", join(folder, "field.json"));
    expect(status, stderr).to.equal(1);
    expect(stderr).to.match(/pattern\.json:2: has an answer that is none of its options/);
    const { results, "n-samples": counts, skipped } = JSON.parse(stdout) as ResultsDocument;
    expect(skipped).to.be.empty;
    expect(Object.keys(results)).to.deep.equal(["labelled-choose", "labelled-yes-no"]);
    expect(counts["labelled-choose"]?.original).to.equal(2);
    expect(results["labelled-choose"])
      .to.include({ chance: 0.5 })
      .and.to.have.property("temporal_gain")
      .that.is.a("number");
    expect(results["labelled-yes-no"]).to.include({ "acc,none": 0.5, temporal_gain: null });
    const plan = evaluate("plan", "--model", "test/tiny", "--dataset", join(field, "pattern.json"), "--limit", "1");
    expect(plan.stdout)
      .to.match(/; about \d+ s\n/)
      .and.match(/labelled-choose +1 /);
  });

  it("shows the labelled pictures and videos in a report, and names those that are missing or others by now", () => {
    const [field, page] = [join(folder, "field"), join(folder, "field.html")];
    const report = (...args: string[]) => {
      const { status, stdout, stderr } = evaluate("report", join(folder, "field.json"), "--json", "--quiet", ...args);
      expect(status, stderr).to.equal(0);
      return JSON.parse(stdout) as { readonly mediaWithFrames: number; readonly faults: readonly string[] };
    };
    expect(report("--dataset", field)).to.include({ mediaWithFrames: 3 }).and.deep.include({ faults: [] });
    expect(readFileSync(page, "utf8"))
      .to.match(/<img id="strip-\d" [^>]*alt="picture.png"/)
      .and.match(/<img id="strip-\d" [^>]*alt="16 frames of video\/smptebars.mkv, 0:00.0 – 0:04.0"/);
    rmSync(join(field, "video", "smptebars.mkv"));
    copyFileSync(join(folder, "smptebars.mkv"), join(field, "video", "mandelbrot.mkv"));
    const { mediaWithFrames, faults } = report("--dataset", field);
    expect([mediaWithFrames, ...faults]).to.deep.equal([
      1,
      "The frames of video/mandelbrot.mkv could not be taken: " +
        `${join(field, "video", "mandelbrot.mkv")} holds other bytes than when it was examined.`,
      "The frames of video/smptebars.mkv could not be taken: it is not there.",
    ]);
  });

  it("names the tasks there are, and the manifest that is missing", () => {
    expect(run("--task", "nonsense")).to.include({ status: 2 }).with.property("stderr").that.contains("retrieval");
    const missing = run("--dataset", join(folder, "nowhere"));
    expect(missing).to.include({ status: 1 }).with.property("stderr").that.contains("manifest.jsonl");
    expect(run("--dataset", folder, "--clips", folder)).to.include({ status: 2 });
  });
});
