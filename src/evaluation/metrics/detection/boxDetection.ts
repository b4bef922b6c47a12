import { meanOf } from "../../statistics/summary.js";
import { areaOf, boxIoU, sharedArea, type Box } from "./boxes.js";

/** An object in a picture. */
export interface LabelledBox extends Box {
  readonly imageId: string;
  readonly label: string;
  /** Square pixels of the object itself; default: of its box. */
  readonly area?: number | undefined;
  /** Whether the box holds many of the kind: what is found inside is neither right nor wrong. */
  readonly isCrowd?: boolean | undefined;
}

/** An object that was found. */
export interface DetectedBox extends Box {
  readonly imageId: string;
  readonly label: string;
  /** Higher is surer. */
  readonly confidence: number;
}

/** What counts. */
export interface DetectionOptions {
  /** Boxes looked at in each picture for each label, the surest; default 100. */
  readonly maxDetections?: number | undefined;
  /** Areas that count, in square pixels, both included; default: all. */
  readonly areas?: readonly [least: number, most: number] | undefined;
  /** Overlaps that count as found; default 0.5, 0.55, … 0.95. */
  readonly overlaps?: readonly number[] | undefined;
}

/** COCO's figures: means over overlaps and over labels that occur; NaN where no object counts. */
export interface DetectionFigures {
  readonly averagePrecision: number;
  readonly averageRecall: number;
}

/** COCO's areas of small, medium and large objects. */
export const objectAreas = { small: [0, 32 ** 2], medium: [32 ** 2, 96 ** 2], large: [96 ** 2, 1e10] } as const;

const cocoOverlaps = Array.from({ length: 10 }, (_, n) => 0.5 + 0.05 * n);
const recalls = Array.from({ length: 101 }, (_, n) => n / 100);

/** Average precision and recall of boxes as in `pycocotools` (Lin et al. 2014). */
export function detectionFigures(
  truth: readonly LabelledBox[],
  detected: readonly DetectedBox[],
  { maxDetections = 100, areas = [0, 1e10], overlaps = cocoOverlaps }: DetectionOptions = {},
): DetectionFigures {
  const labels = [...new Set(truth.map(({ label }) => label))];
  const measured = labels.flatMap((label) => {
    const own = truth.filter((box) => box.label === label);
    const isCounted = (box: LabelledBox) => {
      const area = box.area ?? areaOf(box);
      return !box.isCrowd && area >= areas[0] && area <= areas[1];
    };
    const count = own.filter(isCounted).length;
    if (count === 0) return [];
    const found = surestInEach(
      detected.filter((box) => box.label === label),
      maxDetections,
    );
    return overlaps.map((least) => {
      const judged = found.flatMap((ofImage) => {
        const inImage = own.filter(({ imageId }) => imageId === ofImage[0]?.imageId);
        return matchBoxes(inImage, ofImage, { least, isCounted, areas });
      });
      return measureCurve(judged, count);
    });
  });
  return {
    averagePrecision: meanOf(measured.map(({ precision }) => precision)),
    averageRecall: meanOf(measured.map(({ recall }) => recall)),
  };
}

/** Boxes of each picture, the surest first. */
function surestInEach(boxes: readonly DetectedBox[], maxDetections: number): DetectedBox[][] {
  const images = [...new Set(boxes.map(({ imageId }) => imageId))];
  return images.map((image) =>
    boxes
      .filter(({ imageId }) => imageId === image)
      .sort((a, b) => b.confidence - a.confidence)
      .slice(0, maxDetections),
  );
}

interface JudgedBox {
  readonly confidence: number;
  readonly isRight: boolean;
}

/** Each box takes the free object that it overlaps most; boxes about objects that do not count are left out. */
function matchBoxes(
  truth: readonly LabelledBox[],
  found: readonly DetectedBox[],
  {
    least,
    isCounted,
    areas,
  }: {
    readonly least: number;
    readonly isCounted: (box: LabelledBox) => boolean;
    readonly areas: readonly [number, number];
  },
): JudgedBox[] {
  const free = new Set(truth);
  return found.flatMap((box) => {
    const near = [...free].filter((own) => overlapOf(own, box) >= Math.min(least, 1 - 1e-10));
    const counted = near.filter(isCounted);
    // Of equal overlaps the reference takes the last.
    const match = (counted.length > 0 ? counted : near).reduce<LabelledBox | undefined>(
      (best, own) => (best === undefined || overlapOf(own, box) >= overlapOf(best, box) ? own : best),
      undefined,
    );
    if (match && !match.isCrowd) free.delete(match);
    if (match && !isCounted(match)) return [];
    if (!match && (areaOf(box) < areas[0] || areaOf(box) > areas[1])) return [];
    return [{ confidence: box.confidence, isRight: match !== undefined }];
  });
}

/** A crowd is overlapped by the share of the box that lies in it. */
function overlapOf(truth: LabelledBox, box: DetectedBox): number {
  return truth.isCrowd ? sharedArea(truth, box) / areaOf(box) : boxIoU(truth, box);
}

/** Precision at 101 recalls, the best at that recall or more; and the recall reached. */
function measureCurve(judged: readonly JudgedBox[], count: number): { precision: number; recall: number } {
  const sorted = judged.toSorted((a, b) => b.confidence - a.confidence);
  let hits = 0;
  const points = sorted.map(({ isRight }, n) => {
    hits += Number(isRight);
    return { recall: hits / count, precision: hits / (n + 1) };
  });
  let best = 0;
  const envelope = points
    .toReversed()
    .map(({ recall, precision }) => ({ recall, precision: (best = Math.max(best, precision)) }));
  const precisionAt = (least: number) => envelope.findLast(({ recall }) => recall >= least)?.precision ?? 0;
  return { precision: meanOf(recalls.map(precisionAt)), recall: hits / count };
}
