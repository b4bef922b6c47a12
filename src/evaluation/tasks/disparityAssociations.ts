import { testPictures, testWords, type EmbedTexts } from "../disparities/associations.js";
import { toFindings, type TestedFigure } from "../disparities/findings.js";
import { findGroupings, toGroups, toSlug } from "../disparities/groupings.js";
import { loadAssociationWords, type WordTest } from "../disparities/wordSets.js";
import type { NotExamined } from "../clips/clip.js";
import { embedderOf } from "../examinees/embedderOf.js";
import type { MediaSubject, MediaTask } from "../media/mediaTask.js";

/** Pairs of groups of one grouping whose pictures are compared. */
const maxPairs = 6;

/** Association tests on the embeddings of words and, where people named groups, of pictures and videos. */
export const disparityAssociationsTask: MediaTask = {
  lacks: () => undefined,
  plan: () => ({ examples: 2 * loadAssociationWords().tests.length }), // as words and in sentences
  async run(subject, { name }) {
    const embed = embedderOf(subject.examination.examinee) as EmbedTexts;
    const words = loadAssociationWords();
    const tests = words.tests.filter((test) => words.pictures.includes(test.name));
    const ofPictures = await testGroups(subject, tests);
    const tested = [...(await testWords(words, embed)), ...ofPictures.tested];
    const what = "how many associations are stronger than chance gives, p < 0.05 for all together";
    return {
      figures: toFindings(tested, "associations-found", what),
      notExamined: ofPictures.notExamined.map((one) => ({ task: name, ...one })),
      count: tested.length,
    };
  },
};

async function testGroups(
  { files, reader, examination }: MediaSubject,
  tests: readonly WordTest[],
): Promise<{ readonly tested: readonly TestedFigure[]; readonly notExamined: readonly NotExamined[] }> {
  const seen = await reader.read(files.filter(({ labels }) => Object.keys(labels.groups).length > 0));
  const tested: TestedFigure[] = [];
  const notExamined: NotExamined[] = [];
  for (const grouping of findGroupings(seen)) {
    const grouped = toGroups(
      seen.map((file) => ({ thing: file.name, sequence: file.sequence })),
      grouping,
    );
    notExamined.push(...grouped.leftOut);
    const cosinesOf = (group: string, texts: readonly string[]) =>
      examination.examinee.score(
        grouped.items.filter((item) => item.group === group).map(({ sequence }) => sequence),
        texts,
      );
    const pairs = grouped.groups.flatMap((first, n) =>
      grouped.groups.slice(n + 1).map((second) => [first, second] as const),
    );
    for (const groups of pairs.slice(0, maxPairs)) {
      const slug = [grouping.name, ...groups].map(toSlug).join("-");
      for (const test of tests)
        tested.push(...(await testPictures({ grouping: grouping.name, groups, slug }, test, cosinesOf)));
    }
    if (pairs.length > maxPairs)
      notExamined.push({
        place: `${pairs.length - maxPairs} of ${pairs.length} pairs of groups of "${grouping.name}"`,
        reason: `beyond the limit of ${maxPairs}`,
      });
  }
  return { tested, notExamined };
}
