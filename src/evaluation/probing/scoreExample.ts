import { keyOf, type Sequence } from "../clips/sequence.js";
import { toShown, type Control, type Shown } from "./controls.js";
import type { Example } from "./example.js";
import type { AnswerOptions, ControlScores } from "./outputs/output.js";

/** Scores every option of an example with every clip, `[clip][option]`, under all controls; what several of them show is scored once. */
export async function scoreExample(example: Example, options: AnswerOptions): Promise<ControlScores> {
  const shown = Object.entries(toShown(example, options)) as [Control, readonly Shown[]][];
  const unique = new Map<string, Sequence>();
  for (const [, ofClips] of shown)
    for (const { sequences } of ofClips) for (const sequence of sequences) unique.set(keyOf(sequence), sequence);
  const rows = await options.examinee.score([...unique.values()], example.options);
  const byKey = new Map([...unique.keys()].map((key, n) => [key, rows[n] as readonly number[]]));
  const toRow = ({ sequences, join }: Shown): (number | null)[] =>
    example.options.map((_, option) =>
      joinScores(
        sequences.map((sequence) => byKey.get(keyOf(sequence))?.[option] ?? Number.NaN),
        join,
      ),
    );
  return Object.fromEntries(shown.map(([control, ofClips]) => [control, ofClips.map(toRow)]));
}

/** What several frames say; those without an answer have no part in it. */
export function joinScores(scores: readonly number[], join: Shown["join"]): number | null {
  const given = scores.filter((score) => !Number.isNaN(score));
  if (given.length === 0) return null;
  return join === "mean" ? given.reduce((a, b) => a + b, 0) / given.length : Math.max(...given);
}
