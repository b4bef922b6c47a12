import { createNamedThings } from "../language/namedThings.js";
import { toSpan } from "../metrics/questions/answers.js";
import type { LabelledQuestion, LabelledVideo } from "../dataset.js";
import type { LabelledExample } from "./labelledExample.js";

/**
 * The labelled examples that videos of a manifest give: their questions, their descriptions to be ranked and written, and
 * their events to be localised. Questions that are answered with a time are no examples: an index answers those.
 *
 * @param nameOf what a video is called in results
 */
export function fromVideos(
  videos: readonly LabelledVideo[],
  nameOf: (video: LabelledVideo) => string,
): LabelledExample[] {
  const things = createNamedThings();
  return videos.flatMap((video) => {
    const name = nameOf(video);
    const medium = { path: video.path, isPicture: false };
    const shared = { id: name, place: name, cluster: name, kinds: [], medium };
    const [caption] = video.captions as readonly [string];
    return [
      { ...shared, outputType: "rank" as const, captions: [caption] },
      {
        ...shared,
        outputType: "caption" as const,
        references: video.captions,
        present: video.shown.length > 0 ? things.seenIn(video) : undefined,
      },
      ...toMoments(video).map((one) => ({ ...shared, ...one, id: `${name}: ${one.query}` })),
      ...video.questions.flatMap((question) => {
        const asked = toQuestion(question);
        const { kind } = question;
        const kinds = kind === undefined ? [] : [kind];
        return asked ? { ...shared, kinds, ...asked, id: `${name}: ${question.question}` } : [];
      }),
    ];
  });
}

type Asked =
  | {
      readonly outputType: "choose";
      readonly question: string;
      readonly options: readonly string[];
      readonly right: number;
    }
  | { readonly outputType: "yes-no"; readonly question: string; readonly isYes: boolean }
  | { readonly outputType: "caption"; readonly question: string; readonly references: readonly string[] };

function toQuestion({ question, answer, options }: LabelledQuestion): Asked | undefined {
  if (options) return { outputType: "choose", question, options, right: options.indexOf(answer) };
  if (/^(?:yes|no)$/.test(answer)) return { outputType: "yes-no", question, isYes: answer === "yes" };
  return toSpan(answer) ? undefined : { outputType: "caption", question, references: [answer] };
}

/** Events of the same words are one query. */
function toMoments({ events, durationSeconds }: LabelledVideo) {
  return [...new Set(events.map(({ text }) => text))].map((query) => ({
    outputType: "localise" as const,
    query,
    moments: events
      .filter(({ text }) => text === query)
      .map(({ startSeconds, endSeconds }) => ({ startSeconds, endSeconds })),
    durationSeconds,
  }));
}
