import { absentQueries } from "../absentQueries.js";
import { toShareFigure, type Figure } from "../figure.js";
import type { EvaluationSubject, IndexTask } from "../task.js";
import { nameOf, videoIdOf } from "./ask.js";
import { confidenceTask } from "./confidence.js";
import { consecutiveEvents, toSequence } from "./sequences.js";

/** As the task "confidence" does, for queries that join two descriptions. */
export const composedConfidenceTask: IndexTask = {
  lacks: (dataset) => confidenceTask.lacks(dataset),
  run: async (subject) => [...(await askAbsent(subject)), ...(await askPresent(subject))],
};

/** The second description is another of the two hundred; 200 and 7 have no common divisor. */
const partnerOf = (n: number): string => absentQueries[(7 * n + 31) % absentQueries.length] as string;

const forms: readonly (readonly [name: string, toQuery: (a: string, b: string) => string])[] = [
  ["then", (a, b) => `"${a}" then "${b}"`],
  ["while", (a, b) => `"${a}" while "${b}"`],
  ["or", (a, b) => `"${a}" or "${b}"`],
];

async function askAbsent({ index, onAsked }: EvaluationSubject): Promise<Figure[]> {
  const { searcher } = await index();
  const figures: Figure[] = [];
  for (const [name, toQuery] of forms) {
    const answers: boolean[] = [];
    for (const [n, text] of absentQueries.entries()) {
      const partner = partnerOf(n) === text ? partnerOf(n + 1) : partnerOf(n);
      const { answered } = await searcher.search({ query: toQuery(text, partner), top: 1 });
      answers.push(answered);
      onAsked?.({ id: `${name} ${n + 1}`, cluster: text, values: { [`absent-${name}-answered`]: Number(answered) } });
    }
    figures.push(
      toShareFigure(answers, {
        name: `absent-${name}-answered`,
        what: `share of pairs of absent things, joined like ${toQuery("A", "B")}, that are answered at --false-alarm 0.05`,
        target: { atMost: 0.1 },
      }),
    );
  }
  return figures;
}

async function askPresent({ dataset, index, onAsked }: EvaluationSubject): Promise<Figure[]> {
  const { store, searcher } = await index();
  const answers: boolean[] = [];
  let answeredRightly = 0;
  for (const { video, first, second } of dataset.videos.flatMap(consecutiveEvents)) {
    const query = toSequence(first.text, second.text);
    const { answered, moments } = await searcher.search({ query, top: 1 });
    answers.push(answered);
    const id = `sequence ${answers.length} in ${nameOf(video)}`;
    onAsked?.({ id, cluster: nameOf(video), values: { "sequences-answered": Number(answered) } });
    if (answered && moments[0]?.videoId === (await videoIdOf(store, video))) answeredRightly += 1;
  }
  if (answers.length === 0) return [];
  return [
    toShareFigure(answers, {
      name: "sequences-answered",
      what: 'share of "A then B" about two events of a video that are answered at --false-alarm 0.05',
      detail: { answeredRightly },
    }),
  ];
}
