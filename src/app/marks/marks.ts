import { z } from "zod";
import type { Marks, NewMark } from "../../collections/marks.js";
import type { KeptThings } from "../../collections/collections.js";
import { KinodexError } from "../../core/errors.js";
import { toFault } from "../../core/schemaFault.js";
import type { StoreReader } from "../../store/store.js";
import type { IndexMarks } from "./indexMarks.js";
import { requireVideo } from "../session.js";
import { hasLength, hasNoLength, isWithin, markFields } from "./markFields.js";

const { videoId: _, ...fields } = markFields;

/** What is said of a span, of a video by whatever name. */
const judgementSchema = z.strictObject({ ...fields, video: z.string().min(1) }).refine(hasLength, hasNoLength);

/** What is read of an index, which may be switched to another model meanwhile. */
type UseStore = <Result>(work: (store: StoreReader) => Promise<Result>) => Promise<Result>;

/** The marks of an index for those who open it as a library; their file is opened when it is first asked. */
export function createMarks(directory: string, useStore: UseStore): IndexMarks & AsyncDisposable {
  let opening: Promise<KeptThings> | undefined;
  const open = async (): Promise<Marks> => {
    opening ??= import("../keptThings.js").then(({ openKeptThings }) => openKeptThings(directory));
    return (await opening).marks;
  };
  return {
    async list({ video, verdict, limit, ...filter } = {}) {
      const videoId = video === undefined ? undefined : await useStore((store) => findVideoId(store, video));
      const marks = await (await open()).list({ ...filter, videoId });
      return marks.filter((mark) => verdict === undefined || mark.verdict === verdict).slice(0, limit);
    },
    async add(judgements) {
      const checked = judgements.map(check);
      const made = await useStore((store) => Promise.all(checked.map((one) => toNewMark(one, store))));
      return (await open()).add(made);
    },
    remove: async (markId) => (await open()).remove(markId),

    async [Symbol.asyncDispose]() {
      await (await opening)?.[Symbol.asyncDispose]();
    },
  };
}

function check(judgement: unknown, n: number): z.output<typeof judgementSchema> {
  const read = judgementSchema.safeParse(judgement);
  if (read.success) return read.data;
  const issue = read.error.issues[0] as z.core.$ZodIssue;
  const what = issue.path.length > 0 ? `"${issue.path.join(".")}"` : "it";
  throw new KinodexError("usage", `mark ${n + 1} cannot be kept: ${what} ${toFault(issue)}`, { n });
}

async function toNewMark({ video, ...said }: z.output<typeof judgementSchema>, store: StoreReader): Promise<NewMark> {
  const { videoId, paths, durationSeconds } = await requireVideo(store, video);
  if (!isWithin(said, durationSeconds))
    throw new KinodexError("usage", `the span ends at ${said.endSeconds} s, and ${video} at ${durationSeconds} s`, {
      video,
    });
  return { ...said, videoId, path: paths[0] ?? "", client: null };
}

/**
 * The id of a video by whatever name. Marks may be of videos that are gone: then a whole id still finds them.
 *
 * @throws {KinodexError} `not-found`
 */
export async function findVideoId(store: StoreReader, name: string): Promise<string> {
  try {
    return (await requireVideo(store, name)).videoId;
  } catch (error) {
    if (error instanceof KinodexError && error.code === "not-found" && /^[0-9a-f]{64}$/.test(name)) return name;
    throw error;
  }
}
