import type { KinodexError } from "../../core/errors.js";
import { toReplySchema, type Asked } from "../generated/asked.js";
import { readReplyText, type Reply } from "../generated/reply.js";
import type { ChatMessage, Endpoint } from "./endpoint.js";
import { toFailure } from "./failures.js";
import { toMessages, toRepair, type SentPicture } from "./messages.js";
import { mend, type Manner, type ReplyForm } from "./refusal.js";

/** What came of asking a server about pictures. */
export interface Replied {
  /** What it says, or what is wrong with that. */
  readonly reply: Reply | string;
  /** The pictures that it took. */
  readonly pictures: readonly SentPicture[];
  /** The manner in which it took the request, for the next one. */
  readonly manner: Manner;
  readonly requests: number;
  readonly firstTokenMs: number;
  readonly tookMs: number;
}

/** A model that thinks before it answers needs most of them for that. */
const maxTokens = 1024;

/**
 * Asks a server about pictures, which are given most telling first and shown in order. What it refuses is asked again in
 * another manner, and what cannot be read is asked for once more.
 *
 * @throws {KinodexError} what {@link Endpoint.chat} throws; `environment` where the server takes the request in no manner
 */
export async function askEndpoint(
  endpoint: Endpoint,
  asked: Asked,
  pictures: readonly SentPicture[],
  manner: Manner,
  signal: AbortSignal | undefined,
): Promise<Replied> {
  const shown = pictures.slice(0, manner.maxPictures).toSorted((a, b) => a.timeSeconds - b.timeSeconds);
  const response_format = toFormat(asked, manner.form, shown.length);
  const ask = async (messages: readonly ChatMessage[]) =>
    endpoint.chat({ messages, max_tokens: maxTokens, ...(response_format ? { response_format } : {}) }, signal);

  const messages = toMessages(asked, shown, manner.onePerMessage);
  const first = await ask(messages);
  if (first.type === "refusal") {
    const { status, message } = first;
    const next = mend(manner, status, message, shown.length);
    if (!next) throw toRefused(endpoint.base, status, message, shown.length);
    const told = await askEndpoint(endpoint, asked, pictures, next, signal);
    return { ...told, requests: told.requests + 1 };
  }
  const seconds = shown.map(({ timeSeconds }) => timeSeconds);
  const read = readReplyText(first.text, asked, seconds);
  const { firstTokenMs, tookMs } = first;
  const told = { pictures: shown, manner, requests: 1, firstTokenMs, tookMs };
  if (typeof read !== "string") return { ...told, reply: read };
  const second = await ask([...messages, ...toRepair(first.text, read)]);
  if (second.type === "refusal") return { ...told, reply: read, requests: 2 };
  const reply = readReplyText(second.text, asked, seconds);
  return { ...told, reply, requests: 2, tookMs: tookMs + second.tookMs };
}

function toFormat(asked: Asked, form: ReplyForm, pictureCount: number): object | undefined {
  switch (form) {
    case "json_schema": {
      const schema = toReplySchema(asked, pictureCount);
      return { type: "json_schema", json_schema: { name: "answer", strict: true, schema } };
    }
    case "json_object":
      return { type: "json_object" };
    case "prompt alone":
    default:
      return undefined;
  }
}

function toRefused(base: string, status: number, message: string, pictureCount: number): KinodexError {
  const said = `refuses ${pictureCount === 1 ? "a picture" : `${pictureCount} pictures`} and the question (${status}, "${message.trim()}")`;
  return toFailure(base, said, "choose a model that takes pictures, or start the server with a longer context");
}
