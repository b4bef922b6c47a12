import { meanOf, meansBy, varianceOf } from "../../statistics/summary.js";

/** A question about what a text says, answered from the picture or video made of it. */
export interface TifaAnswer {
  /** Text that the question is about. */
  readonly textId: string;
  /** What the question is about: object, colour, counting, … */
  readonly kind: string;
  readonly isRight: boolean;
}

/** How faithful pictures or videos are to texts. */
export interface TifaScore {
  /** Mean over texts of the share of right answers. */
  readonly mean: number;
  /** Standard deviation over texts; NaN for one text. */
  readonly deviation: number;
  /** Share of right answers of each kind. */
  readonly byKind: Readonly<Record<string, number>>;
}

/** TIFA: faithfulness by question answering (Hu et al. 2023, https://arxiv.org/abs/2303.11897). */
export function tifaScore(answers: readonly TifaAnswer[]): TifaScore {
  const byText = meansBy(
    answers,
    ({ textId }) => textId,
    ({ isRight }) => Number(isRight),
  );
  const byKind = meansBy(
    answers,
    ({ kind }) => kind,
    ({ isRight }) => Number(isRight),
  );
  const ofTexts = [...byText.values()];
  return {
    mean: meanOf(ofTexts),
    deviation: Math.sqrt(varianceOf(ofTexts)),
    byKind: Object.fromEntries(byKind),
  };
}
