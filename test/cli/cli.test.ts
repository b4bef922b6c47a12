import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { toSubRip, toWebVtt } from "../../src/annotators/formats/writeCues.js";
import { packageRoot } from "../../src/core/paths.js";
import { tinyFolder } from "../inference/fixtures.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";
import { skip } from "../skip.js";

const main = join(packageRoot, "dist/src/cli/main.js");
const environment = { ...process.env, KINODEX_MODELS: tinyFolder, KINODEX_PROVIDER: "cpu" };

describe("kinodex", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const videos = join(folder, "videos");
  const index = join(folder, "index");
  const boat = join(videos, "boat.mp4");

  const kinodex = (...args: string[]) =>
    spawnSync(process.execPath, [main, ...args], { encoding: "utf8", env: environment });
  const inIndex = (...args: string[]) => kinodex(...args, "--index", index, "--json");

  before(() => {
    mkdirSync(videos);
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=10:d=4", "-pix_fmt", "yuv420p", boat);
    ffmpeg("-f", "lavfi", "-i", "mandelbrot=s=96x64:r=10", "-t", "3", "-pix_fmt", "yuv420p", join(videos, "b.mkv"));
    writeFileSync(join(videos, "broken.mp4"), "this is not a video\n".repeat(30));
  });

  it("indexes what is good, names what is not, and exits with 1", () => {
    const run = inIndex("index", videos, "--model", "test/tiny");
    expect(run.status).to.equal(1);
    const report = JSON.parse(run.stdout) as { indexed: number; failed: { path: string; message: string }[] };
    expect(report.indexed).to.equal(2);
    expect(report.failed).to.have.length(1);
    expect(report.failed[0]?.message).to.contain("broken.mp4");
  });

  it("writes out what a file's name would make the terminal do", () => {
    const odd = join(folder, "bell\u0007\u001B[31mred\nline.mp4");
    writeFileSync(odd, "this is not a video\n".repeat(30));
    const run = kinodex("index", odd, "--model", "test/tiny", "--index", join(folder, "odd index"));
    expect(run.stderr).to.contain(String.raw`bell\x07\x1b[31mred\nline.mp4`);
    expect(`${run.stdout}${run.stderr}`.replaceAll("\n", "")).to.not.match(/\p{Cc}/u);
    const json = kinodex("index", odd, "--model", "test/tiny", "--index", join(folder, "odd index"), "--json");
    expect((JSON.parse(json.stdout) as { failed: { path: string }[] }).failed[0]?.path).to.equal(odd);
    for (const args of [["\u001B[31m"], ["search", "a \u001B[31mred then", "--index", index]])
      expect(kinodex(...args).stderr)
        .to.contain(String.raw`\x1b[31m`)
        .and.not.contain("\u001B");
  });

  it("names a path that does not exist, also when it is told to be quiet", () => {
    const run = kinodex("index", join(videos, "nope.mp4"), "--quiet", "--model", "test/tiny", "--index", index);
    expect(run.status).to.equal(1);
    expect(run.stderr).to.contain("nope.mp4");
  });

  it("exits with 0 when nothing is left to do", () => {
    const run = inIndex("index", boat, "--model", "test/tiny");
    expect(run.status).to.equal(0);
    expect(JSON.parse(run.stdout)).to.include({ indexed: 0, unchanged: 1 });
  });

  it("lists videos with one path each", () => {
    const { videos: listed } = JSON.parse(inIndex("videos").stdout) as { videos: Record<string, unknown>[] };
    expect(listed).to.have.length(2);
    expect(listed.find((video) => video["path"] === boat)).to.include({ state: "complete", width: 96, height: 64 });
  });

  it("answers a search in the documented form", () => {
    const run = inIndex("search", "a red car", "--top", "3");
    expect(run.status, run.stderr).to.equal(0);
    const answer = JSON.parse(run.stdout) as { moments: Record<string, unknown>[] };
    expect(answer).to.have.all.keys("query", "model", "tookMs", "answered", "foundFrom", "moments");
    expect(answer.moments.length).to.be.within(1, 3);
    expect(answer.moments[0]).to.have.all.keys(
      "videoId",
      "path",
      "startSeconds",
      "endSeconds",
      "keyframeSeconds",
      "similarity",
      "confidence",
      "sources",
    );
  });

  it("explains how a query was read and what each part of it matched", () => {
    const query = "a red ball appears, then a blue ball within 9s";
    const text = kinodex("search", query, "--explain", "--index", index, "--top", "1").stdout;
    expect(text).to.contain('read as:\n  then\n    "a red ball appears"\n    (within 9 s)\n    "a blue ball"\n');
    expect(text).to.match(
      /plan:\n {2}2 descriptions encoded in one batch.*\n {2}2 candidate videos aligned, \d+ stretches/,
    );
    expect(text).to.contain('and as one sentence, "a red ball appears, then a blue ball"');
    const together = kinodex("search", '"a red ball" while "a blue ball"', "--explain", "--index", index).stdout;
    expect(together)
      .to.contain('"a red ball while a blue ball"')
      .and.not.match(/the order|its reverse/);
    expect(text).to.match(
      /matched:\n {2}1 {2}\S+\n.* a red ball appears\n.* a blue ball\n {5}in this order rather than the reverse: [01]\.\d\d\n/,
    );
    const answer = JSON.parse(inIndex("search", query, "--explain").stdout) as {
      readonly tree: unknown;
      readonly plan: unknown;
      readonly moments: readonly { readonly operands: readonly Record<string, unknown>[] }[];
    };
    expect(answer.tree).to.deep.equal({
      type: "then",
      operands: [
        { type: "phrase", text: "a red ball appears" },
        { type: "phrase", text: "a blue ball" },
      ],
      gaps: [{ atMostSeconds: 9 }],
    });
    expect(answer.plan).to.include({ candidates: 2 });
    expect(answer.moments[0]?.operands[0]).to.have.all.keys(
      "text",
      "startSeconds",
      "endSeconds",
      "keyframeSeconds",
      "similarity",
    );
    expect(JSON.parse(inIndex("search", query).stdout))
      .to.include.keys("tree")
      .and.not.include.keys("plan");
    const refused = kinodex("search", "a dog runs then", "--index", index);
    expect(refused.status).to.equal(2);
    expect(refused.stderr).to.contain("^^^^").and.to.contain("write for example");
  });

  it("searches one video by path, and by a picture", async () => {
    const picture = join(folder, "picture.png");
    await sharp({ create: { width: 90, height: 50, channels: 4, background: "#aa3322cc" } })
      .png()
      .toFile(picture);
    const run = inIndex("search", "--image", picture, "--video", boat);
    expect(run.status, run.stderr).to.equal(0);
    const { moments } = JSON.parse(run.stdout) as { moments: { path: string }[] };
    expect(new Set(moments.map((moment) => moment.path))).to.deep.equal(new Set([boat]));
  });

  it("searches by a moment, in a folder and by some sources, and says what it does not know", () => {
    const found = (...args: string[]) => {
      const run = inIndex("search", ...args);
      expect(run.status, run.stderr).to.equal(0);
      return (JSON.parse(run.stdout) as { moments: { path: string; sources: string[] }[] }).moments;
    };
    for (const { path } of found("a boat", "--folder", videos)) expect(dirname(path)).to.equal(videos);
    expect(found("a boat", "--source", "speech", "--source", "screen")).to.deep.equal([]);
    expect(found("a boat", "--max-duration", "0.5")).to.deep.equal([]);
    expect(found("a boat", "--recorded-to", "1999-12-31")).to.deep.equal([]);
    expect(found("--like", "boat.mp4@0:01").length).to.be.above(0);
    const refused = (...args: string[]) => kinodex("search", ...args, "--index", index).stderr;
    expect(refused("a boat", "--like", "boat.mp4@1")).to.contain("--like VIDEO@TIME");
    expect(refused("--like", "boat.mp4")).to.contain("holiday.mp4@1:15");
    expect(refused("a boat", "--source", "dreams")).to.contain("frame, clip");
    expect(refused("a boat", "--folder", join(folder, "none"))).to.contain("no video of the index lies in");
    expect(refused("a boat", "--recorded-from", "may")).to.contain("2024-05-31");
  });

  it("takes a video by the name of its file, where only one is called so", () => {
    const run = inIndex("search", "a boat", "--video", "BOAT.mp4");
    expect(run.status, run.stderr).to.equal(0);
    expect((JSON.parse(run.stdout) as { moments: { path: string }[] }).moments[0]?.path).to.equal(boat);
    const twins = ["one", "two"].map((name) => join(folder, name, "twin.mp4"));
    for (const [n, path] of twins.entries()) {
      mkdirSync(dirname(path));
      ffmpeg("-f", "lavfi", "-i", `testsrc2=s=96x64:r=10:d=${n + 1}`, "-pix_fmt", "yuv420p", path);
    }
    const others = join(folder, "twins");
    expect(kinodex("index", ...twins, "--index", others, "--model", "test/tiny").status).to.equal(0);
    const unclear = kinodex("captions", "twin.mp4", "--index", others);
    expect(unclear.status).to.equal(2);
    for (const path of twins) expect(unclear.stderr).to.contain(path);
  });

  it("gives captions in every form, also where there is nothing to say, and subtitles as they are", () => {
    writeFileSync(join(videos, "boat.en.srt"), "1\n00:00:01,000 --> 00:00:02,000\nall aboard, sailors\n");
    expect(inIndex("index", boat, "--model", "test/tiny").status).to.equal(0);
    for (const format of ["vtt", "srt", "chapters", "timestamps", "summary"]) {
      const run = kinodex("captions", boat, "--format", format, "--index", index);
      expect(run.status, run.stderr).to.equal(0);
    }
    const { segments, ...document } = JSON.parse(
      kinodex("captions", boat, "--format", "json", "--source", "subtitle", "--index", index).stdout,
    ) as { segments: Record<string, unknown>[] };
    expect(document).to.deep.include({ path: boat }).and.to.have.all.keys("videoId", "path", "summary");
    expect(segments).to.deep.equal([
      {
        startSeconds: 1,
        endSeconds: 2,
        caption: "all aboard, sailors",
        confidence: 1,
        keyframesSeconds: [],
        source: "subtitle",
        language: "en",
        phrases: [],
      },
    ]);
    const file = join(folder, "boat.vtt");
    expect(inIndex("captions", boat, "--source", "subtitle", "--format", "vtt", "-o", file).status).to.equal(0);
    expect(JSON.parse(readFileSync(file, "utf8"))).to.have.property("segments"); // --json wins
  });

  it("writes captions over nobody's file unasked", () => {
    const file = join(folder, "own.srt");
    writeFileSync(file, "somebody's own");
    const refused = kinodex("captions", boat, "--format", "srt", "-o", file, "--index", index);
    expect(refused.status).to.equal(2);
    expect(refused.stderr).to.contain(file).and.contain("--overwrite");
    expect(readFileSync(file, "utf8")).to.equal("somebody's own");
    const toStdout = kinodex("captions", boat, "--source", "subtitle", "--format", "srt", "-o", "-", "--index", index);
    expect(toStdout.stdout).to.contain("-->");
    expect(existsSync("-")).to.equal(false);
    expect(inIndex("captions", boat, "-o", "").status).to.equal(2);
    expect(inIndex("captions", boat, "-o", folder).stderr).to.contain("is a folder");
    const asked = ["captions", boat, "--source", "subtitle", "--format", "srt", "-o", file, "--overwrite"];
    expect(kinodex(...asked, "--index", index).status).to.equal(0);
    expect(readFileSync(file, "utf8")).to.contain("all aboard");
  });

  it("reads words again when it is asked to, and names the sources that there are where one has none", () => {
    const subtitles = join(videos, "boat.en.srt");
    const before = readFileSync(subtitles, "utf8");
    writeFileSync(subtitles, before.replace("all aboard", "cast off"));
    const read = (...args: string[]) => kinodex("captions", boat, "--format", "srt", ...args, "--index", index).stdout;
    expect(read("--source", "subtitle")).to.contain("all aboard");
    expect(read("--source", "subtitle", "--again")).to.contain("cast off");
    writeFileSync(subtitles, before);
    expect(read("--source", "subtitle", "--again")).to.contain("all aboard");
    const heard = kinodex("captions", boat, "--source", "speech", "--index", index);
    expect(heard).to.include({ status: 0, stdout: "WEBVTT\n" });
    expect(heard.stderr).to.contain("no speech; there are subtitles (--source subtitle)");
  });

  it("gives the subtitles of one language, by its tag or its name", () => {
    const french = join(videos, "boat.Français.forced.srt");
    writeFileSync(french, "1\n00:00:01,000 --> 00:00:02,000\ntous à bord\n");
    const run = (...args: string[]) => kinodex("captions", boat, "--format", "srt", ...args, "--index", index);
    const both = run("--source", "subtitle", "--again").stdout;
    expect(both).to.contain("all aboard").and.contain("tous à bord");
    for (const language of ["fr", "French"])
      expect(run("--language", language).stdout).to.contain("tous à bord").and.not.contain("all aboard");
    const none = run("--language", "de");
    expect(none).to.include({ status: 0, stdout: "" });
    expect(none.stderr).to.contain("no subtitles in de; there are en, fr");
    expect(run("--language", "no language")).to.include({ status: 2 });
    rmSync(french);
    run("--source", "subtitle", "--again");
  });

  it("never takes its own words for what is said, where they lie beside the video as in the README", () => {
    const own = join(videos, "boat.srt");
    const seen = { startSeconds: 0, endSeconds: 2, text: "a boat by night", source: "caption" } as const;
    for (const text of [toSubRip([seen]), toWebVtt([seen])]) {
      writeFileSync(own, text);
      const { stderr, stdout } = kinodex("index", boat, "--model", "test/tiny", "--index", index);
      expect(stdout + stderr).to.contain(`${own}: 1 cue written by Kinodex itself left out`);
      const read = kinodex("captions", boat, "--source", "subtitle", "--index", index).stdout;
      expect(read).to.contain("all aboard").and.not.contain("night");
    }
    rmSync(own);
    expect(kinodex("index", boat, "--model", "test/tiny", "--index", index).status).to.equal(0);
  });

  it("says so where the model is sure of nothing in a video", () => {
    const pattern = join(folder, "pattern.mp4");
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=10:d=2", "-pix_fmt", "yuv420p", pattern);
    const own = join(folder, "embedded");
    expect(kinodex("index", pattern, "--index", own, "--quiet").status).to.equal(0);
    const run = kinodex("captions", pattern, "--index", own);
    expect(run).to.include({ status: 0, stdout: "WEBVTT\n" });
    expect(run.stderr).to.contain("no captions: the model is sure enough of nothing in it");
  });

  it("finds what a subtitle says, and says that it does", () => {
    const { answered, moments } = JSON.parse(inIndex("search", "sailors aboard").stdout) as {
      answered: boolean;
      moments: { startSeconds: number; path: string; sources: string[] }[];
    };
    expect(answered).to.equal(true);
    expect(moments[0]?.path).to.equal(boat);
    expect(moments[0]?.startSeconds).to.be.closeTo(1, 0.5);
    expect(moments[0]?.sources).to.include("subtitle");
  });

  it("draws a contact sheet", async () => {
    const sheet = join(folder, "sheet.png");
    expect(inIndex("search", "anything", "--sheet", sheet).status).to.equal(0);
    expect(inIndex("search", "anything", "--sheet", sheet).stderr).to.contain("--overwrite");
    expect(inIndex("search", "anything", "--sheet", sheet, "--overwrite").status).to.equal(0);
    const { format, width } = await sharp(sheet).metadata();
    expect(format).to.equal("png");
    expect(width).to.be.above(1000);
  });

  it("verifies and rebuilds", () => {
    expect(inIndex("verify", "--deep").status).to.equal(0);
    expect(inIndex("rebuild").status).to.equal(0);
  });

  it("exits with 2 and says what is allowed when it is used wrongly", () => {
    for (const [args, says] of [
      [["index", videos, "--pipeline", "nope"], "archive, detailed, fast"],
      [["search", "x", "--top", "0"], "whole number"],
      [["search", "x", "--from", "9", "--to", "3"], "--from 9"],
      [["search"], "one of a query"],
      [["search", " "], "one of a query"],
      [["search", "x", "--nonsense"], "--nonsense"],
      [["captions", boat, "--format", "pdf"], "vtt"],
      [["captions", boat, "--source", "smell"], "caption, subtitle, speech, screen"],
      [["captions", boat, "--source", "subtitle", "--concepts", "mine.yaml"], "a concept bank is for captions"],
      [["captions", boat, "--source", "subtitle", "--model", "kinodex/embedded"], "a model writes captions"],
      [["captions", boat, "--model", "kinodex/embedded"], 'no capability "generation"'],
      [["frobnicate"], "frobnicate"],
    ] as const) {
      const run = kinodex(...args, "--index", index);
      expect(run.status, args.join(" ")).to.equal(2);
      expect(run.stderr).to.contain(says);
    }
  });

  it("refuses another model and names both", () => {
    const run = inIndex("index", boat, "--model", "kinodex/embedded");
    expect(run.status).to.equal(2);
    expect(run.stderr).to.contain("test/tiny").and.to.contain("kinodex/embedded");
    expect(inIndex("index", boat).status, "without a name, the model of the index is meant").to.equal(0);
  });

  it("says what to do where there is no index, and where a video is unknown", () => {
    const none = kinodex("search", "x", "--index", join(folder, "nowhere"));
    expect(none.status).to.equal(1);
    expect(none.stderr).to.contain("kinodex index");
    const unknown = inIndex("search", "x", "--video", "nope.mp4");
    expect(unknown.status).to.equal(1);
    expect(unknown.stderr).to.contain("nope.mp4");
  });

  it("refuses a damaged catalog and leaves it as it is", () => {
    const damaged = join(folder, "damaged");
    mkdirSync(damaged);
    const catalog = join(damaged, "catalog.sqlite");
    writeFileSync(catalog, "SQLite format 3\0 but not really".repeat(200));
    const before = readFileSync(catalog);
    const run = kinodex("index", boat, "--model", "test/tiny", "--index", damaged);
    expect(run.status).to.equal(3);
    expect(run.stderr).to.contain(catalog);
    expect(readFileSync(catalog).equals(before)).to.equal(true);
  });

  it("forgets a video", () => {
    expect(inIndex("remove", join(videos, "b.mkv")).status).to.equal(0);
    const { videos: listed } = JSON.parse(inIndex("videos").stdout) as { videos: unknown[] };
    expect(listed).to.have.length(1);
  });

  it("ends cleanly on Ctrl-C, keeps what was done, and goes on the next time", async function () {
    if (process.platform === "win32") skip(this, "another process cannot send SIGINT there");
    const long = join(folder, "long.mp4");
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=240", "-preset", "ultrafast", "-pix_fmt", "yuv420p", long);
    const place = ["--model", "test/tiny", "--index", join(folder, "stopped"), "--json"];
    const child = spawn(process.execPath, [main, "index", boat, long, ...place], {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    await new Promise<void>((resolve) => {
      child.stderr.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("boat.mp4")) resolve();
      });
    });
    child.kill("SIGINT");
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).to.equal(130);
    expect(JSON.parse(stdout)).to.include({ interrupted: true, indexed: 1 });
    const again = kinodex("index", boat, ...place);
    expect(JSON.parse(again.stdout)).to.include({ unchanged: 1 });
  });
});
