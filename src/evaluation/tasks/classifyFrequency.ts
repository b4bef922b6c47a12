import { leastClasses, toPoints, trendFigures } from "../classification/frequencyTrend.js";
import type { EarlierTask, MediaTask } from "../media/mediaTask.js";
import { classesOf } from "./classify.js";

/** Accuracy of the classes of pictures and videos against how often each stood in what the model was trained on. */
export const classifyFrequencyTask: MediaTask = {
  lacks: ({ files, frequencies }) => {
    if (!frequencies) return 'counts of what the model was trained on: "frequencies" in its manifest';
    const counted = toPoints(
      classesOf(files).map((one) => ({ ...one, examples: 0, accuracy: 0 })),
      frequencies,
    );
    return counted.length >= leastClasses
      ? undefined
      : `${leastClasses} classes that were counted in what the model was trained on, and there are ${counted.length}`;
  },
  plan: ({ files, frequencies, before }) => {
    if (!classifies(before)) return needsClassification;
    const isCounted = ({ words }: { readonly words: readonly string[] }) => words.some((word) => frequencies?.of(word));
    return { examples: files.filter(({ labels }) => labels.ofClass && isCounted(labels.ofClass)).length };
  },
  async run({ files, frequencies, earlier }, { name }) {
    if (!frequencies) return { figures: [], notExamined: [] };
    const classified = earlier.flatMap((task) => task.classified ?? []);
    const accuracies = toAccuracies(classified);
    const classes = classesOf(files).flatMap((one) => {
      const accuracy = accuracies.get(one.name);
      return accuracy ? [{ ...one, ...accuracy }] : [];
    });
    const points = toPoints(classes, frequencies);
    const counted = new Set(points.map((point) => point.name));
    const notExamined = classes
      .filter((one) => !counted.has(one.name))
      .map((one) => ({ task: name, place: `the class "${one.name}"`, reason: "the model's counts do not have it" }));
    if (classified.length === 0) return { figures: [], notExamined, skipped: needsClassification };
    const figures = points.length >= leastClasses ? trendFigures(points) : [];
    return { figures, notExamined, count: classified.length };
  },
};

/** Why nothing can be said of classes where no task before said what is of which. */
export const needsClassification =
  "it needs classify-pictures or classify-videos in the same run: name one with --task too";

/** Whether one of these tasks says what is of which class. */
export const classifies = (tasks: readonly string[]): boolean =>
  tasks.includes("classify-pictures") || tasks.includes("classify-videos");

function toAccuracies(classified: NonNullable<EarlierTask["classified"]>) {
  const counts = new Map<string, { examples: number; accuracy: number }>();
  for (const { right, given } of classified) {
    const { examples, accuracy } = counts.get(right) ?? { examples: 0, accuracy: 0 };
    const hits = accuracy * examples + Number(right === given);
    counts.set(right, { examples: examples + 1, accuracy: hits / (examples + 1) });
  }
  return counts;
}
