import { rowProductsOfEach } from "../../core/rowProducts.js";
import { standingOf, usualOf, type Usual } from "../../core/standing.js";
import { dot, meanOf, toUnit, type Embedding } from "../../core/vectors.js";
import type { TextEncoder } from "../../inference/encoding/encoders.js";
import type { CaptionCalibration, CaptionDomain } from "./calibration.js";
import {
  classesOf,
  groupIn,
  subjectClasses,
  type Classing,
  type Concept,
  type ConceptBank,
  type ConceptKind,
} from "./conceptBank.js";

/** What a part of a video looks like: unit embeddings. */
export interface PartEmbeddings {
  /** Mean of its frames. */
  readonly frame: Embedding;
  /** Mean of its clips, which know the order of their frames; absent where it has none. */
  readonly clip: Embedding | undefined;
}

/** How far a concept stands out in a part of a video. */
export interface MeasuredConcept {
  readonly concept: Concept;
  /** What would be said: "a dog", or "a dog jumps" for an action. */
  readonly text: string;
  readonly embedding: Embedding;
  readonly similarity: number;
  /** Standard deviations above what ordinary texts reach with this part. */
  readonly stand: number;
  /** `stand` less that of the best alternative. */
  readonly margin: number;
}

/** Compares the concepts of a bank with parts of videos. */
export interface ConceptMeter {
  /**
   * The concepts of a kind, those that stand out most first. Actions and colours are measured together with the words of
   * `subject`, and there are none without it.
   */
  measure(kind: ConceptKind, part: PartEmbeddings, subject?: Concept): Promise<MeasuredConcept[]>;
  /**
   * Classes by what their members, as they were measured, stand out together, highest first. It is known that there is an
   * animal long before it is known which one. Similarity and embedding are those of the member that stands out most.
   */
  measureClasses(classing: Classing, members: readonly MeasuredConcept[]): MeasuredConcept[];
  /** How far each of any texts stands out in a picture, in order. */
  measureTexts(texts: readonly string[], picture: Embedding): Promise<Pick<MeasuredConcept, "similarity" | "stand">[]>;
}

/** Standard deviations by which a member has to trail the best one to add a third of what that adds. */
const memberSpread = 1;

/** What a meter is made from. */
export interface ConceptMeterParts {
  readonly bank: ConceptBank;
  /** Its subjects and places are the cohort of texts: the bank that ships, so that a calibration holds for every bank. */
  readonly ordinary: ConceptBank;
  readonly cohort: CaptionDomain["cohort"];
  /** Texts that need not be read again. */
  readonly texts: CaptionCalibration["texts"];
  readonly textEncoder: () => Promise<TextEncoder>;
}

/** Below this, similarities do not differ. */
const minDeviation = 1e-6;
const toUsual = (similarities: ArrayLike<number>): Usual => usualOf(similarities, minDeviation);

interface Probe {
  readonly concept: Concept;
  readonly text: string;
  readonly embedding: Embedding;
  readonly overFrames: Usual;
  readonly overClips: Usual;
}

/**
 * Builds a meter.
 *
 * Each similarity is standardised twice ({@link standingOf}): by what the text reaches with a cohort of ordinary
 * pictures, then by what a cohort of ordinary texts reaches with this picture. Nothing here depends on one model or one
 * index.
 */
