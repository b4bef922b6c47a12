import { expect } from "chai";
import {
  detectionFigures,
  objectAreas,
  type DetectionOptions,
} from "../../../src/evaluation/metrics/detection/boxDetection.js";
import { boxIoU, generalisedIoU, type Box } from "../../../src/evaluation/metrics/detection/boxes.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

const toBox = ([x, y, width, height]: readonly number[]): Box => ({ x, y, width, height }) as Box;

describe("boxes", () => {
  const truth = [{ ...toBox([0, 0, 10, 10]), imageId: "a", label: "dog" }];
  const detected = { ...toBox([0, 0, 10, 10]), imageId: "a", label: "dog", confidence: 0.9 };

  it("share what they share", () => {
    expect(boxIoU(toBox([0, 0, 2, 2]), toBox([1, 0, 2, 2]))).to.be.closeTo(1 / 3, 1e-15);
    expect(boxIoU(toBox([0, 0, 0, 0]), toBox([0, 0, 0, 0]))).to.equal(0);
    expect(generalisedIoU(toBox([0, 0, 1, 1]), toBox([9, 0, 1, 1]))).to.be.closeTo(-0.8, 1e-15);
  });

  it("give an oracle everything, and nothing to a wrong label", () => {
    expect(detectionFigures(truth, [detected])).to.deep.equal({ averagePrecision: 1, averageRecall: 1 });
    const wrong = detectionFigures(truth, [{ ...detected, label: "cat" }]);
    expect(wrong).to.deep.equal({ averagePrecision: 0, averageRecall: 0 });
    expect(detectionFigures([], [detected]).averagePrecision).to.be.NaN;
  });

  it("count an object once, and none in a crowd", () => {
    const twice = [detected, { ...detected, confidence: 0.95 }];
    expect(detectionFigures(truth, twice).averagePrecision).to.equal(1);
    const crowd = [...truth, { ...toBox([50, 50, 40, 40]), imageId: "a", label: "dog", isCrowd: true }];
    const inCrowd = [detected, { ...toBox([60, 60, 10, 10]), imageId: "a", label: "dog", confidence: 1 }];
    expect(detectionFigures(crowd, inCrowd).averagePrecision).to.equal(1);
  });
});

describeWithGoldens("boxes against reference implementations", () => {
  it("overlaps", () => {
    interface Pair {
      readonly a: readonly number[];
      readonly b: readonly number[];
      readonly iou: number;
      readonly giou: number;
    }
    for (const { a, b, iou, giou } of readGolden("grounding_detection/boxes_xywh.json") as readonly Pair[]) {
      expect(boxIoU(toBox(a), toBox(b))).to.be.closeTo(iou, 1e-12);
      expect(generalisedIoU(toBox(a), toBox(b))).to.be.closeTo(giou, 1e-12);
    }
  });

  it("average precision and recall of pycocotools", () => {
    interface Row {
      readonly image_id: number;
      readonly category_id: number;
      readonly bbox: readonly number[];
    }
    const golden = readGolden("grounding_detection/coco_bbox_case.json") as {
      readonly annotations: readonly (Row & { readonly area: number; readonly iscrowd: number })[];
      readonly detections: readonly (Row & { readonly score: number })[];
      readonly expected: Readonly<Record<string, number>>;
    };
    const toPlace = ({ image_id, category_id, bbox }: Row) => ({
      ...toBox(bbox),
      imageId: String(image_id),
      label: String(category_id),
    });
    const truth = golden.annotations.map((row) => ({ ...toPlace(row), area: row.area, isCrowd: row.iscrowd === 1 }));
    const detected = golden.detections.map((row) => ({ ...toPlace(row), confidence: row.score }));
    const measure = (options: DetectionOptions) => detectionFigures(truth, detected, options);
    const { small, medium, large } = objectAreas;
    const found = {
      AP: measure({}).averagePrecision,
      AP50: measure({ overlaps: [0.5] }).averagePrecision,
      AP75: measure({ overlaps: [0.75] }).averagePrecision,
      APs: measure({ areas: small }).averagePrecision,
      APm: measure({ areas: medium }).averagePrecision,
      APl: measure({ areas: large }).averagePrecision,
      AR1: measure({ maxDetections: 1 }).averageRecall,
      AR10: measure({ maxDetections: 10 }).averageRecall,
      AR100: measure({}).averageRecall,
      ARs: measure({ areas: small }).averageRecall,
      ARm: measure({ areas: medium }).averageRecall,
      ARl: measure({ areas: large }).averageRecall,
    };
    for (const [name, value] of Object.entries(found))
      expect(value, name).to.be.closeTo(golden.expected[name] as number, 1e-9);
  });
});
