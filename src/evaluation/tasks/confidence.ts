import type { Embedding } from "../../core/vectors.js";
import type { SearchAnswer } from "../../query/searchEmbedding.js";
import { absentQueries } from "../absentQueries.js";
import { toFigure, toShareFigure, type Figure } from "../figure.js";
import { expectedCalibrationError, toReliabilityBins, type JudgedAnswer } from "../metrics/selective/calibration.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { areaUnderRiskCoverage, coverageAtRisk, toRiskCoverage } from "../metrics/selective/riskCoverage.js";
import type { EvaluatedIndex, EvaluationSubject, IndexTask } from "../task.js";
import { embedAll, videoIdOf } from "./ask.js";

/** How often an answer is given where there is none, and where there is one; how true `confidence` is. */
export const confidenceTask: IndexTask = {
  lacks: ({ videos }) =>
    videos.some(({ rendered }) => rendered)
      ? "videos without random scenes, which may show what the absent queries ask for"
      : undefined,
  run: async (subject) => {
    const asked = await askAll(subject);
    return [...answeredFigures(asked), ...(await withinVideos(subject)), ...calibrationFigures(asked)];
  },
};

const falseAlarm = 0.05;
/** Every so many of the absent queries are asked in each video. */
const absentStride = 10;

/** The best moment's confidence, and whether it lies in the video that the query is about. */
interface Asked {
  readonly confidence: number;
  readonly right: boolean;
}

interface AllAsked {
  readonly absent: readonly Asked[];
  readonly captions: readonly Asked[];
  readonly events: readonly Asked[];
}

async function askAll({ dataset, index, onAsked }: EvaluationSubject): Promise<AllAsked> {
  const opened = await index();
  const captions = dataset.videos.map((video) => ({ text: video.captions[0] as string, video }));
  const events = dataset.videos.flatMap((video) => video.events.map(({ text }) => ({ text, video })));
  const askPresent = async (queries: typeof captions) =>
    askEach(
      opened,
      await Promise.all(
        queries.map(async ({ text, video }) => ({ text, videoId: await videoIdOf(opened.store, video) })),
      ),
    );
  const tell = (name: string, texts: readonly string[], asked: readonly Asked[]): readonly Asked[] => {
    for (const [n, one] of asked.entries())
      onAsked?.({
        id: `${name} ${n + 1}`,
        cluster: `${texts[n]}`,
        values: { [`${name}-answered`]: Number(isAnswered(one)) },
        judged: name === "events" ? undefined : toJudged(one),
      });
    return asked;
  };
  const textsOf = (queries: typeof captions) => queries.map(({ text }) => text);
  const absent = await askEach(
    opened,
    absentQueries.map((text) => ({ text, videoId: undefined })),
  );
  return {
    absent: tell("absent", absentQueries, absent),
    captions: tell("captions", textsOf(captions), await askPresent(captions)),
    events: tell("events", textsOf(events), await askPresent(events)),
  };
}

async function askEach(
  { model, searcher }: EvaluatedIndex,
  queries: readonly { readonly text: string; readonly videoId: string | undefined }[],
): Promise<Asked[]> {
  const embeddings = await embedAll(
    model,
    queries.map(({ text }) => text),
  );
  const asked: Asked[] = [];
  for (const [n, { videoId }] of queries.entries()) {
    const answer = await searcher.searchEmbedding({ embedding: embeddings[n] as Embedding, top: 1 });
    const right = videoId !== undefined && answer.moments[0]?.videoId === videoId;
    asked.push({ confidence: confidenceIn(answer), right });
  }
  return asked;
}

const toJudged = ({ confidence, right }: Asked): JudgedAnswer => ({ confidence, correctness: Number(right) });
const confidenceIn = ({ moments: [best] }: SearchAnswer): number => best?.confidence ?? 0;
const isAnswered = ({ confidence }: { readonly confidence: number }): boolean => confidence >= 1 - falseAlarm;

