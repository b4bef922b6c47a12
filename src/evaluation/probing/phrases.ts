import { loadConceptBank } from "../../annotators/concepts/conceptBank.js";
import type { Examinee, Writer } from "../examinees/examinee.js";
import { meanOf } from "../statistics/summary.js";
import type { Clip } from "../clips/clip.js";
import { toInnerSentence } from "../clips/innerSentence.js";
import { singleFrames, type SeenFrame } from "../clips/sequence.js";

/** Words for clips, to stand in sentences about what is made of them. */
export interface Phrases {
  /** Where they come from, for people. */
  readonly source: "captions of the dataset" | "descriptions by the model" | "concepts.yaml";
  /** What a clip shows. */
  of(clip: Clip): string;
  /** What each of two clips shows and the other does not; undefined where no words tell them apart. */
  ofPair(a: Clip, b: Clip): readonly [string, string] | undefined;
}

/** So many of a clip's best phrases may stand for it beside another clip. */
const maxChosenAmong = 10;

/** Two of them and what joins them must fit into the texts that models read, of which the shortest lose all after 40 tokens. */
const maxCaptionLength = 60;

/**
 * Finds phrases for clips: what people wrote, where they wrote something short about every clip; else what the model says of the middle
 * frame; else the concept that the model finds nearest to the clip's frames, each looked at alone and compared with what it
 * finds in the other clips. The order of the frames has no part in any of them, so a phrase is as good for a clip as for its
 * reverse.
 */
export async function findPhrases(clips: readonly Clip[], phraser: Examinee): Promise<Phrases> {
  const captions = clips.flatMap(({ caption }) => (caption === undefined ? [] : [toInnerSentence(caption)]));
  if (captions.length === clips.length && captions.every((caption) => caption.length <= maxCaptionLength))
    return toPhrases("captions of the dataset", clips, captions);
  const { writer } = phraser;
  if (writer) {
    const descriptions: string[] = [];
    for (const clip of clips) descriptions.push(await describe(clip, writer));
    return toPhrases("descriptions by the model", clips, descriptions);
  }
  return chooseConcepts(clips, phraser);
}

const maxDescriptionTokens = 24;

/** What the middle frame shows, in a few words. */
async function describe({ frames }: Clip, writer: Writer): Promise<string> {
  const middle = { frames: [frames[frames.length >> 1] as SeenFrame], endSeconds: 1, seams: [] };
  const prompt = "What does this picture show? Answer with a few words, like: a dog on a beach.";
  const { text } = await writer.write(middle, {
    prompt: writer.takesQuestions ? prompt : undefined,
    maxTokens: maxDescriptionTokens,
  });
  return toInnerSentence(text.split(/(?<=[.!?])\s|\n/)[0] ?? "");
}

function toPhrases(source: Phrases["source"], clips: readonly Clip[], texts: readonly string[]): Phrases {
  const byName = new Map(clips.map(({ name }, n) => [name, texts[n] as string]));
  const of = ({ name }: Clip) => byName.get(name) as string;
  return {
    source,
    of,
    ofPair: (a, b) => (of(a) && of(b) && of(a) !== of(b) ? [of(a), of(b)] : undefined),
  };
}

async function chooseConcepts(clips: readonly Clip[], phraser: Examinee): Promise<Phrases> {
  const bank = loadConceptBank();
  const texts = bank.subjects.map(({ says }) => says); // a place ("in a city") cannot stand in all sentences
  const fits = new Map<string, readonly number[]>();
  for (const clip of clips) fits.set(clip.name, centre(meanOfRows(await phraser.score(singleFrames(clip), texts))));
  const usual = meanOfRows([...fits.values()]);
  const standsOut = (clip: Clip) => (fits.get(clip.name) as readonly number[]).map((fit, n) => fit - (usual[n] ?? 0));
  const bestOf = (values: readonly number[], among: readonly number[]) =>
    among.reduce((best, n) => ((values[n] as number) > (values[best] as number) ? n : best));
  const all = [...texts.keys()];
  const choose = (clip: Clip, other: Clip): number | undefined => {
    const own = standsOut(clip);
    const candidates = all
      .toSorted((a, b) => (own[b] as number) - (own[a] as number) || a - b)
      .slice(0, maxChosenAmong);
    const [here, there] = [fits.get(clip.name) ?? [], fits.get(other.name) ?? []];
    const lead = all.map((n) => (here[n] as number) - (there[n] as number));
    const best = bestOf(lead, candidates);
    return (lead[best] as number) > 0 ? best : undefined;
  };
  return {
    source: "concepts.yaml",
    of: (clip) => texts[bestOf(standsOut(clip), all)] as string,
    ofPair(a, b) {
      const [ofA, ofB] = [choose(a, b), choose(b, a)];
      return ofA === undefined || ofB === undefined ? undefined : [texts[ofA] as string, texts[ofB] as string];
    },
  };
}

/** A clip may be nearer to all texts than another: what tells them apart is how much nearer to some than to others. */
function centre(fits: readonly number[]): number[] {
  const mean = meanOf(fits);
  return fits.map((fit) => fit - mean);
}

function meanOfRows(rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).map((_, n) => rows.reduce((sum, row) => sum + (row[n] as number), 0) / rows.length);
}
