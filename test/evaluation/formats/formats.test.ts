import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readAnnotationFile } from "../../../src/evaluation/formats/annotationFile.js";
import { datasetFormats, formatOf } from "../../../src/evaluation/formats/formats.js";
import { readFormats } from "../../../src/evaluation/formats/readFormats.js";
import type { LabelledExample } from "../../../src/evaluation/labels/labelledExample.js";
import { describeWithGoldens, goldenPath, readGoldenLines } from "../goldens.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "kinodex-formats-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file, and makes files of the names of its media. */
function write(name: string, content: string, ...media: readonly string[]): string {
  for (const file of [name, ...media]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), file === name ? content : "");
  }
  return join(folder, name);
}
const toLines = (...rows: readonly unknown[]): string =>
  rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n");
const toDocument = (value: unknown): string => JSON.stringify(value, undefined, 1);

/** An example without what all have. */
function toAsked(example: LabelledExample): object {
  const shared = new Set(["id", "place", "medium"]);
  return Object.fromEntries(Object.entries(example).filter(([key]) => !shared.has(key)));
}

/** What was read, and the faults as "place: reason". */
function read(path: string, media?: string) {
  const { examples, faults } = readFormats(path, media) ?? expect.fail(`${path} is of no format`);
  return { examples, faults: faults.map(({ place, reason }) => `${place}: ${reason}`) };
}

describe("QVHighlights", () => {
  const row = {
    qid: 7,
    query: "a dog runs",
    duration: 10,
    vid: "abc_0.0_10.0",
    relevant_windows: [[2, 6]],
    relevant_clip_ids: [1, 2],
    saliency_scores: [
      [1, 2, 3],
      [4, 4, 4],
    ],
  };

  it("gives moments and the salience of every two seconds", () => {
    const { examples, faults } = read(write("val.jsonl", toLines(row, ""), "videos/abc_0.0_10.0.mp4"));
    expect(faults).to.be.empty;
    expect(examples.map(toAsked)).to.deep.equal([
      {
        cluster: "abc",
        kinds: [],
        outputType: "localise",
        query: "a dog runs",
        moments: [{ startSeconds: 2, endSeconds: 6 }],
        durationSeconds: 10,
        salience: {
          stretchSeconds: 2,
          judged: [
            [0, 0, 0],
            [1, 2, 3],
            [4, 4, 4],
            [0, 0, 0],
            [0, 0, 0],
          ],
        },
      },
    ]);
    expect(examples[0]?.medium.path).to.equal(join(folder, "videos", "abc_0.0_10.0.mp4"));
  });

  it("names lines that cannot be used, and takes the rest", () => {
    const { relevant_windows: _, ...untrue } = row;
    const path = write(
      "val.jsonl",
      toLines(
        row,
        { ...row, query: "a cat runs" },
        "{",
        { ...row, qid: 8, vid: "gone" },
        { ...row, qid: 9, relevant_windows: [[2, 12]] },
        { ...row, qid: 10, relevant_windows: [] },
        { ...untrue, qid: 11 },
        { ...row, qid: 12, relevant_clip_ids: [1] },
        { ...row, qid: 13, relevant_clip_ids: [1, 5] },
        { ...row, qid: 14, saliency_scores: [[1], [5]] },
      ),
      "abc_0.0_10.0.mp4",
    );
    const { examples, faults } = read(path);
    expect(examples.map(({ id }) => id)).to.deep.equal(["7"]);
    expect(faults).to.deep.equal([
      'val.jsonl:2: "7" stands in val.jsonl:1 already',
      "val.jsonl:3: it is not JSON",
      "val.jsonl:5: has a moment outside the video: from 2 s to 12 s, the video lasts 10 s",
      'val.jsonl:6: says of no moment that "a dog runs" is true there',
      'val.jsonl:7: "relevant_windows" must be a list',
      "val.jsonl:8: has 1 relevant_clip_ids and 2 saliency_scores",
      "val.jsonl:9: has the clip 5 outside its video, which has 5 of two seconds",
      'val.jsonl:10: "saliency_scores.1.0" must be at most 4',
      "val.jsonl:4: the video gone is not there",
    ]);
  });
});

