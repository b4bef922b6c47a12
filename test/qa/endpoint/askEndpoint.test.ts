import { expect } from "chai";
import { once } from "node:events";
import { isKinodexError } from "../../../src/core/errors.js";
import { loadSharp } from "../../../src/media/sharp.js";
import { readAddress } from "../../../src/qa/endpoint/address.js";
import { askEndpoint } from "../../../src/qa/endpoint/askEndpoint.js";
import { createEndpoint } from "../../../src/qa/endpoint/endpoint.js";
import type { SentPicture } from "../../../src/qa/endpoint/messages.js";
import type { Patience } from "../../../src/qa/endpoint/patience.js";
import type { Asked } from "../../../src/qa/generated/asked.js";
import { failureOf } from "../../store/fixtures.js";
import {
  refuse,
  sendJson,
  sendStream,
  sendWhole,
  startChatServer,
  toEvent,
  type ChatServer,
  type Habit,
} from "./servers.js";

const patience = { maxFirstTokenMs: 20_000, maxSilenceMs: 20_000, maxTotalMs: 40_000, maxReplyBytes: 20_000 };
const brief = (limits: Partial<Patience>) => ({ ...patience, ...limits });
const asked: Asked = { question: "Which pictures are red?", choices: [] };

/** Cites what is red. */
const isRed: Habit = ({ pictures }, response) => {
  const seconds = pictures.filter(({ red }) => red > 0.5).map(({ second }) => second);
  return sendStream(response, JSON.stringify({ answer: "these", seconds, certain: true }));
};

