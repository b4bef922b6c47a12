import { confidenceOf, levelOf, type CaptionDomain, type KindCalibration } from "./calibration.js";
import { groupIn, type Classing, type Concept, type ConceptKind } from "./conceptBank.js";
import type { ConceptMeter, MeasuredConcept, PartEmbeddings } from "./conceptMeter.js";

/** A concept that is believed as much as it has to be. */
export interface Supported extends MeasuredConcept {
  readonly confidence: number;
}

/** So many subjects are said; one of any other kind. */
export const maxSubjects = 2;

/** Chooses what is said of the parts of one domain. */
export interface Selection {
  /** The best few of a kind that are supported; actions and colours are those of `subject`. */
  members(kind: ConceptKind, part: PartEmbeddings, subject?: Concept): Promise<Supported[]>;
  /** Subjects, and the class of others where there are fewer than may be said. */
  subjects(part: PartEmbeddings): Promise<Supported[]>;
  /** The place, what class of places it is where that is not sure, or whether it is indoors where not even that is. */
  place(part: PartEmbeddings): Promise<Supported | undefined>;
}

/** Builds what chooses from what `meter` measures, by what was right in a domain. */
export function createSelection(meter: ConceptMeter, domain: Pick<CaptionDomain, "kinds" | "classes">): Selection {
  const { kinds, classes } = domain;
  /** Nothing where nothing can be said of it, so that its texts need not be read. */
  const measure = async (kind: ConceptKind, part: PartEmbeddings, subject?: Concept, sayers = [kinds[kind]]) =>
    sayers.every(saysNothing) ? [] : meter.measure(kind, part, subject);
  const passedOver = new Map(
    [...Object.values(kinds), ...Object.values(classes)].map((one) => [one, new Set(one.unknown)]),
  );
  const isKnownIn = (calibration: KindCalibration) => (says: string) => !passedOver.get(calibration)?.has(says);
  const membersOf = (kind: ConceptKind, measured: readonly MeasuredConcept[]) =>
    keepSupported(candidatesOf(kind, measured, isKnownIn(kinds[kind])), kinds[kind]);
  const classIn = (classing: Classing, measured: readonly MeasuredConcept[], said: readonly Supported[]) => {
    const found = meter.measureClasses(classing, measured);
    return keepSupported(classCandidates(classing, found, said, isKnownIn(classes[classing])), classes[classing]);
  };
  return {
    async members(kind, part, subject) {
      return membersOf(kind, await measure(kind, part, subject));
    },
    async subjects(part) {
      const measured = await measure("subjects", part, undefined, [kinds.subjects, classes.subjects]);
      const found = membersOf("subjects", measured);
      return [...found, ...classIn("subjects", measured, found)].slice(0, maxSubjects);
    },
    async place(part) {
      const measured = await measure("places", part, undefined, [kinds.places, classes.places, classes.surroundings]);
      return [
        () => membersOf("places", measured),
        () => classIn("places", measured, []),
        () => classIn("surroundings", measured, []),
      ].reduce<Supported[]>((found, look) => (found.length > 0 ? found : look()), [])[0];
    },
  };
}

/** Whether it was measured how far a phrase can be believed, or it is a phrase of the user's own. */
type IsKnown = (says: string) => boolean;

/** Whether nothing of a kind may be said. */
export const saysNothing = ({ minConfidence, levels }: KindCalibration): boolean =>
  minConfidence === null && Object.values(levels).every((level) => level === null);

/**
 * What of a kind may be said, of those that were measured: of those that are known the two subjects that stand out most, one
 * of any other kind. Classes are for where their members are not sure.
 */
export function candidatesOf(
  kind: ConceptKind,
  measured: readonly MeasuredConcept[],
  isKnown: IsKnown,
): MeasuredConcept[] {
  return measured
    .filter(({ concept: { says, group } }) => says !== group && isKnown(says))
    .slice(0, kind === "subjects" ? maxSubjects : 1);
}

/** The classes of which no member is said. There may be a person beside a vehicle, so that they do not exclude each other. */
export function classCandidates(
  classing: Classing,
  classes: readonly MeasuredConcept[],
  said: readonly MeasuredConcept[],
  isKnown: IsKnown,
): MeasuredConcept[] {
  const groups = new Set(said.map(({ concept }) => groupIn(classing, concept)));
  return classes.filter(({ concept: { says } }) => isKnown(says) && !groups.has(says));
}

/** Those that are believed as much as they have to be, in their order. */
export function keepSupported(measured: readonly MeasuredConcept[], calibration: KindCalibration): Supported[] {
  return measured
    .map((one) => ({ ...one, confidence: confidenceOf(one, calibration) }))
    .filter(({ concept: { says }, confidence }) => confidence >= (levelOf(says, calibration) ?? Infinity));
}
