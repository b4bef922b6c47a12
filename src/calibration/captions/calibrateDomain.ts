import { likenessOf, type CaptionDomain, type KindCalibration } from "../../annotators/concepts/calibration.js";
import {
  classesOf,
  classings,
  conceptKinds,
  type Classing,
  type ConceptBank,
  type ConceptKind,
} from "../../annotators/concepts/conceptBank.js";
import type { ConceptMeter, MeasuredConcept, PartEmbeddings } from "../../annotators/concepts/conceptMeter.js";
import {
  candidatesOf,
  classCandidates,
  createSelection,
  keepSupported,
  maxSubjects,
} from "../../annotators/concepts/selection.js";
import { fitCalibration, type ConceptObservation, type LevelOptions } from "./fitCalibration.js";
import type { KnownPicture } from "./knownPicture.js";

type Kinds = CaptionDomain["kinds"];

/** Of the cohort's own pictures so many are less like their nearest one than what is spoken of has to be. */
const unlikeShare = 0.05;
/** "Outdoors" says so little that it has to be surer than the rest. */
const widePrecision = 0.95;

/** What a domain is calibrated from. */
export interface DomainPictures {
  readonly name: string;
  readonly cohort: CaptionDomain["cohort"];
  /** Over that cohort. */
  readonly meter: ConceptMeter;
  readonly bank: ConceptBank;
  /** What the curves are fitted to. */
  readonly fitting: readonly KnownPicture[];
  /** What sets the levels. */
  readonly holding: readonly KnownPicture[];
  /** Whether it is known of some pictures that a phrase is true, and of others that it is false. */
  readonly isKnown: (says: string) => boolean;
  /** Whether phrases of which little was seen may borrow the level of others. */
  readonly borrows: boolean;
}

/**
 * Measures how far what a model says can be believed on pictures of one sort. Where it is not known whether a phrase is true,
 * nothing is learnt about it; a phrase of which nothing is known is not said.
 */
export async function calibrateDomain(pictures: DomainPictures): Promise<CaptionDomain> {
  const { name, cohort } = pictures;
  const kinds = await fitKinds(pictures);
  const fitted: [Classing, KindCalibration][] = [];
  for (const classing of Object.keys(classings) as Classing[])
    fitted.push([classing, await fitClasses(classing, kinds, Object.fromEntries(fitted), pictures)]);
  const classes = Object.fromEntries(fitted) as CaptionDomain["classes"];
  return { name, cohort, minLikeness: leastLikenessIn(cohort.frames), kinds, classes };
}

/** Fits every kind of concept; subjects come first, as colours and actions are said of them. */
async function fitKinds(pictures: DomainPictures): Promise<Kinds> {
  const { bank, meter, isKnown } = pictures;
  const kinds: Partial<Record<ConceptKind, KindCalibration>> = {};
  for (const kind of conceptKinds) {
    const needsSubject = kind === "actions" || kind === "colours";
    const subjects = needsSubject ? kinds.subjects : undefined;
    const observe = async ({ part, isTrue }: KnownPicture) => {
      const subject = subjects && (await saidSubject(pictures, part, subjects));
      const measured = await meter.measure(kind, part, subject?.concept);
      return observationsOf(kind, candidatesOf(kind, measured, isKnown), isTrue);
    };
    const groups = new Map(bank[kind].map(({ says, group }) => [says, group]));
    const groupOf = (phrase: string) => groups.get(phrase) as string;
    kinds[kind] = await fit(pictures, observe, [...groups.keys()], { groupOf });
  }
  return kinds as Kinds;
}

/** Fits classes on the pictures of which no member is said: nobody asks for the class of the others. */
async function fitClasses(
  classing: Classing,
  kinds: Kinds,
  narrower: Partial<CaptionDomain["classes"]>,
  pictures: DomainPictures,
): Promise<KindCalibration> {
  const { bank, meter, isKnown } = pictures;
  const { kind } = classings[classing];
  const classes = { subjects: unsaid, places: unsaid, surroundings: unsaid, ...narrower };
  const selection = createSelection(meter, { kinds, classes });
  const observe = async ({ part, isTrue }: KnownPicture) => {
    const place = kind === "places" ? await selection.place(part) : undefined;
    if (place) return [];
    const said = kind === "subjects" ? await selection.members(kind, part) : [];
    if (said.length >= maxSubjects) return [];
    const measured = meter.measureClasses(classing, await meter.measure(kind, part));
    return observationsOf(kind, classCandidates(classing, measured, said, isKnown), isTrue);
  };
  const phrases = classesOf(bank, classing).map(({ says }) => says);
  const precision = classings[classing].isWide ? widePrecision : undefined;
  return fit(pictures, observe, phrases, { precision, groupOf: () => classing });
}

const unsaid: KindCalibration = {
  offset: 0,
  standWeight: 0,
  marginWeight: 0,
  minConfidence: null,
  levels: {},
  unknown: [],
};

/** What colours and actions are said of, right or wrong. */
async function saidSubject(
  { meter, isKnown }: DomainPictures,
  part: PartEmbeddings,
  subjects: KindCalibration,
): Promise<MeasuredConcept | undefined> {
  return keepSupported(candidatesOf("subjects", await meter.measure("subjects", part), isKnown), subjects)[0];
}

async function fit(
  { fitting, holding, isKnown, borrows }: DomainPictures,
  observe: (picture: KnownPicture) => Promise<ConceptObservation[]>,
  phrases: readonly string[],
  { groupOf, precision }: LevelOptions,
): Promise<KindCalibration> {
  const ofEach = async (pictures: readonly KnownPicture[]) => (await Promise.all(pictures.map(observe))).flat();
  const fitted = await ofEach(fitting);
  const held = holding === fitting ? fitted : await ofEach(holding);
  const unknown = phrases.filter((phrase) => !isKnown(phrase));
  const levels = { precision, groupOf: borrows ? groupOf : undefined };
  return { ...fitCalibration(fitted, held, phrases.filter(isKnown), levels), unknown };
}

/** What might be said, where it is known whether it is true. */
function observationsOf(
  kind: ConceptKind,
  candidates: readonly MeasuredConcept[],
  isTrue: KnownPicture["isTrue"],
): ConceptObservation[] {
  return candidates.flatMap(({ concept: { says }, text, stand, margin }) => {
    const known = isTrue(kind, text);
    return known === undefined ? [] : [{ says, stand, margin, isTrue: known }];
  });
}

function leastLikenessIn(frames: CaptionDomain["cohort"]["frames"]): number {
  const likenesses = frames.map((frame) =>
    likenessOf(
      frame,
      frames.filter((other) => other !== frame),
    ),
  );
  return likenesses.toSorted((a, b) => a - b)[Math.floor(unlikeShare * frames.length)] as number;
}