describe("asking a server about pictures", () => {
  let pictures: readonly SentPicture[];
  before(async () => {
    const draw = async (timeSeconds: number, background: string): Promise<SentPicture> => {
      const create = { width: 32, height: 32, channels: 3, background } as const;
      return { timeSeconds, jpeg: await loadSharp()({ create }).jpeg().toBuffer() };
    };
    // the most telling first
    pictures = await Promise.all([draw(9, "#f00"), draw(1, "#00f"), draw(4.5, "#f00"), draw(12, "#0f0")]);
  });

  const ask = (
    server: Pick<ChatServer, "address">,
    about: { patience?: Patience; signal?: AbortSignal; apiKey?: string } = {},
  ) => {
    const options = {
      address: readAddress(server.address),
      apiKey: about.apiKey,
      patience: about.patience ?? patience,
    };
    const manner = { form: "json_schema" as const, onePerMessage: false, maxPictures: 4, hasFewer: false };
    return askEndpoint(createEndpoint(options), asked, pictures, manner, about.signal);
  };
  /** What a server with a habit is understood to say, and what it was asked. */
  const askOne = async (habit: Habit, about: Parameters<typeof ask>[1] = {}) => {
    await using server = await startChatServer(habit);
    return { ...(await ask(server, about)), asked: server.requests };
  };
  const failure = async (habit: Habit, about: Parameters<typeof ask>[1] = {}) => {
    await using server = await startChatServer(habit);
    const error = await failureOf(() => ask(server, about));
    expect(isKinodexError(error, "environment"), error.message).to.equal(true);
    expect(error.message).to.contain(`${server.origin}/v1`).and.contain("--answerer retrieval");
    return error.message;
  };
  const red = { answer: "these", citedSeconds: [4.5, 9], inventedSeconds: [], certain: true };
  const json = JSON.stringify({ answer: "these", seconds: [4.5, 9], certain: true });

  it("shows them in order, each after its second, and asks for an answer by a schema", async () => {
    const told = await askOne(isRed);
    expect(told.reply).to.deep.equal(red);
    const [request] = told.asked;
    expect(request).to.include({ model: "seer", format: "json_schema", stream: true, authorization: undefined });
    expect(request?.pictures.map(({ second }) => second)).to.deep.equal([1, 4.5, 9, 12]);
    expect(request?.messages).to.have.length(1);
  });

  it("reads what comes in odd pieces, and what comes whole", async () => {
    for (const bytes of [1, 2, 5, 1000]) {
      const answer = json.replace("these", "dès été 🦀");
      const { reply } = await askOne((_, response) => sendStream(response, answer, bytes));
      expect(reply, `${bytes}`).to.deep.equal({ ...red, answer: "dès été 🦀" });
    }
    expect((await askOne((_, response) => sendWhole(response, json))).reply).to.deep.equal(red);
  });

  it("takes off what a model thinks before, and the fence around its answer", async () => {
    const thoughts = `<think>Is it {"answer": "blue"}?\n</think>\n\n`;
    for (const text of [
      `${thoughts}${json}`,
      `so…</think>${json}`,
      `\`\`\`json\n${json}\n\`\`\``,
      `Here it is: ${json}`,
    ])
      expect((await askOne((_, response) => sendStream(response, text))).reply, text).to.deep.equal(red);
  });

  it("goes down to what a server can: a schema, JSON, the prompt alone", async () => {
    const formsOf = async (taken: readonly (string | undefined)[]) => {
      const told = await askOne((request, response) => {
        if (taken.includes(request.format)) return isRed(request, response);
        return refuse(response, 400, `'response_format.type' must not be ${request.format}`);
      });
      expect(told.reply).to.deep.equal(red);
      return told.asked.map(({ format }) => format);
    };
    expect(await formsOf(["json_object"])).to.deep.equal(["json_schema", "json_object"]);
    expect(await formsOf([undefined])).to.deep.equal(["json_schema", "json_object", undefined]);
  });

  it("shows one picture a message to a model that takes no more, and no more in all than a server takes", async () => {
    const single = await askOne((request, response) => {
      const isMany = request.messages.some(({ content }) => JSON.stringify(content).split('image_url":').length > 2);
      if (isMany) return refuse(response, 500, "vision model only supports a single image per message");
      return isRed(request, response);
    });
    expect(single.reply).to.deep.equal(red);
    expect(single.asked[1]?.messages).to.have.length(6);

    const limited = await askOne((request, response) => {
      if (request.pictures.length > 2)
        return refuse(response, 400, "At most 2 image(s) may be provided in one request.");
      return isRed(request, response);
    });
    // the two that tell most
    expect(limited.asked[1]?.pictures.map(({ second }) => second)).to.deep.equal([1, 9]);
    expect(limited.reply).to.deep.include({ citedSeconds: [9] });
  });

  it("shows fewer pictures once where all are too much, and then says so", async () => {
    const atMost =
      (count: number, status: number, message: string): Habit =>
      (request, response) => {
        return request.pictures.length > count ? refuse(response, status, message) : isRed(request, response);
      };
    const long = "This model's maximum context length is 4096 tokens.";
    expect((await askOne(atMost(2, 400, long))).asked.map(({ pictures: { length } }) => length)).to.deep.equal([4, 2]);
    expect((await askOne(atMost(2, 413, "Payload"))).pictures).to.have.length(2);
    expect(await failure(atMost(0, 400, long))).to.contain(`refuses 2 pictures and the question (400, "${long}")`);
    const blind = await failure((_, response) => refuse(response, 500, "image input is not supported"));
    expect(blind).to.contain("image input is not supported").and.contain("choose a model that takes pictures");
  });

  it("asks once more for what it cannot read, and then tells what is wrong with it", async () => {
    const replies = [`{"answer": "these"}`, json];
    const mended = await askOne((_, response) => sendStream(response, replies.shift() ?? ""));
    expect(mended.reply).to.deep.equal(red);
    expect(mended.asked[1]?.text).to.contain("cannot be read: seconds");
    for (const [text, told] of [
      ["The red ones!", "it is no JSON object"],
      ["", "it is empty"],
      ["<think>hm</think>", "it is empty"],
      ["[1, 2]", "it is no JSON object"],
      [`{"answer": {"a": 1}, "seconds": [], "certain": true}`, "answer must be"],
      [`{"answer": "${"very ".repeat(50)}", "seconds": [9], "certain": true}`, "more than 200 characters"],
    ] as const) {
      const { reply, asked: requests } = await askOne((_, response) => sendStream(response, text));
      expect(reply, text).to.be.a("string").and.contain(told);
      expect(requests, text).to.have.length(2);
    }
  });

  it("drops seconds that it did not show, and tells which", async () => {
    const text = `{"answer": "a\\u001b[31m b\\n c", "seconds": [9.2, "4.5 s", 77, -3, 9], "certain": true}`;
    const { reply } = await askOne((_, response) => sendStream(response, text));
    expect(reply).to.deep.equal({
      answer: "a [31m b c",
      citedSeconds: [4.5, 9],
      inventedSeconds: [77, -3],
      certain: true,
    });
  });

  it("says in words what a server that fails has done, and what to do", async () => {
    const failures: readonly (readonly [Habit, RegExp])[] = [
      [(_, response) => refuse(response, 401, "no"), /\(401\).*KINODEX_ANSWERER_KEY/],
      [(_, response) => refuse(response, 429, "slow down", { "retry-after": "17" }), /too much to do.*again in 17 s/],
      [(_, response) => refuse(response, 503, "Loading model"), /not ready \(503\)/],
      [(_, response) => void response.writeHead(200).end("<html>"), /answers what is no reply/],
      [(_, response) => sendJson(response, 200, { hello: "world" }), /answers what is no reply/],
      [
        (_, response) => void response.writeHead(307, { location: "http://elsewhere.example/" }).end(),
        /leads to .*elsewhere.*not followed/,
      ],
      [(_, response) => sendWhole(response, "x".repeat(30_000)), /more than 20000 bytes/],
      [(_, response) => sendStream(response, "x".repeat(30_000), 1000), /more than 20000 bytes/],
      [
        (_, response) =>
          void response
            .writeHead(200, { "content-type": "text/event-stream" })
            .end(toEvent({ delta: { content: "{" } })),
        /stopped in the middle/,
      ],
      [(_, response) => void response.write("x", () => response.destroy()), /cannot be reached/],
    ];
    for (const [habit, told] of failures) expect(await failure(habit)).to.match(told);
  });

  it("waits neither for ever for a first token nor in the middle", async () => {
    const never = await failure(() => {}, { patience: brief({ maxFirstTokenMs: 200 }) });
    expect(never).to.contain("has not begun to answer in 0.2 s");
    const begins: Habit = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(toEvent({ delta: { content: "{" } }));
    };
    expect(await failure(begins, { patience: brief({ maxSilenceMs: 200 }) })).to.contain("fell silent");
    const endless: Habit = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const timer = setInterval(() => response.write(toEvent({ delta: { reasoning_content: "hm" } })), 20);
      response.on("close", () => clearInterval(timer));
    };
    expect(await failure(endless, { patience: brief({ maxTotalMs: 600 }) })).to.contain(
      "has not come to an end in 0.6 s",
    );
  });

  it("stops at the next token when its caller stops", async () => {
    const caller = new AbortController();
    let [written, closed] = [0, undefined as Promise<unknown> | undefined];
    await using server = await startChatServer(async (_, response) => {
      closed = once(response, "close");
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(toEvent({ delta: { content: "{" } }));
      written += 1;
      caller.abort();
      await closed; // it writes no more until its client is gone
    });
    const error = await failureOf(() => ask(server, { signal: caller.signal }));
    expect(isKinodexError(error, "interrupted")).to.equal(true);
    await closed;
    expect(written).to.equal(1);
    const before = server.requests.length;
    expect(isKinodexError(await failureOf(() => ask(server, { signal: caller.signal })), "interrupted")).to.equal(true);
    expect(server.requests).to.have.length(before);
  });

  it("tells what a server has where it has not the model, and takes the only one where none is named", async () => {
    await using server = await startChatServer(isRed, ["llava:7b", "moondream"]);
    const base = `${server.origin}/v1`;
    const missing = await failureOf(() => ask({ address: `${base}#qwen` }));
    expect(missing.message).to.contain('no model "qwen": it has llava:7b, moondream');
    expect((await failureOf(() => ask({ address: base }))).message).to.contain(
      "name it after #, it has llava:7b, moondream",
    );
    expect((await failureOf(() => ask({ address: `${server.origin}#llava:7b` }))).message).to.contain("under /v1");
    await using another = await startChatServer((_, response) => refuse(response, 400, 'Model "seer" not found'));
    expect((await failureOf(() => ask(another))).message).to.contain('no model "seer": it has seer');
    await using single = await startChatServer(isRed, ["only"]);
    expect((await ask({ address: `${single.origin}/v1/` })).reply).to.deep.equal(red);
    expect(single.requests[0]?.model).to.equal("only");
  });

  it("asks whether a server runs that cannot be reached", async () => {
    const server = await startChatServer(isRed);
    await server[Symbol.asyncDispose]();
    const error = await failureOf(() => ask(server));
    expect(error.message).to.contain("cannot be reached (ECONNREFUSED)").and.contain("`ollama serve`");
    expect(error.message).to.contain("--answerer retrieval");
  });

  it("sends a key to the server, and not where that leads", async () => {
    await using other = await startChatServer(isRed);
    await using server = await startChatServer((request, response) => {
      if (request.authorization === "Bearer secret") response.writeHead(308, { location: other.address.split("#")[0] });
      response.end();
    });
    const error = await failureOf(() => ask(server, { apiKey: "secret" }));
    expect(error.message).to.contain("redirects are not followed").and.not.contain("secret");
    expect(other.paths).to.deep.equal([]);
    const broken = await failureOf(() => ask(other, { apiKey: "sec ret" }));
    expect(broken.message).to.contain("KINODEX_ANSWERER_KEY is no key").and.not.contain('ret"');
  });
});

