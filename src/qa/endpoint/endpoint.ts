import type { EndpointAddress } from "./address.js";
import { toUnknownModel } from "./failures.js";
import type { Patience } from "./patience.js";
import { isRecord, parseRecord, readReply, readText, toWords } from "./readReply.js";
import { createRequester } from "./requester.js";

/** A part of a message. */
export type ChatPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string } };

/** One turn of a conversation. */
export interface ChatMessage {
  readonly role: "user" | "assistant";
  readonly content: string | readonly ChatPart[];
}

/** What is asked of a server, but for the model. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly max_tokens: number;
  /** Absent where only the prompt asks for a form. */
  readonly response_format?: object | undefined;
}

/** A reply, or words with which a server refused the request as it was. */
export type ChatOutcome =
  | { readonly type: "reply"; readonly text: string; readonly firstTokenMs: number; readonly tookMs: number }
  | { readonly type: "refusal"; readonly status: number; readonly message: string };

/** A server that speaks OpenAI's protocol. */
export interface Endpoint {
  readonly base: string;
  /** The model that answers; asked of a server that has only one, where the address names none. */
  model(signal?: AbortSignal): Promise<string>;
  /**
   * Asks for a reply and reads it as it is written; `signal` stops it before the next token.
   *
   * @throws {KinodexError} `environment` for a server that is not there, silent, too talkative, or of no use; `interrupted`
   */
  chat(request: ChatRequest, signal?: AbortSignal): Promise<ChatOutcome>;
  /** The models that the server has; `undefined` where it does not tell. Throws as {@link chat} does. */
  models(signal?: AbortSignal): Promise<readonly string[] | undefined>;
}

/** Some say that they have no such model by another status than 404. */
const aboutModel = /\bmodel\b.{0,100}\b(?:not found|does not exist|not loaded)\b/i;

/** What an endpoint is built from. */
export interface EndpointOptions {
  readonly address: EndpointAddress;
  /** Sent to the origin of the address alone: redirects are never followed. */
  readonly apiKey?: string | undefined;
  readonly patience: Patience;
}

/** Builds an endpoint; nothing is asked of it yet. */
export function createEndpoint({ address, apiKey, patience }: EndpointOptions): Endpoint {
  const { base } = address;
  const send = createRequester({ base, apiKey, patience });

  const models = (signal?: AbortSignal): Promise<readonly string[] | undefined> =>
    send("models", undefined, signal, async (response) => {
      const text = await readText(response, patience.maxReplyBytes, base);
      const document = response.ok ? parseRecord(text) : undefined;
      const listed = document?.["data"];
      if (!Array.isArray(listed)) return undefined;
      return listed.flatMap((one) => (isRecord(one) && typeof one["id"] === "string" ? [one["id"].slice(0, 200)] : []));
    });

  let found: string | undefined = address.model;
  const model = async (signal?: AbortSignal): Promise<string> => {
    if (found !== undefined) return found;
    const known = await models(signal);
    if (known?.length !== 1) throw toUnknownModel(base, undefined, known);
    return (found = known[0] as string);
  };

  return {
    base,
    model,
    models,

    async chat(request, signal) {
      const body = { model: await model(signal), ...request, temperature: 0, seed: 1, stream: true };
      const startedMs = performance.now();
      const outcome = await send("chat/completions", body, signal, async (response, onToken): Promise<ChatOutcome> => {
        if (!response.ok) {
          const text = await readText(response, patience.maxReplyBytes, base);
          return {
            type: "refusal",
            status: response.status,
            message: toWords(parseRecord(text)) ?? text.slice(0, 300),
          };
        }
        let firstTokenMs: number | undefined;
        const told = await readReply(response, patience.maxReplyBytes, base, () => {
          firstTokenMs ??= performance.now() - startedMs;
          onToken();
        });
        if (typeof told !== "string") return { type: "refusal", status: 500, message: told.message };
        const tookMs = performance.now() - startedMs;
        return { type: "reply", text: told, firstTokenMs: firstTokenMs ?? tookMs, tookMs };
      });
      if (outcome.type === "refusal" && (outcome.status === 404 || aboutModel.test(outcome.message)))
        throw toUnknownModel(base, body.model, await models(signal));
      return outcome;
    },
  };
}
