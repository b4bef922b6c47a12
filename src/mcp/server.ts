import { McpServer, type CallToolResult } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";
import { toAnswerCertainty, toCertainty } from "../core/certainty.js";
import { maxChoices, maxQueryLength } from "../core/textLimits.js";
import {
  isKinodexError,
  momentSources,
  openKinodex,
  segmentSources,
  type Kinodex,
  type KinodexOptions,
} from "../app/openKinodex.js";
import { verdicts } from "../app/keptThings.js";
import { markFields } from "../app/marks/markFields.js";
import { videoFilterSchema } from "../app/videoFilter.js";

/** What {@link serveMcp} is built from. */
export interface McpOptions {
  /** Folder of the index. It is opened by the first tool that needs it, so that tools are listed without one. */
  readonly index: string;
  /** What answers questions. Default: Kinodex itself. */
  readonly answerer?: KinodexOptions["answerer"];
  /** See `KinodexOptions`. */
  readonly matcher?: string | undefined;
  readonly grounder?: string | undefined;
  readonly version: string;
  /** Hears remarks for people; stdout belongs to the protocol. */
  readonly onNotice: (message: string) => void;
}

const video = z.string().optional().describe("only this video: an id or a path, as list_videos tells them");
const seconds = z.number().min(0);

/**
 * Serves an index to an assistant over stdin and stdout, by the Model Context Protocol; https://modelcontextprotocol.io.
 * Ends when stdin does.
 */
export async function serveMcp({ index, answerer, matcher, grounder, version, onNotice }: McpOptions): Promise<void> {
  let opening: Promise<Kinodex> | undefined;
  const open = (): Promise<Kinodex> => {
    opening ??= openKinodex({ index, answerer, matcher, grounder, create: false, onNotice }).catch((error: unknown) => {
      opening = undefined; // the index may be made meanwhile
      throw error;
    });
    return opening;
  };
  const handle = serveStdio(() => createServer(version, open), { onerror: ({ message }) => onNotice(message) });
  await new Promise((ended) => process.stdin.once("close", ended));
  await handle.close();
  await (await opening?.catch(() => undefined))?.[Symbol.asyncDispose]();
}

