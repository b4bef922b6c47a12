import { nearestSpan, toMarkText, type MarkView, type NewMarkInput } from "../../client/client.js";
import { kinodex } from "../service.js";
import { createStore, useStore } from "../store.js";

/** A span and a text that may be true of it. */
export interface Judged {
  readonly videoId: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly about: MarkView["about"];
  readonly text: string;
  readonly confidence?: number | null | undefined;
  /** Whether it was drawn at random to be judged. */
  readonly drawn?: boolean;
}

/** What was said last, so that it can be taken back. */
interface Change {
  readonly judged: Judged;
  readonly before: MarkView | undefined;
  readonly after: MarkView | undefined;
}

interface State {
  /** By {@link keyOf}, the latest first. */
  readonly known: ReadonlyMap<string, readonly MarkView[]>;
  readonly last?: Change | undefined;
  readonly error?: unknown;
}

/** What people accepted and rejected, as far as the pages have asked for it; it stays while other pages are shown. */
export const marks = createStore<State>({ known: new Map() });

type Verdict = MarkView["verdict"];

/** As much in common as a mark needs to count for a span that is found otherwise now. */
const leastOverlap = 0.5;
const pageSize = 1000;

/** Learns what was said of a text, or in a video. */
export async function learnMarks(filter: Parameters<typeof kinodex.listMarks>[0]): Promise<void> {
  const { marks: found } = await kinodex.listMarks({ ...filter, limit: pageSize });
  note(found.toReversed(), []);
}

/** What was said of a span and a text; undefined where nothing was. */
export function useMark(judged: Judged): MarkView | undefined {
  return useStore(marks, ({ known }) => find(known, judged));
}

/** Accepts or rejects; what is said already is taken back. */
export async function say(judged: Judged, verdict: Verdict): Promise<void> {
  await act(async () => {
    const before = find(marks.get().known, judged);
    const after = before?.verdict === verdict ? undefined : await add(judged, verdict);
    if (before && before.markId !== after?.markId) await kinodex.removeMark(before.markId);
    note(after ? [after] : [], before ? [before] : []);
    return { judged, before, after };
  });
}

/** Takes back what was said last. */
export async function undo(): Promise<void> {
  const { last } = marks.get();
  if (!last) return;
  await act(async () => {
    const { judged, before, after } = last;
    const again = before && (await add({ ...judged, ...before }, before.verdict));
    if (after && after.markId !== again?.markId) await kinodex.removeMark(after.markId);
    note(again ? [again] : [], after ? [after] : []);
    return undefined;
  });
}

/** Lets go of what was said last: it stays. */
export function forget(): void {
  marks.set({ known: marks.get().known });
}

/** One after the other, so that each finds what the one before has left. */
let turn: Promise<void> = Promise.resolve();

async function act(work: () => Promise<Change | undefined>): Promise<void> {
  turn = turn.then(async () => {
    try {
      const last = await work();
      marks.set({ ...marks.get(), last, error: undefined });
    } catch (error) {
      marks.set({ ...marks.get(), error });
    }
  });
  await turn;
}

async function add(judged: Judged, verdict: Verdict): Promise<MarkView> {
  const { videoId, startSeconds, endSeconds, about, text, confidence, drawn = false } = judged;
  const said = { videoId, startSeconds, endSeconds, about, text, verdict, drawn };
  const mark: NewMarkInput = typeof confidence === "number" ? { ...said, confidence } : said;
  const [kept] = await kinodex.addMarks([mark]);
  return kept as MarkView;
}

function note(added: readonly MarkView[], removed: readonly MarkView[]): void {
  const known = new Map(marks.get().known);
  const withoutOne = ({ markId }: MarkView, key: string) =>
    (known.get(key) ?? []).filter((mark) => mark.markId !== markId);
  for (const mark of removed) known.set(keyOf(mark), withoutOne(mark, keyOf(mark)));
  for (const mark of added) known.set(keyOf(mark), [mark, ...withoutOne(mark, keyOf(mark))]);
  marks.set({ ...marks.get(), known });
}

function find(known: State["known"], judged: Judged): MarkView | undefined {
  return nearestSpan(judged, known.get(keyOf(judged)) ?? [], leastOverlap);
}

const keyOf = ({ about, videoId, text }: Pick<Judged, "about" | "videoId" | "text">): string =>
  `${about} ${videoId} ${toMarkText(text)}`;