describe("TempCompass", () => {
  const multiChoice = {
    "12_reverse": {
      attribute_change: [
        { question: "What grows?\nA. a tree\nB. a dog", answer: "B. a dog" },
        { question: "What grows?\nA. a tree\nB. a dog", answer: "C. a cow" },
        { question: "What grows?\nA. a tree\nB. a tree", answer: "A. a tree" },
        { question: "What grows?", answer: "a dog" },
      ],
    },
  };

  it("gives choices without their letters, and names those that cannot be used", () => {
    const path = write("questions/multi-choice.json", toDocument(multiChoice), "videos/12_reverse.mp4");
    const { examples, faults } = read(path);
    expect(examples.map(toAsked)).to.deep.equal([
      {
        cluster: "12",
        kinds: ["attribute-change"],
        outputType: "choose",
        question: "What grows?",
        options: ["a tree", "a dog"],
        right: 1,
      },
    ]);
    expect(faults).to.deep.equal([
      "multi-choice.json:8: has an answer that is none of its options",
      "multi-choice.json:12: has two equal options",
      'multi-choice.json:16: "What grows?" has no options that can be told apart',
    ]);
  });

  it("gives verdicts, and captions to choose from without a question", () => {
    const asked = (question: string, answer: string) => ({ 3: { order: [{ question, answer }] } });
    write("yes_no.json", toDocument(asked("Is it red?", "no")), "3.mp4");
    const captions = "Which caption matches better?\nCaption A: It falls.\nCaption B: It rises.";
    write("caption_matching.json", toDocument(asked(captions, "Caption A: It falls.")));
    write("captioning.json", toDocument(asked("Information A: …\nGenerated Caption:", "A. it falls")));
    const { examples, faults } = read(folder);
    expect(examples.map(toAsked)).to.deep.equal([
      { cluster: "3", kinds: ["order"], outputType: "choose", options: ["It falls.", "It rises."], right: 0 },
      { cluster: "3", kinds: ["order"], outputType: "yes-no", question: "Is it red?", isYes: false },
    ]);
    expect(faults[0]).to.match(/^captioning\.json:\d+: asks for a caption that only a language model can judge$/);
  });
});

describe("TVBench", () => {
  const row = { video: "v1.mp4", question: "How often?", candidates: ["2", "3"], answer: "3" };

  it("gives choices about videos in the folder of the task, or parts of them", () => {
    const document = toDocument([row, { ...row, start: 1.5, end: 4 }]);
    const { examples } = read(write("json/action_count.json", document, "video/action_count/v1.mp4"));
    expect(examples.map(toAsked)[0]).to.deep.equal({
      cluster: "v1.mp4",
      kinds: ["action-count"],
      outputType: "choose",
      question: "How often?",
      options: ["2", "3"],
      right: 1,
    });
    expect(examples.map(({ medium }) => medium.span)).to.deep.equal([undefined, { startSeconds: 1.5, endSeconds: 4 }]);
  });

  it("names the entries that cannot be used", () => {
    const bad = [
      { ...row, answer: "4" },
      { ...row, candidates: ["3", "3"] },
      { ...row, start: 4, end: 4 },
    ];
    const { faults } = read(write("count.json", toDocument([row, ...bad, { video: "v1.mp4" }]), "v1.mp4"));
    expect(faults.map((fault) => fault.replace(/^count\.json:\d+: /, ""))).to.deep.equal([
      "has an answer that is none of its options",
      "has two equal options",
      "has a part that ends at 4 s and begins at 4 s",
      '"question" must be a text',
    ]);
  });
});

