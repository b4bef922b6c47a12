import { expectedCalibrationError, toReliabilityBins, type JudgedAnswer } from "../../metrics/selective/calibration.js";
import { areaUnderRiskCoverage, toRiskCoverage, type RiskAtCoverage } from "../../metrics/selective/riskCoverage.js";
import { wilsonInterval } from "../../statistics/interval.js";
import type { TaskAnswers } from "../answers.js";
import { toFigureText } from "../numbers.js";
import type { Axis, ChartBlock, Section } from "../report.js";

const shareTicks = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: String(at) }));
const axisOf = (title: string): Axis => ({ title, ticks: shareTicks });
const binCount = 10;
/** Fewer answers draw no curve that tells anything. */
const minAnswers = 10;

/** How true confidence is, and what answering only where it is high gives. */
export function toConfidence(all: readonly TaskAnswers[]): Section | undefined {
  const told = all.filter(({ answers }) => answers.length >= minAnswers);
  if (told.length === 0) return undefined;
  return {
    title: "Confidence",
    intro:
      "Reliability: of answers with about the same confidence, the share that is right; on the diagonal confidence is a true " +
      "probability. Risk and coverage: the share of wrong answers among the surest, the more of them are given; a curve that " +
      "rises from 0 knows what it does not know.",
    blocks: [...told.filter(({ isProbability }) => isProbability).map(drawReliability), ...told.map(drawRiskCoverage)],
  };
}

function drawReliability({ task, answers }: TaskAnswers): ChartBlock {
  const bins = toReliabilityBins(answers, binCount);
  const most = Math.max(...bins.map(({ count }) => count));
  const opens = { task, by: "sureness" };
  const error = toFigureText(expectedCalibrationError(answers, binCount));
  return {
    kind: "chart",
    caption: `Reliability of ${task}: calibration error ${error}`,
    x: axisOf("confidence"),
    y: axisOf("share that is right"),
    guide: { from: [0, 0], to: [1, 1] },
    isLine: false,
    points: bins.map(({ count, meanConfidence, accuracy }) => ({
      x: meanConfidence,
      y: accuracy,
      weight: count / most,
      interval: wilsonInterval(accuracy * count, count),
      label: `${count} answers of confidence ${toFigureText(meanConfidence)}: ${toFigureText(accuracy)} right`,
      opens,
    })),
    table: {
      kind: "table",
      caption: `Reliability of ${task}`,
      columns: ["Confidence", "Right", "Answers"].map((title) => ({ title, kind: "number" })),
      rows: bins.map(({ count, meanConfidence, accuracy }) => [
        { text: toFigureText(meanConfidence) },
        { text: toFigureText(accuracy), opens },
        { text: String(count), opens },
      ]),
    },
  };
}

function drawRiskCoverage({ task, answers }: TaskAnswers): ChartBlock {
  const curve = toRiskCoverage(answers);
  const told = atCoverages(curve);
  const opens = { task, by: "sureness" };
  const wrong = (sample: readonly JudgedAnswer[]) =>
    sample.reduce((sum, { correctness }) => sum + 1 - correctness, 0) / sample.length;
  return {
    kind: "chart",
    caption: `Risk and coverage of ${task}: area ${toFigureText(areaUnderRiskCoverage(curve))}`,
    x: axisOf("share that is answered"),
    y: axisOf("share of answers that is wrong"),
    guide: { from: [0, wrong(answers)], to: [1, wrong(answers)] },
    isLine: true,
    points: (curve.length > maxPoints ? told : curve).map(({ coverage, risk }) => ({
      x: coverage,
      y: risk,
      label: `the surest ${toFigureText(coverage)}: ${toFigureText(risk)} wrong`,
      opens,
    })),
    table: {
      kind: "table",
      caption: `Risk and coverage of ${task}`,
      columns: ["Answered", "Wrong", "Least confidence"].map((title) => ({ title, kind: "number" })),
      rows: told.map(({ coverage, risk, confidence }) => [
        { text: toFigureText(coverage) },
        { text: toFigureText(risk), opens },
        { text: toFigureText(confidence) },
      ]),
    },
  };
}

const maxPoints = 200;

/** The curve at every tenth of coverage that it reaches. */
function atCoverages(curve: readonly RiskAtCoverage[]): RiskAtCoverage[] {
  const tenths = Array.from({ length: 10 }, (_, n) => (n + 1) / 10);
  const points = tenths.flatMap((tenth) => curve.find(({ coverage }) => coverage >= tenth - 1e-9) ?? []);
  return [...new Set(points)];
}
