import type { CaptionCalibration, CaptionDomain } from "../../annotators/concepts/calibration.js";
import { loadConceptBank, subjectClasses, type ConceptBank } from "../../annotators/concepts/conceptBank.js";
import { createConceptAnnotator } from "../../annotators/concepts/conceptAnnotator.js";
import { createConceptMeter, phraseOf } from "../../annotators/concepts/conceptMeter.js";
import { saysNothing } from "../../annotators/concepts/selection.js";
import type { Embedding } from "../../core/vectors.js";
import type { TextEncoder } from "../../inference/encoding/encoders.js";
import type { Model } from "../../models/model.js";
import { calibrateDomain, type DomainPictures } from "./calibrateDomain.js";
import type { KnownPicture } from "./knownPicture.js";
import { measureKnown, type KnownMeasurement } from "./measureKnown.js";

const cohortSizes = { scenes: 200, photographs: 300 };
/** Of so many parts of the photographs each is captioned by what the others gave. */
const foldCount = 5;

/** A calibration, and how true captions were of pictures that nothing of it was chosen by. */
export interface MeasuredCalibration {
  readonly calibration: CaptionCalibration;
  readonly measured: { readonly scenes: KnownMeasurement; readonly photographs?: KnownMeasurement };
}

/** Pictures that captions are calibrated on, by domain. */
export interface CalibrationPictures {
  readonly scenes: readonly KnownPicture[];
  /** None: nothing is said of photographs. */
  readonly photographs: readonly KnownPicture[];
}

/**
 * Measures how far the captions of a model can be believed.
 *
 * A quarter of the scenes fits the curves, one half sets the levels from which on something is said, and the last quarter,
 * which nothing was chosen by, tells how true the captions are. Photographs of which so much is known are few: all of them
 * fit curves and levels, and the figures are of five folds, each captioned by what the other four gave.
 */
export async function calibrateCaptions(
  model: Model,
  { scenes, photographs }: CalibrationPictures,
  onProgress: (line: string) => void,
): Promise<MeasuredCalibration> {
  const bank = loadConceptBank();
  const textEncoder = () => model.open("text");
  const texts = await readTexts(textsOf(bank), await textEncoder());
  const calibrate = async (pictures: Omit<DomainPictures, "bank" | "meter">) => {
    const meter = createConceptMeter({ bank, ordinary: bank, cohort: pictures.cohort, texts, textEncoder });
    return calibrateDomain({ ...pictures, bank, meter });
  };
  const calibrationOf = (domains: readonly CaptionDomain[]): CaptionCalibration => ({
    model: { id: model.identity.id, hash: model.identity.hash },
    texts,
    domains,
  });
  const annotatorOf = (domains: readonly CaptionDomain[]) =>
    createConceptAnnotator({ bank, ordinary: bank, calibration: calibrationOf(domains), textEncoder });

  const sceneDomain = await calibrate(ofScenes(scenes.slice(0, Math.floor(0.75 * scenes.length)), scenes.length));
  onProgress("calibrated on scenes");
  const folds: { readonly domain: CaptionDomain; readonly kept: readonly KnownPicture[] }[] = [];
  for (let fold = 0; fold < foldCount && photographs.length > 0; fold += 1) {
    const isKept = (_: KnownPicture, n: number) => n % foldCount === fold;
    const others = photographs.filter((photograph, n) => !isKept(photograph, n));
    folds.push({ domain: await calibrate(ofPhotographs(others)), kept: photographs.filter(isKept) });
    onProgress(`calibrated on photographs without part ${fold + 1} of ${foldCount}`);
  }
  const domains = photographs.length > 0 ? [sceneDomain, await calibrate(ofPhotographs(photographs))] : [sceneDomain];
  const coloured = await readTexts(colouredTexts(bank, sceneDomain), await textEncoder());
  const measuring = scenes.slice(Math.floor(0.75 * scenes.length));
  const measured = {
    scenes: await measureKnown([{ annotator: annotatorOf(domains), pictures: measuring }]),
    ...(folds.length > 0 && {
      photographs: await measureKnown(
        folds.map(({ domain, kept }) => ({ annotator: annotatorOf([sceneDomain, domain]), pictures: kept })),
      ),
    }),
  };
  return { calibration: { ...calibrationOf(domains), texts: new Map([...texts, ...coloured]) }, measured };
}

function ofScenes(scenes: readonly KnownPicture[], total: number): Omit<DomainPictures, "bank" | "meter"> {
  const fitting = scenes.slice(0, Math.floor(0.25 * total));
  const holding = scenes.slice(fitting.length);
  const cohort = toCohort(fitting.slice(0, cohortSizes.scenes));
  return { name: "scenes", cohort, fitting, holding, isKnown: () => true, borrows: false };
}

function ofPhotographs(photographs: readonly KnownPicture[]): Omit<DomainPictures, "bank" | "meter"> {
  const count = Math.min(cohortSizes.photographs, photographs.length);
  const spread = Array.from(
    { length: count },
    (_, n) => photographs[Math.floor((n * photographs.length) / count)] as KnownPicture,
  );
  const isKnown = (says: string) => {
    const truths = new Set(photographs.map(({ isTrue }) => isTrue("subjects", says)));
    return truths.has(true) && truths.has(false);
  };
  const pictures = { fitting: photographs, holding: photographs };
  return { name: "photographs", cohort: toCohort(spread), ...pictures, isKnown: memoised(isKnown), borrows: true };
}

function memoised(of: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const found = known.get(text) ?? of(text);
    known.set(text, found);
    return found;
  };
}

/** The texts of a bank that are said as they stand; those of colours and actions depend on the subject. */
function textsOf(bank: ConceptBank): string[] {
  const concepts = [...bank.subjects, ...subjectClasses(bank), ...bank.places, ...bank.times, ...bank.motion];
  return concepts.flatMap((concept) => concept.texts);
}

/** Colours of the subjects that can be said. */
function colouredTexts(bank: ConceptBank, { kinds: { subjects, colours } }: CaptionDomain): string[] {
  if (saysNothing(colours)) return [];
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

function toCohort(pictures: readonly KnownPicture[]): CaptionDomain["cohort"] {
  const frames = pictures.map(
    ({ part }, n) => (part.frames[n % part.frames.length] as (typeof part.frames)[0]).embedding,
  );
  return { frames, clips: pictures.flatMap(({ part: { clip } }) => (clip ? [clip] : [])) };
}