describe("NExT-QA", () => {
  const head = "video,frame_count,width,height,question,answer,qid,type,a0,a1,a2,a3,a4";

  it("gives choices of five with their kinds, from tables with quoted cells", () => {
    const path = write(
      "val.csv",
      [
        head,
        '10,9,9,9,"why, then",2,4,CW,a,b,"c ""d""",e,f',
        "10,9,9,9,where,9,5,DL,a,b,c,d,e",
        "10,9,9,9,where,1,6,XX,a,b,c,d,e",
        "10,9,9,9,where,1,7,DL,a,b,a,d,e",
        "10,9,9,9,where,1,4,TP,a,b,c,d,e",
      ].join("\r\n"),
      "NExTVideo/0001/10.mp4",
    );
    write("map_vid_vidorID.json", JSON.stringify({ 10: "0001/10" }));
    const { examples, faults } = read(path);
    expect(examples.map(toAsked)).to.deep.equal([
      {
        cluster: "10",
        kinds: ["causal", "causal-why"],
        outputType: "choose",
        question: "why, then?",
        options: ["a", "b", 'c "d"', "e", "f"],
        right: 2,
      },
    ]);
    expect(faults).to.deep.equal([
      "val.csv:3: has an answer that is none of its options",
      'val.csv:4: "type" must be one of CW, CH, TN, TP, TC, DC, DL, DO',
      "val.csv:5: has two equal options",
      'val.csv:6: "10 4" stands in val.csv:2 already',
    ]);
  });
});

describe("POPE", () => {
  const row = { question_id: 1, image: "COCO_val2014_1.jpg", text: "Is there a dog in the image?", label: "yes" };

  it("gives verdicts about pictures, under the strategy that its name has", () => {
    const path = write("coco_pope_popular.json", toLines(row, { ...row, question_id: 2, label: "no" }));
    const media = join(folder, "elsewhere");
    mkdirSync(join(media, "val2014"), { recursive: true });
    writeFileSync(join(media, "val2014", row.image), "");
    const { examples } = read(path, media);
    expect(examples.map((example) => "isYes" in example && example.isYes)).to.deep.equal([true, false]);
    expect(examples[0]).to.deep.include({ cluster: row.image, kinds: ["popular"], question: row.text });
    expect(examples[0]?.medium).to.include({ isPicture: true, path: join(media, "val2014", row.image) });
    expect(() => read(path)).to.throw(
      /nothing that can be used: coco_pope_popular\.json:1: the picture .* is not there/,
    );
  });

  it("is read from a single line too, and names a label that is none", () => {
    const { examples } = read(write("pope.json", toLines(row), row.image));
    expect(examples).to.have.length(1);
    const { faults } = read(write("pope.json", toLines(row, { ...row, label: "maybe" })));
    expect(faults).to.deep.equal(['pope.json:2: "label" must be one of yes, no']);
  });
});

describe("SugarCrepe", () => {
  it("gives pairs of a true and a wrong caption of a picture", () => {
    const row = { filename: "1.jpg", caption: "a red dog ", negative_caption: "a dog, red" };
    const document = { 0: row, 1: { ...row, negative_caption: "a red dog" }, 2: { filename: "1.jpg" } };
    const { examples, faults } = read(write("swap_att.json", toDocument(document), "val2017/1.jpg"));
    expect(examples.map(toAsked)).to.deep.equal([
      { cluster: "1.jpg", kinds: ["swap-att"], outputType: "pair", captions: ["a red dog", "a dog, red"] },
    ]);
    expect(faults).to.deep.equal([
      "swap_att.json:7: has two equal captions",
      'swap_att.json:12: "caption" must be a text',
    ]);
  });
});

