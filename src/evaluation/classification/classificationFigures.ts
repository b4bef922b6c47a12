import { toFigure, toShareFigure, type Figure } from "../figure.js";
import { meanPerClassRecall, toConfusion, topKAccuracy } from "../metrics/classification/topK.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { summariseConfusion } from "./confusion.js";

/** What a model made of examples whose class is known. */
export interface Classified {
  readonly classes: readonly string[];
  /** For each example how well each class fits, `[example][class]`. */
  readonly logits: readonly (readonly number[])[];
  /** The number of each example's class. */
  readonly right: readonly number[];
  /** The same as `logits` by a single prompt a class, where that was asked. */
  readonly onePrompt?: readonly (readonly number[])[] | undefined;
}

/** What all examples say together: recall that counts every class alike, with the confusion behind it; a single prompt. */
export function classificationFigures(classified: Classified): Figure[] {
  const { classes, logits, right, onePrompt } = classified;
  const counts = toConfusion(logits, right, classes.length);
  const occurring = counts.filter((row) => row.some((count) => count > 0)).length;
  const recall = toFigure({
    name: "mean-class-recall",
    what: "mean over classes of the share of their examples that are given their class",
    value: meanPerClassRecall(logits, right),
    count: right.length,
    interval: recallInterval(classified),
    chance: 1 / classes.length,
    detail: {
      classes: classes.length,
      classesWithExamples: occurring,
      recalls: toRecalls(counts, classes),
      confusion: summariseConfusion(counts, classes),
    },
  });
  if (!onePrompt) return [recall];
  return [
    recall,
    toShareFigure(
      onePrompt.map((row, n) => topKAccuracy([row], [right[n] as number], 1) === 1),
      {
        name: "one-prompt-acc",
        what: "share of examples that are given their class by a single prompt for each in place of several",
      },
    ),
  ];
}

/** The recall of each class that has examples, in the order of classes. */
export function toRecalls(
  counts: readonly (readonly number[])[],
  classes: readonly string[],
): readonly { readonly name: string; readonly examples: number; readonly recall: number }[] {
  return counts.flatMap((row, n) => {
    const examples = row.reduce((a, b) => a + b, 0);
    return examples > 0 ? [{ name: classes[n] as string, examples, recall: (row[n] as number) / examples }] : [];
  });
}

function recallInterval({ logits, right }: Classified) {
  const outcomes = right.map((label, n) => {
    const row = logits[n] as readonly number[];
    return { label, isRight: topKAccuracy([row], [label], 1) };
  });
  return bootstrapInterval(outcomes, (sample) => {
    const ofClasses = new Map<number, { count: number; right: number }>();
    for (const { label, isRight } of sample) {
      const own = ofClasses.get(label) ?? { count: 0, right: 0 };
      own.count += 1;
      own.right += isRight;
      ofClasses.set(label, own);
    }
    let sum = 0;
    for (const own of ofClasses.values()) sum += own.right / own.count;
    return sum / ofClasses.size;
  });
}

/** What guessing gives by figure: always the commonest class, or the five commonest. */
export function chanceOfClasses(right: readonly number[]): { readonly acc: number; readonly top5_acc: number } {
  const counts = new Map<number, number>();
  for (const label of right) counts.set(label, (counts.get(label) ?? 0) + 1);
  const sorted = [...counts.values()].sort((a, b) => b - a);
  const shareOf = (k: number) => sorted.slice(0, k).reduce((a, b) => a + b, 0) / right.length;
  return { acc: shareOf(1), top5_acc: shareOf(5) };
}
