import { loadConceptBank } from "../../../annotators/concepts/conceptBank.js";
import { createQuestionMaker } from "../../language/descriptionQuestions.js";
import type { LabelledChoice } from "../labelledExample.js";
import type { NamedVideo } from "./namedVideo.js";

/** What there is to choose from where a question has no list of its own. */
const verdicts = ["yes", "no"];
const numbers = ["1", "2", "3", "4", "5", "6"];

/** Asks of each video what its description says (TIFA, Hu et al. 2023). */
export function makeDescriptionChoices(videos: readonly NamedVideo[]): LabelledChoice[] {
  const makeQuestions = createQuestionMaker(loadConceptBank());
  return videos.flatMap(({ name, video }) =>
    makeQuestions(video.captions[0] as string).map(({ kind, question, choices, answer }): LabelledChoice => {
      const options = choices ?? (verdicts.includes(answer) ? verdicts : numbers);
      return {
        id: `${name}: ${question}`,
        place: name,
        cluster: name,
        kinds: [kind],
        medium: { path: video.path, isPicture: false },
        outputType: "choose",
        question,
        options,
        right: options.indexOf(answer),
        isOnlyAsked: true,
      };
    }),
  );
}
