import {
  confidenceOf,
  isSupported,
  likenessOf,
  type CaptionCalibration,
  type KindCalibration,
} from "../../annotators/concepts/calibration.js";
import {
  classesOf,
  conceptKinds,
  loadConceptBank,
  subjectClasses,
  type ClassedKind,
  type ConceptBank,
  type ConceptKind,
} from "../../annotators/concepts/conceptBank.js";
import { collectSegments } from "../../annotators/collectSegments.js";
import { candidatesOf, createConceptAnnotator, keepSupported } from "../../annotators/concepts/conceptAnnotator.js";
import {
  createConceptMeter,
  phraseOf,
  type ConceptMeter,
  type MeasuredConcept,
} from "../../annotators/concepts/conceptMeter.js";
import type { VideoPart } from "../../annotators/concepts/parts.js";
import type { Embedding } from "../../core/vectors.js";
import { isTrueOf, measureCaptions, type CaptionMeasurement } from "../../evaluation/metrics/captioning/phraseTruth.js";
import type { TextEncoder } from "../../inference/encoding/encoders.js";
import type { Model } from "../../models/model.js";
import { fitCalibration, type ConceptObservation } from "./fitCalibration.js";
import type { RenderedScene } from "./renderScenes.js";

type Kinds = CaptionCalibration["kinds"];

const cohortSize = 200;
/** Of the cohort's own pictures so many are less like their nearest one than what is spoken of has to be. */
const unlikeShare = 0.05;

/** A calibration, and how true the captions were on scenes that nothing of it was chosen by. */
export interface MeasuredCalibration {
  readonly calibration: CaptionCalibration;
  readonly measured: CaptionMeasurement & { readonly scenes: number };
}

/**
 * Measures how far the captions of a model can be believed.
 *
 * A quarter of the scenes fits the curves, one half sets the levels from which on something is said, and the last
 * quarter, which nothing was chosen by, tells how true the captions are.
 */
export async function calibrateCaptions(
  model: Model,
  scenes: readonly RenderedScene[],
  onProgress: (line: string) => void,
): Promise<MeasuredCalibration> {
  const [quarter, threeQuarters] = [0.25, 0.75].map((share) => Math.floor(share * scenes.length)) as [number, number];
  const fitting = scenes.slice(0, quarter);
  const holding = scenes.slice(quarter, threeQuarters);
  const measuring = scenes.slice(threeQuarters);
  const cohort = toCohort(fitting.slice(0, cohortSize), model.identity.dimension);
  const textEncoder = () => model.open("text");
  const bank = loadConceptBank();
  const texts = await readTexts(textsOf(bank), await textEncoder());
  const meter = createConceptMeter({ bank, ordinary: bank, cohort, texts, textEncoder });
  const observations = { bank, meter, fitting, holding, onProgress };

  const kinds = await fitKinds(observations);
  const calibration: CaptionCalibration = {
    model: { id: model.identity.id, hash: model.identity.hash },
    cohort,
    texts: await readTexts([...textsOf(bank), ...colouredTexts(bank, kinds)], await textEncoder()),
    minLikeness: leastLikenessIn(cohort.frames),
    kinds,
    classes: {
      subjects: await fitClasses("subjects", kinds, observations),
      places: await fitClasses("places", kinds, observations),
    },
  };
  const annotator = createConceptAnnotator({ bank, ordinary: bank, calibration, textEncoder });
  const captioned = await Promise.all(
    measuring.map(async ({ video, truth }) => ({
      segments: (await collectSegments(annotator, video)).segments,
      truth: [truth],
    })),
  );
  return { calibration, measured: { scenes: measuring.length, ...measureCaptions(captioned) } };
}

/** What the curves and levels are fitted to. */
interface Observations {
  readonly bank: ConceptBank;
  readonly meter: ConceptMeter;
  readonly fitting: readonly RenderedScene[];
  readonly holding: readonly RenderedScene[];
  readonly onProgress: (line: string) => void;
}

/** Fits every kind of concept; subjects come first, as colours and actions are said of them. */
async function fitKinds({ bank, meter, fitting, holding, onProgress }: Observations): Promise<Kinds> {
  const kinds: Partial<Record<ConceptKind, KindCalibration>> = {};
  for (const kind of conceptKinds) {
    const look = (scene: RenderedScene) => observe(meter, kind, scene, kinds.subjects);
    const phrases = bank[kind].map(({ says }) => says);
    kinds[kind] = fitCalibration(await ofEach(fitting, look), await ofEach(holding, look), phrases);
    onProgress(`${kind}: ${JSON.stringify(kinds[kind])}`);
  }
  return kinds as Kinds;
}

