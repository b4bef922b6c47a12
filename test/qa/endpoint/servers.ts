import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { loadSharp } from "../../../src/media/sharp.js";

/** A picture as a server gets it: what its label says, and what is in it. */
export interface GotPicture {
  readonly second: number;
  readonly width: number;
  readonly height: number;
  /** Share of pixels that are clearly red. */
  readonly red: number;
  /** Mean of all values, in [0, 255]. */
  readonly brightness: number;
}

/** A request as a server understands it. */
export interface GotRequest {
  readonly model: string;
  readonly format: string | undefined;
  readonly stream: boolean;
  readonly authorization: string | undefined;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly pictures: readonly GotPicture[];
  /** All texts of it. */
  readonly text: string;
  /** The question alone. */
  readonly question: string;
}

/** What a server does with a request. */
export type Habit = (request: GotRequest, response: ServerResponse) => void | Promise<void>;

/** A server that speaks OpenAI's protocol, and what it was asked. */
export interface ChatServer extends AsyncDisposable {
  readonly origin: string;
  readonly address: string;
  readonly requests: GotRequest[];
  /** Paths that were asked for. */
  readonly paths: string[];
}

/** Starts a server with a habit that has these models. */
export async function startChatServer(habit: Habit, models: readonly string[] = ["seer"]): Promise<ChatServer> {
  const requests: GotRequest[] = [];
  const paths: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === "/v1/models") {
      return sendJson(response, 200, { object: "list", data: models.map((id) => ({ id, object: "model" })) });
    }
    if (request.url !== "/v1/chat/completions") return sendJson(response, 404, { error: "page not found" });
    const got = await readRequest(request);
    requests.push(got);
    if (models.includes(got.model)) return habit(got, response);
    const message = `model "${got.model}" not found, try pulling it first`;
    return sendJson(response, 404, { error: { message, type: "api_error" } });
  };
  const server = createServer((request, response) => {
    paths.push(request.url ?? "");
    answer(request, response).catch((error: unknown) => sendJson(response, 500, { error: { message: String(error) } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    address: `${origin}/v1#${models[0]}`,
    requests,
    paths,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  document: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(document));
}

/** Refuses a request as servers do. */
export const refuse = (response: ServerResponse, status: number, message: string, headers?: Record<string, string>) =>
  sendJson(response, status, { error: { message, type: "invalid_request_error", code: status } }, headers);

/** A reply in one piece, from a server that does not stream. */
export const sendWhole = (response: ServerResponse, content: string) =>
  sendJson(response, 200, { choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }] });

/** A reply as a stream of events, whose bytes come in pieces that end anywhere. */
export async function sendStream(response: ServerResponse, content: string, pieceBytes = 7): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const tokens = content.match(/.{1,3}/gsu) ?? [];
  const events = [
    ": keep-alive\n\n",
    toEvent({ delta: { role: "assistant", content: "" }, finish_reason: null }),
    ...tokens.map((token) => toEvent({ delta: { content: token }, finish_reason: null })),
    toEvent({ delta: {}, finish_reason: "stop" }),
    `data: ${JSON.stringify({ choices: [], usage: { total_tokens: 1 } })}\n\n`,
    "data: [DONE]\n\n",
  ];
  const bytes = Buffer.from(events.join(""));
  for (let at = 0; at < bytes.length; at += pieceBytes * 40) {
    for (let n = 0; n < 40; n += 1) response.write(bytes.subarray(at + n * pieceBytes, at + (n + 1) * pieceBytes));
    await new Promise(setImmediate);
  }
  response.end();
}

/** A chunk of a streamed reply. */
export const toEvent = (choice: object): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\r\n\r\n`;

/** What a model that sees says: which of the pictures show what is asked for, by their colours. */
export function look({ question, pictures }: GotRequest): { answer: string; seconds: number[]; certain: boolean } {
  const looksFor: readonly (readonly [RegExp, (picture: GotPicture) => boolean])[] = [
    [/red sail boat/i, ({ red }) => red > 0.004],
    [/night/i, ({ brightness }) => brightness < 70],
  ];
  const seen = looksFor.find(([words]) => words.test(question))?.[1];
  const seconds = seen ? pictures.filter(seen).map(({ second }) => second) : [];
  return { answer: seconds.length > 0 ? "yes" : "no", seconds, certain: seen !== undefined };
}

async function readRequest(request: IncomingMessage): Promise<GotRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as {
    readonly model: string;
    readonly stream: boolean;
    readonly response_format?: { readonly type: string };
    readonly messages: GotRequest["messages"];
  };
  const parts = body.messages.flatMap(({ content }) =>
    typeof content === "string" ? [{ type: "text", text: content }] : (content as Part[]),
  );
  const texts = parts.flatMap(({ text }) => text ?? []);
  const pictures: GotPicture[] = [];
  for (const [n, { image_url }] of parts.entries()) {
    if (!image_url) continue;
    const second = Number(/^\[([\d.]+) s\]$/.exec(parts[n - 1]?.text ?? "")?.[1]);
    pictures.push({ second, ...(await examine(image_url.url)) });
  }
  return {
    model: body.model,
    format: body.response_format?.type,
    stream: body.stream,
    authorization: request.headers.authorization,
    messages: body.messages,
    pictures,
    text: texts.join("\n"),
    question: /^Question: (.*)$/m.exec(texts.join("\n"))?.[1] ?? "",
  };
}

interface Part {
  readonly type: string;
  readonly text?: string;
  readonly image_url?: { readonly url: string };
}

async function examine(url: string): Promise<Omit<GotPicture, "second">> {
  const [head, base64] = url.split(",") as [string, string];
  if (head !== "data:image/jpeg;base64") throw new Error(`no picture of its own: ${head}`);
  const { data, info } = await loadSharp()(Buffer.from(base64, "base64")).raw().toBuffer({ resolveWithObject: true });
  let [red, sum] = [0, 0];
  for (let at = 0; at < data.length; at += 3) {
    const [r, g, b] = [data[at], data[at + 1], data[at + 2]] as [number, number, number];
    if (r > 150 && g < 90 && b < 90) red += 1;
    sum += r + g + b;
  }
  const count = data.length / 3;
  return { width: info.width, height: info.height, red: red / count, brightness: sum / data.length };
}
