import type { AnswerRequest, Finding } from "./answerTypes.js";

/** Answers questions about what is seen, and says where. Models that write text join the registry by implementing this. */
export interface VisualAnswerer {
  /** Of the registry. */
  readonly name: string;
  /**
   * Answers, or abstains with a reason. Evidence lies inside its video; each `caption` says what is seen there, so that
   * its similarity can be computed again. Gives the same for the same index, but for times that its steps tell.
   *
   * @throws {KinodexError} `usage` for what is no question; `not-found` for a video that is not in the index; `environment`
   *   for a server that fails; `interrupted` on `signal`
   */
  answer(request: AnswerRequest): Promise<Finding>;
}