/** Fits the classes of a kind, on the scenes of which no member is said: nobody asks for the class of the others. */
async function fitClasses(
  kind: ClassedKind,
  kinds: Kinds,
  { bank, meter, fitting, holding, onProgress }: Observations,
): Promise<KindCalibration> {
  const members = kinds[kind];
  const isSaid = (one: ConceptObservation) =>
    isSupported({ says: one.says, confidence: confidenceOf(one, members) }, members);
  const look = async (scene: RenderedScene): Promise<ConceptObservation[]> => {
    if ((await observe(meter, kind, scene, kinds.subjects)).some(isSaid)) return [];
    const classes = meter.measureClasses(kind, await meter.measure(kind, scene.part));
    return classes.slice(0, 1).map((one) => toObservation(kind, one, scene.truth));
  };
  const phrases = classesOf(bank, kind).map(({ says }) => says);
  const fitted = fitCalibration(await ofEach(fitting, look), await ofEach(holding, look), phrases);
  onProgress(`classes of ${kind}: ${JSON.stringify(fitted)}`);
  return fitted;
}

/** What might be said of a scene, and whether it is true; colours and actions of the subject that would be said. */
async function observe(
  meter: ConceptMeter,
  kind: ConceptKind,
  { part, truth }: RenderedScene,
  subjects: KindCalibration | undefined,
): Promise<ConceptObservation[]> {
  const needsSubject = kind === "actions" || kind === "colours";
  const subject = needsSubject && subjects ? await saidSubject(meter, part, subjects) : undefined;
  const measured = await meter.measure(kind, part, subject?.concept);
  return candidatesOf(kind, measured).map((one) => toObservation(kind, one, truth));
}

/** What colours and actions are said of, right or wrong. */
async function saidSubject(
  meter: ConceptMeter,
  part: VideoPart,
  subjects: KindCalibration,
): Promise<MeasuredConcept | undefined> {
  return keepSupported(candidatesOf("subjects", await meter.measure("subjects", part)), subjects)[0];
}

async function ofEach<Found>(
  scenes: readonly RenderedScene[],
  look: (scene: RenderedScene) => Promise<Found[]>,
): Promise<Found[]> {
  return (await Promise.all(scenes.map(look))).flat();
}

/** The texts of a bank that are said as they stand; those of colours and actions depend on the subject. */
function textsOf(bank: ConceptBank): string[] {
  const concepts = [...bank.subjects, ...subjectClasses(bank), ...bank.places, ...bank.times, ...bank.motion];
  return concepts.flatMap((concept) => concept.texts);
}

/** Colours of the subjects that can be said. */
function colouredTexts(bank: ConceptBank, { subjects, colours }: Kinds): string[] {
  if (colours.minConfidence === null) return [];
  return bank.subjects
    .filter(({ says }) => typeof subjects.levels[says] === "number")
    .flatMap((subject) =>
      bank.colours.flatMap((colour) => colour.texts.map((text) => phraseOf("colours", text, subject))),
    );
}

async function readTexts(all: readonly string[], textEncoder: TextEncoder): Promise<CaptionCalibration["texts"]> {
  const texts = [...new Set(all)];
  const embeddings = await textEncoder.encode(texts);
  return new Map(texts.map((text, n) => [text, embeddings[n] as Embedding]));
}

function toObservation(
  kind: ConceptKind,
  { concept: { says }, text, stand, margin }: MeasuredConcept,
  truth: RenderedScene["truth"],
): ConceptObservation {
  return { says, stand, margin, isTrue: isTrueOf({ kind, text }, truth) };
}

function toCohort(scenes: readonly RenderedScene[], dimension: number): CaptionCalibration["cohort"] {
  const frames = scenes.map(({ video }, n) => {
    const row = n % video.frames.times.length;
    return video.frames.embeddings.slice(row * dimension, (row + 1) * dimension);
  });
  return { frames, clips: scenes.map(({ video }) => video.clips.embeddings) };
}

function leastLikenessIn(frames: CaptionCalibration["cohort"]["frames"]): number {
  const likenesses = frames.map((frame) =>
    likenessOf(
      frame,
      frames.filter((other) => other !== frame),
    ),
  );
  return likenesses.toSorted((a, b) => a - b)[Math.floor(unlikeShare * frames.length)] as number;
}