describe("the address of an answerer", () => {
  it("is read with its model", () => {
    const local = { isRemote: false, model: "qwen2.5vl:7b" };
    expect(readAddress("http://127.0.0.1:11434/v1#qwen2.5vl:7b")).to.deep.equal({
      ...local,
      base: "http://127.0.0.1:11434/v1",
    });
    expect(readAddress("http://[::1]:8080/v1/")).to.deep.equal({
      isRemote: false,
      model: undefined,
      base: "http://[::1]:8080/v1",
    });
    expect(readAddress("http://localhost:1234/v1#hf.co/a/b:Q4%20K").model).to.equal("hf.co/a/b:Q4 K");
    expect(readAddress("http://127.1:8000#m").base).to.equal("http://127.0.0.1:8000");
  });

  it("is on this machine, unless another is allowed", async () => {
    for (const host of [
      "192.168.1.4:11434",
      "127.0.0.1.example.com",
      "localhost.example.com",
      "0.0.0.0",
      "[::ffff:7f00:1]",
    ]) {
      const address = `http://${host}/v1#m`;
      const error = await failureOf(() => readAddress(address));
      expect(isKinodexError(error, "usage"), host).to.equal(true);
      expect(error.message, host).to.contain("--allow-remote-answerer").and.contain("leave");
      expect(readAddress(address, { allowRemote: true })).to.include({ isRemote: true });
    }
  });

  it("holds neither credentials, which no message repeats, nor a query", async () => {
    for (const [address, told] of [
      ["http://me:hunter2@127.0.0.1/v1", "KINODEX_ANSWERER_KEY"],
      ["http://127.0.0.1/v1?key=hunter2", "has a query"],
      ["file:///etc/passwd", "give an address like"],
      ["ollama", "give an address like"],
      ["", "give an address like"],
    ] as const) {
      const { message } = await failureOf(() => readAddress(address));
      expect(message, address).to.contain(told).and.not.contain("hunter2");
    }
  });
});
