import { durationOf, eventsOf } from "../../src/calibration/drawing/shots.js";
import { createRandom, type Random } from "../../src/calibration/drawing/random.js";
import { eventText, type SceneEvent } from "../../src/calibration/drawing/scene.js";
import type { Film } from "./film.js";
import { infinitive, numeral } from "../../src/calibration/scenes/words.js";

/** A stretch of a video, in seconds from its start. */
export interface Span {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export type QuestionKind = "yes-no" | "when" | "how-many" | "order" | "what" | "multiple-choice";

export interface Question {
  readonly question: string;
  readonly kind: QuestionKind;
  readonly answer: string;
  readonly choices?: readonly string[];
  /** Where the answer is seen; empty where it rests on something that never is. */
  readonly evidence: readonly Span[];
}

/** The ground truth of one video. */
export interface Truth {
  readonly file: string;
  readonly title: string;
  readonly sha256: string;
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly shots: readonly (Span & { readonly caption: string })[];
  readonly events: readonly (Span & { readonly text: string })[];
  readonly captions: readonly string[];
  readonly questions: readonly Question[];
}

/** A search and the moment it must find. */
export interface Query extends Span {
  readonly query: string;
  readonly file: string;
}

const seconds = (value: number): number => Math.round(value * 100) / 100;
const spanOf = ({ startSeconds, endSeconds }: SceneEvent): Span => ({
  startSeconds: seconds(startSeconds),
  endSeconds: seconds(endSeconds),
});
const clock = (value: number): string => `${seconds(value)} s`;

// A plural verb is its own infinitive: "four blue fish swim".
const auxiliary = (event: SceneEvent): string => (infinitive(event.action) === event.action ? "Do" : "Does");
const asks = (event: SceneEvent): string => `${auxiliary(event)} ${event.subject} ${infinitive(event.action)}`;
const inverted = (event: SceneEvent): string =>
  `${auxiliary(event).toLowerCase()} ${event.subject} ${infinitive(event.action)}`;

function aboutOne(event: SceneEvent): Question[] {
  const evidence = [spanOf(event)];
  const questions: Question[] = [
    {
      question: `When ${inverted(event)}?`,
      kind: "when",
      answer: `from ${clock(event.startSeconds)} to ${clock(event.endSeconds)}`,
      evidence,
    },
  ];
  if (/^an? /.test(event.subject))
    questions.push({ question: `Is there ${event.subject}?`, kind: "yes-no", answer: "yes", evidence });
  if (event.subject !== "it")
    questions.push({ question: `What ${event.action}?`, kind: "what", answer: event.subject, evidence });
  if (event.times !== undefined) {
    const once = { ...event, action: event.action.replace(/ (once|twice|(?:three|four|five) times)/, "") };
    questions.push({
      question: `How many times ${inverted(once)}?`,
      kind: "how-many",
      answer: String(event.times),
      choices: ["1", "2", "3", "4"],
      evidence,
    });
  }
  const count = [2, 3, 4, 5].find((number) => event.subject.startsWith(`${numeral(number)} `));
  if (count !== undefined)
    questions.push({
      question: `How many ${event.subject.replace(/^\w+ /, "")} ${event.action}?`,
      kind: "how-many",
      answer: String(count),
      evidence,
    });
  return questions;
}

function aboutOrder(first: SceneEvent, second: SceneEvent): Question[] {
  const evidence = [spanOf(first), spanOf(second)];
  const choices = [eventText(first), eventText(second)].toSorted();
  return [
    { question: `${asks(first)} before ${eventText(second)}?`, kind: "yes-no", answer: "yes", evidence },
    { question: `${asks(second)} before ${eventText(first)}?`, kind: "yes-no", answer: "no", evidence },
    {
      question: `What happens first: ${choices[0]}, or ${choices[1]}?`,
      kind: "order",
      answer: eventText(first),
      choices,
      evidence,
    },
  ];
}

/** What other films show and this one does not: no noun of its subject is said here. */
function absent(film: Film, others: readonly Film[]): SceneEvent[] {
  const here = film.shots
    .flatMap(({ actors, caption }) => [caption, ...actors.map(({ name = "", kind }) => `${name} ${kind}`)])
    .join(" ");
  return others
    .flatMap(({ shots }) => eventsOf(shots))
    .filter(({ subject }) => /^an? /.test(subject) && !here.includes(subject.split(" ").at(-1)!))
    .filter((event, n, all) => all.findIndex((other) => eventText(other) === eventText(event)) === n);
}

function questionsOf(film: Film, others: readonly Film[], random: Random): Question[] {
  const events = eventsOf(film.shots);
  const elsewhere = absent(film, others);
  const separate = events
    .slice(1)
    .filter((event, i) => events[i]!.endSeconds <= event.startSeconds)
    .map((event) => [events[events.indexOf(event) - 1]!, event] as const);
  const choices = random.sample([eventText(random.pick(events)), ...random.sample(elsewhere, 3).map(eventText)], 4);
  const shown = events.find((event) => choices.includes(eventText(event)))!;
  const missing = random
    .sample(elsewhere, 2)
    .map(({ subject }): Question => ({ question: `Is there ${subject}?`, kind: "yes-no", answer: "no", evidence: [] }));
  return [
    ...events.flatMap(aboutOne),
    ...separate.flatMap(([first, second]) => aboutOrder(first, second)),
    ...missing,
    {
      question: "Which of these happens in the video?",
      kind: "multiple-choice",
      answer: eventText(shown),
      choices,
      evidence: [spanOf(shown)],
    },
  ];
}

/** The ground truth of a film, all from its scenes; `others` lend what it does not show. */
export function truthOf(film: Film, others: readonly Film[], sha256: string): Truth {
  const random = createRandom(Array.from(film.name).reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  let start = 0;
  const shots = film.shots.map(({ durationSeconds, caption }) => {
    const span = { startSeconds: seconds(start), endSeconds: seconds(start + durationSeconds), caption };
    start += durationSeconds;
    return span;
  });
  const firsts = film.shots.map(({ events }) => eventText(events[0]!));
  return {
    file: `${film.name}.mp4`,
    title: film.title,
    sha256,
    durationSeconds: seconds(durationOf(film.shots)),
    width: film.width,
    height: film.height,
    frameRate: film.frameRate,
    shots,
    events: eventsOf(film.shots).map((event) => Object.assign(spanOf(event), { text: eventText(event) })),
    captions: [`First ${firsts[0]}, then ${firsts.slice(1).join(", then ")}.`, ...shots.map(({ caption }) => caption)],
    questions: questionsOf(film, others, random),
  };
}

/** One search for the first event of every film's shots, of which the demo asks the first of each film and more. */
export function queriesOf(film: Film): Query[] {
  let start = 0;
  return film.shots.map(({ events, durationSeconds }) => {
    const query = {
      query: eventText(events[0]!),
      file: `${film.name}.mp4`,
      startSeconds: seconds(start),
      endSeconds: seconds(start + durationSeconds),
    };
    start += durationSeconds;
    return query;
  });
}