export function createConceptMeter(parts: ConceptMeterParts): ConceptMeter {
  const { bank, ordinary, cohort, texts: readAlready, textEncoder } = parts;
  const [frames, clips] = [toRows(cohort.frames), toRows(cohort.clips)];
  const probes = new Map<string, Promise<Probe[]>>();
  const usual = new WeakMap<Embedding, Usual>();
  const subjects = [...bank.subjects, ...subjectClasses(bank)];
  let ordinaryOnce: Promise<Probe[]> | undefined;
  const ordinaryProbes = () => (ordinaryOnce ??= toProbes([...ordinary.subjects, ...ordinary.places], (text) => text));

  const read = async (texts: readonly string[]): Promise<ReadonlyMap<string, Embedding>> => {
    const unknown = texts.filter((text) => !readAlready.has(text));
    if (unknown.length === 0) return readAlready;
    const embeddings = await (await textEncoder()).encode(unknown);
    return new Map([...readAlready, ...unknown.map((text, n) => [text, embeddings[n] as Embedding] as const)]);
  };
  const toProbes = async (concepts: readonly Concept[], phrase: (text: string) => string): Promise<Probe[]> => {
    const ofTexts = await read(concepts.flatMap((concept) => concept.texts.map(phrase)));
    const embeddings = concepts.map(({ texts }) =>
      toUnit(meanOf(texts.map((text) => ofTexts.get(phrase(text)) as Embedding))),
    );
    const [overFrames, overClips] = [frames, clips].map((rows) => rowProductsOfEach(rows, embeddings).map(toUsual));
    return concepts.map((concept, n) => ({
      concept,
      text: phrase(concept.says),
      embedding: embeddings[n] as Embedding,
      overFrames: overFrames?.[n] as Usual,
      overClips: overClips?.[n] as Usual,
    }));
  };
  const probesOf = (kind: ConceptKind, subject?: Concept): Promise<Probe[]> => {
    const key = `${kind} ${subject?.says ?? ""}`;
    const known = probes.get(key);
    if (known) return known;
    const concepts = kind === "subjects" ? subjects : bank[kind];
    const made = toProbes(concepts, (text) => phraseOf(kind, text, subject));
    probes.set(key, made);
    return made;
  };

  /** What ordinary texts reach with a picture; every kind of concept is compared with it. */
  const usualWith = async (picture: Embedding, over: "overFrames" | "overClips"): Promise<Usual> => {
    const known = usual.get(picture);
    if (known) return known;
    const made = toUsual(
      (await ordinaryProbes()).map((probe) => standingOf(dot(picture, probe.embedding), probe[over])),
    );
    usual.set(picture, made);
    return made;
  };

  return {
    async measure(kind, part, subject) {
      const needsSubject = kind === "actions" || kind === "colours";
      const isMotion = kind === "actions" || kind === "motion";
      const picture = isMotion ? part.clip : part.frame;
      if (!picture || (needsSubject && !subject)) return [];
      const over = isMotion ? "overClips" : "overFrames";
      const ofTexts = await usualWith(picture, over);
      const measured = (await probesOf(kind, subject)).map((probe) => {
        const similarity = dot(picture, probe.embedding);
        return { probe, similarity, stand: standingOf(standingOf(similarity, probe[over]), ofTexts) };
      });
      measured.sort((a, b) => b.stand - a.stand);
      return measured.map(({ probe: { concept, text, embedding }, similarity, stand }) => {
        const rival = measured.find(({ probe: other }) => isAlternative(other.concept, concept));
        return { concept, text, embedding, similarity, stand, margin: rival ? stand - rival.stand : 0 };
      });
    },

    async measureTexts(texts, picture) {
      const ofTexts = await usualWith(picture, "overFrames");
      const asked = texts.map((text): Concept => ({ kind: "subjects", group: text, says: text, texts: [text] }));
      return (await toProbes(asked, (text) => text)).map(({ embedding, overFrames }) => {
        const similarity = dot(picture, embedding);
        return { similarity, stand: standingOf(standingOf(similarity, overFrames), ofTexts) };
      });
    },

    measureClasses(classing, members) {
      const stands = [...new Set(members.map(({ concept }) => groupIn(classing, concept)))].map((group) => {
        const ofGroup = members.filter(({ concept }) => groupIn(classing, concept) === group) as [MeasuredConcept];
        return { group, best: ofGroup[0], stand: standTogether(ofGroup) };
      });
      stands.sort((a, b) => b.stand - a.stand);
      const classes = classesOf(bank, classing);
      return stands.flatMap(({ group, best, stand }): MeasuredConcept[] => {
        const concept = classes.find((candidate) => candidate.group === group);
        if (!concept) return [];
        const rival = stands.find((other) => other.group !== group);
        const { embedding, similarity } = best;
        return [{ concept, text: group, embedding, similarity, stand, margin: rival ? stand - rival.stand : 0 }];
      });
    },
  };
}

/** Soft maximum of what the members of a group stand out. */
function standTogether(members: readonly MeasuredConcept[]): number {
  const most = members.reduce((highest, { stand }) => Math.max(highest, stand), -Infinity);
  const sum = members.reduce((total, { stand }) => total + Math.exp((stand - most) / memberSpread), 0);
  return most + memberSpread * Math.log(sum);
}

/** Of actions and motion the lines of a group exclude each other; an animal is no alternative to a dog. */
function isAlternative(other: Concept, concept: Concept): boolean {
  if (other === concept) return false;
  if (concept.kind === "actions" || concept.kind === "motion") return other.group === concept.group;
  if (concept.kind === "subjects") return other.says !== concept.group && concept.says !== other.group;
  return true;
}

/** How a concept is said of a subject: "a red ball", "a ball rolls". */
export function phraseOf(kind: ConceptKind, text: string, subject?: Concept): string {
  if (!subject) return text;
  if (kind === "actions") return `${subject.says} ${text}`;
  const noun = subject.says.replace(/^(an?|the) /, "");
  return `${/^[aeiou]/.test(text) ? "an" : "a"} ${text} ${noun}`;
}

function toRows(embeddings: readonly Embedding[]): Float32Array {
  const dimension = embeddings[0]?.length ?? 0;
  const rows = new Float32Array(embeddings.length * dimension);
  embeddings.forEach((embedding, n) => rows.set(embedding, n * dimension));
  return rows;
}