function createServer(version: string, open: () => Promise<Kinodex>): McpServer {
  const server = new McpServer({ name: "kinodex", version });
  const annotations = { readOnlyHint: true, openWorldHint: false };

  server.registerTool(
    "search_moments",
    {
      description:
        "Find moments in the indexed videos by what they show or what is said. Plain words, or a sentence with then, " +
        "before, after, while, and, or, not, first, twice, for at least 5s, within 10s. Tell people the certainty of a " +
        "moment: strong, possible, or unlikely, which is only a near miss.",
      inputSchema: z.object({
        query: z.string().min(1).max(maxQueryLength),
        top: z.int().min(1).max(50).optional().describe("maximum number of moments; default 10"),
        video,
        fromSeconds: seconds.optional(),
        toSeconds: seconds.optional(),
        sources: z.array(z.enum(momentSources)).min(1).optional().describe("only what these tell: seen, or words"),
        ...videoFilterSchema.shape,
      }),
      annotations,
    },
    ({ query, ...options }) =>
      toResult(async () => {
        const found = await (await open()).search(query, options);
        const toTold = (moment: (typeof found.moments)[number]) => ({
          ...moment,
          certainty: toCertainty(moment.confidence, found.foundFrom),
        });
        return { ...found, moments: found.moments.map(toTold) };
      }),
  );

  server.registerTool(
    "ask_question",
    {
      description:
        "Answer a question in plain English about the indexed videos (is there, when, how long, how many times, which " +
        "video, what is seen, where), with the seconds that the answer is based on, and boxes where a model looked for it. " +
        "The answer is null where it is not sure.",
      inputSchema: z.object({
        question: z.string().min(1).max(maxQueryLength),
        video,
        choices: z.array(z.string().min(1)).min(2).max(maxChoices).optional().describe("answers to choose from"),
      }),
      annotations,
    },
    ({ question, video: about, choices }, { mcpReq: { signal } }) =>
      toResult(async () => {
        const asked = { video: about, choices, signal };
        const { programme: _, steps: __, ...answer } = await (await open()).ask(question, asked);
        return answer.abstained ? answer : { ...answer, certainty: toAnswerCertainty(answer.confidence) };
      }),
  );

  server.registerTool(
    "list_videos",
    {
      description:
        "List the indexed videos, the newest first: id, paths, length, when they were recorded and the size of the picture. " +
        "`total` is how many there are.",
      inputSchema: z.object({
        name: z.string().optional().describe("only videos whose name holds each of these words"),
        limit: z.int().min(1).max(500).optional().describe("maximum number of videos; default 100"),
        ...videoFilterSchema.shape,
      }),
      annotations,
    },
    ({ limit = 100, ...filter }) =>
      toResult(async () => {
        const order = { sortBy: "added", descending: true, limit } as const;
        const { videos, total } = await (await open()).videos({ ...filter, ...order });
        const toRow = ({
          videoId,
          paths,
          durationSeconds,
          recordedAt,
          width,
          height,
          state,
        }: (typeof videos)[number]) => {
          return { videoId, paths, durationSeconds, recordedAt, width, height, state };
        };
        return { total, videos: videos.map(toRow) };
      }),
  );

  server.registerTool(
    "read_captions",
    {
      description:
        "Read what is seen in a video (captions) and what is said in it (subtitles), with the seconds of each.",
      inputSchema: z.object({
        video: z.string().min(1).describe("an id or a path, as list_videos tells them"),
        source: z.enum(segmentSources).optional().describe("only words that come from here"),
        language: z.string().optional().describe("only words in this language, as en, pt-BR or German"),
      }),
      annotations: { ...annotations, readOnlyHint: false, idempotentHint: true }, // captions are made where there are none
    },
    ({ video: name, source, language }) =>
      toResult(async () => {
        const { video: found, segments } = await (await open()).annotations(name, { source, language });
        const toRow = ({ startSeconds, endSeconds, text, confidence, ...from }: (typeof segments)[number]) => {
          return { startSeconds, endSeconds, text, confidence, source: from.source, language: from.language };
        };
        return { videoId: found.videoId, segments: segments.map(toRow) };
      }),
  );

  server.registerTool(
    "get_thumbnail",
    {
      description: "Get the picture that a video shows at a time, as a JPEG.",
      inputSchema: z.object({
        video: z.string().min(1).describe("an id or a path, as list_videos and search_moments tell them"),
        timeSeconds: seconds.describe("such as the keyframeSeconds of a moment"),
        width: z.int().min(16).max(1920).optional().describe("pixels; default 640"),
      }),
      annotations,
    },
    ({ video: name, timeSeconds, width }) =>
      withErrors(async () => {
        const jpeg = await (await open()).thumbnail(name, timeSeconds, width);
        return { content: [{ type: "image", data: Buffer.from(jpeg).toString("base64"), mimeType: "image/jpeg" }] };
      }),
  );

  server.registerTool(
    "list_marks",
    {
      description:
        "List what people accepted or rejected of what was found: a text, and a span that it is true of or not.",
      inputSchema: z.object({
        video,
        text: z.string().min(1).optional().describe("only marks on this query, concept, caption or answer"),
        verdict: z.enum(verdicts).optional(),
        limit: z.int().min(1).max(500).optional().describe("maximum number of marks; default 100"),
      }),
      annotations,
    },
    ({ limit = 100, ...filter }) =>
      toResult(async () => ({ marks: await (await open()).marks.list({ ...filter, limit }) })),
  );

  const { videoId: _, ...markedFields } = markFields;
  server.registerTool(
    "mark_moment",
    {
      description:
        "Keep what a person said of a moment: whether a text is true of it. Only for what the person said; it replaces what was " +
        "said of the same span and text before.",
      inputSchema: z.object({
        video: z.string().min(1).describe("an id or a path, as search_moments tells them"),
        ...markedFields,
      }),
      annotations: { ...annotations, readOnlyHint: false, destructiveHint: false, idempotentHint: true },
    },
    ({ confidence, ...judgement }) =>
      toResult(async () => {
        const [mark] = await (await open()).marks.add([{ ...judgement, confidence: confidence ?? undefined }]);
        return { mark };
      }),
  );

  server.registerTool(
    "remove_mark",
    {
      description: "Take back what was said of a moment.",
      inputSchema: z.object({ markId: z.string().min(1).describe("as list_marks tells it") }),
      annotations: { ...annotations, readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    },
    ({ markId }) => toResult(async () => ({ removed: await (await open()).marks.remove(markId) })),
  );

  return server;
}

/** A document as the text of a tool's result, which every assistant reads. */
function toResult(work: () => Promise<object>): Promise<CallToolResult> {
  return withErrors(async () => ({ content: [{ type: "text", text: JSON.stringify(await work()) }] }));
}

/** What was thrown on purpose is told to the assistant, which can mend its call. */
async function withErrors(work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work();
  } catch (error) {
    if (!isKinodexError(error)) throw error;
    return { isError: true, content: [{ type: "text", text: error.message }] };
  }
}