function answeredFigures({ absent, captions, events }: AllAsked): Figure[] {
  const shareAt = (asked: readonly Asked[], rate: number) =>
    asked.filter(({ confidence }) => confidence >= 1 - rate).length / asked.length;
  const present = (name: string, asked: readonly Asked[]) =>
    toShareFigure(asked.map(isAnswered), {
      name: `${name}-answered`,
      what: `share of ${name} that are answered at --false-alarm ${falseAlarm}`,
      detail: { answeredRightly: asked.filter((one) => isAnswered(one) && one.right).length },
    });
  return [
    toShareFigure(absent.map(isAnswered), {
      name: "absent-answered",
      what: `share of queries about what no video shows that are answered at --false-alarm ${falseAlarm}`,
      target: { atMost: 0.1 },
      detail: {
        shareByFalseAlarm: Object.fromEntries([0.01, 0.05, 0.1, 0.2, 0.5].map((at) => [at, shareAt(absent, at)])),
      },
    }),
    present("captions", captions),
    ...(events.length > 0 ? [present("events", events)] : []),
  ];
}

/** The same inside one video: its own caption and events, and every tenth absent query. */
async function withinVideos({ dataset, index }: EvaluationSubject): Promise<Figure[]> {
  const { store, model, searcher } = await index();
  const ask = async (texts: readonly string[], videoId: string) => {
    const answers: boolean[] = [];
    for (const embedding of await embedAll(model, texts)) {
      answers.push((await searcher.searchEmbedding({ embedding, top: 1, videoId, falseAlarm })).answered);
    }
    return answers;
  };
  const absent: boolean[] = [];
  const present: boolean[] = [];
  for (const [n, video] of dataset.videos.entries()) {
    const videoId = await videoIdOf(store, video);
    const unrelated = absentQueries.filter((_, at) => at % absentStride === n % absentStride);
    absent.push(...(await ask(unrelated, videoId)));
    present.push(...(await ask([video.captions[0] as string, ...video.events.map(({ text }) => text)], videoId)));
  }
  return [
    toShareFigure(absent, {
      name: "absent-answered-in-one-video",
      what: "the same for searches within one video",
      target: { atMost: 0.1 },
    }),
    toShareFigure(present, {
      name: "present-answered-in-one-video",
      what: "share of captions and events that are answered in a search within their own video",
    }),
  ];
}

function calibrationFigures({ absent, captions }: AllAsked): Figure[] {
  const ofCaptions = captions.map(toJudged);
  const answers = [...ofCaptions, ...absent.map(toJudged)];
  const curve = toRiskCoverage(answers);
  const area = (sample: readonly JudgedAnswer[]) => areaUnderRiskCoverage(toRiskCoverage(sample));
  return [
    toFigure({
      name: "calibration-error",
      what: "expected calibration error of confidence as the probability of the right video, captions and absent queries",
      value: expectedCalibrationError(answers),
      count: answers.length,
      detail: { captionsAlone: expectedCalibrationError(ofCaptions), bins: toReliabilityBins(answers, 10) },
    }),
    toFigure({
      name: "false-alarm-error",
      what: "mean distance of the share of absent queries above a confidence from what that confidence promises",
      value: promiseError(absent),
      count: absent.length,
    }),
    toFigure({
      name: "risk-coverage-area",
      what: "area under the risk-coverage curve of captions and absent queries, the most confident first; lower is better",
      value: area(answers),
      count: answers.length,
      interval: bootstrapInterval(answers, area),
      chance: answers.filter(({ correctness }) => correctness === 0).length / answers.length,
      detail: {
        captionsAlone: area(ofCaptions),
        coverageAtRisk: Object.fromEntries([0.05, 0.1, 0.2, 0.5].map((risk) => [risk, coverageAtRisk(curve, risk)])),
        curve: thin(curve, 20),
      },
    }),
  ];
}

/** Mean over confidences c of | share of queries at c or above - (1 - c) |: 0 where the promise is kept everywhere. */
function promiseError(asked: readonly Asked[]): number {
  const steps = Array.from({ length: 99 }, (_, n) => (n + 1) / 100);
  const distances = steps.map((rate) =>
    Math.abs(asked.filter(({ confidence }) => confidence >= 1 - rate).length / asked.length - rate),
  );
  return distances.reduce((a, b) => a + b, 0) / distances.length;
}

/** About `count` of the points, evenly, with the last. */
function thin<Point>(points: readonly Point[], count: number): Point[] {
  const step = Math.ceil(points.length / count);
  return points.filter((_, n) => n % step === step - 1 || n === points.length - 1);
}