describe("Winoground's groups", () => {
  const row = { id: 5, caption_0: "a then b", caption_1: "b then a", collapsed_tag: "Object" };

  it("are two pictures and two captions, or two videos", () => {
    const ofPictures = { ...row, image_0: "ex_5_img_0", image_1: "ex_5_img_1" };
    write("examples.jsonl", toLines(ofPictures), "images/ex_5_img_0.png", "images/ex_5_img_1.png");
    const [example] = read(join(folder, "examples.jsonl")).examples;
    expect(example).to.deep.include({ kinds: ["object"], captions: ["a then b", "b then a"], cluster: "5" });
    expect(example && "second" in example && example.second).to.include({ isPicture: true });
    const ofVideos = { ...row, video_0: "x.mp4", video_1: "y.mp4" };
    const { examples } = read(write("videos.json", toDocument([ofVideos]), "x.mp4", "y.mp4"));
    expect(examples[0]?.medium).to.include({ isPicture: false, path: join(folder, "x.mp4") });
  });
});

describe("COCO captions", () => {
  it("give all captions of a picture, to be ranked and to be written", () => {
    const images = [1, 2, 3, 4].map((id) => ({ id, file_name: `${id}.jpg` }));
    const annotations = [
      { id: 1, image_id: 1, caption: "a dog\n" },
      { id: 2, image_id: 2, caption: "a cat" },
      { id: 3, image_id: 1, caption: "it runs" },
      { id: 3, image_id: 1, caption: "it sleeps" },
      { id: 5, image_id: 9, caption: "a cow" },
      { id: 6, image_id: 4, caption: "" },
    ];
    const path = write("captions_val2017.json", JSON.stringify({ info: {}, images, annotations }), "val2017/1.jpg");
    const { examples, faults } = read(path);
    expect(examples.map(({ id }) => id)).to.deep.equal(["captions of 1", "picture 1"]);
    expect(examples[1]).to.deep.include({ outputType: "caption", references: ["a dog", "it runs"] });
    expect(faults).to.deep.equal([
      "captions_val2017.json:1 annotations[3]: the annotation 3 stands above already",
      'captions_val2017.json:1 annotations[5]: "caption" must not be empty',
      "captions_val2017.json:1 annotations[4]: is about the image 9, which is not listed",
      "captions_val2017.json:1 images[1]: the picture 2.jpg is not there",
    ]);
  });
});

describe("formats", () => {
  it("are told by what a file holds, and files of none are refused with all that are known", () => {
    const path = write("other.json", toDocument([{ anything: 1 }]));
    expect(formatOf(readAnnotationFile(path))).to.equal(undefined);
    const names = datasetFormats.names.map((name) => datasetFormats.createNamed(name).name);
    for (const name of names) expect(() => readFormats(path)).to.throw(name);
    expect(readFormats(folder)).to.equal(undefined);
    expect(readFormats(join(folder, "nowhere"))).to.equal(undefined);
    expect(() => readFormats(write("notes.jsonl", "no annotations"))).to.throw(/neither JSON nor lines of JSON/);
  });

  it("name missing media one by one up to twenty, and count the others", () => {
    const rows = Array.from({ length: 30 }, (_, n) => ({
      question_id: n,
      image: n === 0 ? "there.jpg" : `gone-${n}.jpg`,
      text: "Is there a dog?",
      label: "no",
    }));
    const { faults } = read(write("pope.jsonl", toLines(...rows), "there.jpg"));
    expect(faults).to.have.length(21);
    expect(faults.at(-1)).to.equal("9 further entries: their videos or pictures are not there");
  });
});

describeWithGoldens("formats of the goldens", () => {
  it("are read whole: fifty queries of QVHighlights", () => {
    const path = goldenPath("qvhighlights/subset50/gt.jsonl");
    const rows = readGoldenLines("qvhighlights/subset50/gt.jsonl") as { vid: string; relevant_windows: number[][] }[];
    symlinkSync(path, join(folder, "gt.jsonl"));
    for (const { vid } of rows) write(`${vid}.mp4`, "");
    const { examples, faults } = read(join(folder, "gt.jsonl"), folder);
    expect(faults).to.be.empty;
    const moments = examples.map((example) => ("moments" in example ? example.moments : []));
    expect(moments.map((of) => of.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]))).to.deep.equal(
      rows.map((row) => row.relevant_windows),
    );
  });
});
