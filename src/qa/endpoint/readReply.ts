import { readEvents } from "./eventStream.js";
import { toFailure } from "./failures.js";

/**
 * The text of a reply, streamed or whole; or what went wrong while it was written. `onToken` hears of each token.
 *
 * @throws {KinodexError} `environment` for a reply that is too long, ends in the middle, or is none
 */
export async function readReply(
  response: Response,
  maxBytes: number,
  base: string,
  onToken: () => void,
): Promise<string | { readonly message: string }> {
  if (!/event-stream/.test(response.headers.get("content-type") ?? "")) {
    const document = parseRecord(await readText(response, maxBytes, base));
    const piece = document && toPiece(document);
    if (!document || !piece) throw toFailure(base, "answers what is no reply", "does it speak OpenAI's protocol");
    return piece.text;
  }
  let text = "";
  let hasEnded = false;
  for await (const data of readEvents(withLimit(response.body ?? new ReadableStream<Uint8Array>(), maxBytes, base))) {
    if (data === "[DONE]") {
      hasEnded = true;
      break;
    }
    const document = parseRecord(data);
    const message = toWords(document);
    if (message !== undefined) return { message };
    const piece = document && toPiece(document);
    if (!piece) continue;
    text += piece.text;
    hasEnded ||= piece.isLast;
    if (piece.hasToken) onToken();
  }
  if (hasEnded) return text;
  throw toFailure(
    base,
    "stopped in the middle of its answer",
    "it may have run out of memory: look at its log, and ask again",
  );
}

/** What a chunk of a reply, or a whole one, says; `undefined` where it is neither. */
function toPiece(document: Readonly<Record<string, unknown>>) {
  const { choices } = document;
  const [choice] = Array.isArray(choices) ? (choices as unknown[]) : [];
  if (!isRecord(choice)) return undefined;
  const said = isRecord(choice["delta"]) ? choice["delta"] : choice["message"];
  const { content, reasoning_content: reasoning } = isRecord(said) ? said : {};
  const text = toText(content);
  return {
    text,
    hasToken: text !== "" || toText(reasoning) !== "",
    isLast: typeof choice["finish_reason"] === "string",
  };
}

/** Some servers give the parts of a text. */
function toText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (isRecord(part) && typeof part["text"] === "string" ? part["text"] : "")).join("");
}

/** The words of an error, in the forms that servers give it. */
export function toWords(document: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const error = document?.["error"] ?? document?.["detail"];
  const message = isRecord(error) ? error["message"] : error;
  if (typeof message === "string") return message.slice(0, 300);
  const isError = document?.["object"] === "error" && typeof document["message"] === "string";
  return isError ? (document["message"] as string).slice(0, 300) : undefined;
}

/** The bytes of an answer as text. Throws as {@link readReply} does where they are too many. */
export async function readText(response: Response, maxBytes: number, base: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  if (response.body) for await (const chunk of withLimit(response.body, maxBytes, base)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function* withLimit(chunks: AsyncIterable<Uint8Array>, maxBytes: number, base: string) {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw toFailure(base, `sent more than ${maxBytes} bytes`, "that is no answer, choose another model");
    yield chunk;
  }
}

/** A JSON object; `undefined` for anything else. */
export function parseRecord(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return isRecord(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
