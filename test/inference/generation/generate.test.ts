import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { packageRoot } from "../../../src/core/paths.js";
import { generateTokens } from "../../../src/inference/generation/generateTokens.js";
import type { DecoderNames, GeneratedToken, GenerationRequest } from "../../../src/inference/generation/request.js";
import type { OpenRequest, SessionReply } from "../../../src/inference/session/messages.js";
import { openOnnxSession, type OnnxSession } from "../../../src/inference/session/onnxSession.js";
import { superviseThread } from "../../../src/inference/session/sessionThread.js";
import type { Tensor } from "../../../src/inference/tensor.js";

/** What numpy writes with the tiny decoder, without a cache; `test/doubles/make_decoder.py` makes both. */
interface DecoderReference {
  readonly width: number;
  readonly cases: readonly {
    readonly prompt: number[];
    readonly embeddings: number[];
    readonly tokens: number[];
    readonly logProbabilities: number[];
  }[];
}

const folder = join(packageRoot, "test", "doubles", "decoder");
const { width, cases } = JSON.parse(readFileSync(join(folder, "reference.json"), "utf8")) as DecoderReference;
const [shortest] = cases as [DecoderReference["cases"][number]];

const stated = (name: string) => {
  const path = join(folder, name);
  return { path, sha256: createHash("sha256").update(readFileSync(path)).digest("hex") };
};
const options = { providers: ["cpu"], intraOpThreads: 1 } as const;

const cacheOf = (layers: number) =>
  Object.fromEntries(
    Array.from({ length: layers }, (_, n) => ["key", "value"].map((part) => `${n}.${part}`))
      .flat()
      .map((part) => [`past_key_values.${part}`, `present.${part}`]),
  );
const names: DecoderNames = {
  tokens: "input_ids",
  logits: "logits",
  attentionMask: "attention_mask",
  positionIds: "position_ids",
  cache: cacheOf(2),
};

const toIds = (prompt: readonly number[]): Tensor => ({
  type: "int64",
  dims: [1, prompt.length],
  data: BigInt64Array.from(prompt, BigInt),
});
const requestOf = (prompt: readonly number[], changes: Partial<GenerationRequest> = {}): GenerationRequest => ({
  names,
  prompt: toIds(prompt),
  endTokenIds: [],
  maxNewTokens: 24,
  ...changes,
});

async function collect(tokens: AsyncIterable<GeneratedToken>): Promise<GeneratedToken[]> {
  const all: GeneratedToken[] = [];
  for await (const token of tokens) all.push(token);
  return all;
}
const failureOf = (promise: Promise<unknown>) => promise.catch((reason: unknown) => reason) as Promise<Error>;

function expectAsInReference(found: readonly GeneratedToken[], { tokens, logProbabilities }: (typeof cases)[number]) {
  expect(found.map(({ id }) => id)).to.deep.equal(tokens);
  for (const [n, { logProbability }] of found.entries())
    expect(logProbability, `token ${n}`).to.be.closeTo(logProbabilities[n] as number, 1e-4);
}

describe("a decoder that generates", () => {
  let session: OnnxSession;
  before(async () => (session = await openOnnxSession({ ...stated("decoder.onnx"), ...options })));
  after(() => session[Symbol.asyncDispose]());

  it("writes the tokens that numpy writes without a cache, with their log probabilities", async () => {
    for (const stored of cases) expectAsInReference(await collect(session.generate(requestOf(stored.prompt))), stored);
  });

  it("takes a prompt of embeddings, and embeds what it writes in the same thread", async () => {
    const files = { ...stated("decoder_of_embeddings.onnx"), tokenEmbedder: stated("embed_tokens.onnx") };
    await using ofEmbeddings = await openOnnxSession({ ...files, ...options });
    for (const stored of cases) {
      const prompt = {
        type: "float32",
        dims: [1, stored.prompt.length, width],
        data: Float32Array.from(stored.embeddings),
      } as const;
      const request = { ...requestOf([]), prompt, names: { ...names, tokens: "inputs_embeds" } };
      expectAsInReference(await collect(ofEmbeddings.generate(request)), stored);
    }
  });

  it("embeds a prompt of ids in the same thread, and puts rows from elsewhere in the places of a token", async () => {
    const files = { ...stated("decoder_of_embeddings.onnx"), tokenEmbedder: stated("embed_tokens.onnx") };
    await using ofEmbeddings = await openOnnxSession({ ...files, ...options });
    const named = { names: { ...names, tokens: "inputs_embeds" } };
    for (const stored of cases)
      expectAsInReference(await collect(ofEmbeddings.generate(requestOf(stored.prompt, named))), stored);
    const [, , long] = cases as [unknown, unknown, DecoderReference["cases"][number]];
    const rowsOf = (from: number, to: number, dims: readonly number[]): Tensor => {
      const data = Float32Array.from(long.embeddings.slice(from * width, to * width));
      return { type: "float32", dims, data };
    };
    // the tokens at 1, 2 and 4 are another one that stands for pictures, of two rows and of one
    const prompt = long.prompt.map((id, n) => ([1, 2, 4].includes(n) ? 39 : id));
    const rows = [rowsOf(1, 3, [1, 2, width]), rowsOf(4, 5, [1, width])];
    const given = { ...named, inserts: { tokenId: 39, rows } };
    expectAsInReference(await collect(ofEmbeddings.generate(requestOf(prompt, given))), long);
  });

  it("refuses rows that are not as many, or as wide, as the tokens that they stand for", async () => {
    const files = { ...stated("decoder_of_embeddings.onnx"), tokenEmbedder: stated("embed_tokens.onnx") };
    await using ofEmbeddings = await openOnnxSession({ ...files, ...options });
    for (const dims of [[1, width], [3, width], [2, width / 2], []]) {
      const data = new Float32Array(dims.reduce((count, size) => count * size, dims.length > 0 ? 1 : 0));
      const rows: Tensor[] = dims.length > 0 ? [{ type: "float32", dims, data }] : [];
      const changes = { names: { ...names, tokens: "inputs_embeds" }, inserts: { tokenId: 39, rows } };
      const error = await failureOf(collect(ofEmbeddings.generate(requestOf([1, 39, 39], changes))));
      expect(error).to.include({ code: "model" });
      expect(error.message).to.contain(`2 tokens of ${width} values are to be replaced`);
    }
    const inserts = { tokenId: 39, rows: [] };
    expect(await failureOf(collect(session.generate(requestOf([1], { inserts }))))).to.include({ code: "usage" });
  });

  it("reads all tokens again in each step where there is no cache", async () => {
    await using plain = await openOnnxSession({ ...stated("decoder_without_cache.onnx"), ...options });
    const changes = { names: { ...names, cache: {} } };
    for (const stored of cases)
      expectAsInReference(await collect(plain.generate(requestOf(stored.prompt, changes))), stored);
  });

  it("ends with a token that ends the text, or at the limit", async () => {
    const { prompt, tokens } = shortest;
    const end = tokens.indexOf(24);
    const ended = await collect(session.generate(requestOf(prompt, { endTokenIds: [99, 24] })));
    expect(ended.map(({ id }) => id)).to.deep.equal(tokens.slice(0, end + 1));
    expect(await collect(session.generate(requestOf(prompt, { maxNewTokens: 3 })))).to.have.length(3);
    expect(await collect(session.generate(requestOf(prompt, { maxNewTokens: 0 })))).to.deep.equal([]);
  });

  it("writes several texts one after the other, each with a cache of its own", async () => {
    const found = await Promise.all(cases.map(({ prompt }) => collect(session.generate(requestOf(prompt)))));
    for (const [n, stored] of cases.entries()) expectAsInReference(found[n] ?? [], stored);
  });

  it("leaves the event loop free: it turns many times a token", async () => {
    let turns = 0;
    let isDone = false;
    const counting = (async () => {
      for (; !isDone; turns += 1) await setImmediate();
    })();
    let tokens = 0;
    for (let n = 0; n < 5; n += 1)
      tokens += (await collect(session.generate(requestOf([1], { maxNewTokens: 60 })))).length;
    isDone = true;
    await counting;
    expect(turns / tokens).to.be.above(10);
  });

  it("never loads the runtime in the thread that asks", async () => {
    const script = `
      import { createRequire } from "node:module";
      import { openOnnxSession } from ${JSON.stringify(new URL("../../../src/inference/session/onnxSession.js", import.meta.url))};
      const session = await openOnnxSession(${JSON.stringify({ ...stated("decoder.onnx"), ...options })});
      const prompt = { type: "int64", dims: [1, 1], data: BigInt64Array.of(1n) };
      const request = { names: ${JSON.stringify(names)}, prompt, endTokenIds: [], maxNewTokens: 2 };
      for await (const { id } of session.generate(request)) console.log(id);
      const { cache } = createRequire(${JSON.stringify(import.meta.url)});
      console.log(Object.keys(cache).filter((path) => path.includes("onnxruntime")).length);`;
    const scripts = await mkdtemp(join(tmpdir(), "kinodex-test-"));
    const path = join(scripts, "generate.mjs"); // a script on the command line would be the worker's too
    await writeFile(path, script);
    const child = spawnSync(process.execPath, [path], { encoding: "utf8" });
    await rm(scripts, { recursive: true });
    expect(child.stdout, child.stderr).to.equal(`${shortest.tokens.slice(0, 2).join("\n")}\n0\n`);
  });

  it("tells what the model takes and gives where a name is wrong", async () => {
    for (const [wrong, said] of [
      [{ ...names, tokens: "ids" }, /no input "ids".*"input_ids" is not given/],
      [{ ...names, logits: "scores" }, /no output "scores"/],
      [{ ...names, cache: cacheOf(1) }, /"past_key_values\.1\.key" is not given/],
      [{ ...names, cache: cacheOf(3) }, /no input "past_key_values\.2\.key".*no output "present\.2\.value"/],
    ] as const) {
      const error = await failureOf(collect(session.generate(requestOf([1], { names: wrong }))));
      expect(error).to.include({ name: "KinodexError", code: "model" });
      expect(error.message).to.match(said);
      expect(error.message)
        .to.match(/inputs are .*input_ids.*past_key_values\.1\.value/)
        .and.match(/outputs are .*logits/);
    }
    expectAsInReference(await collect(session.generate(requestOf(shortest.prompt))), shortest);
  });

  it("refuses a prompt of embeddings that it cannot continue", async () => {
    const prompt = { type: "float32", dims: [1, 1, width], data: new Float32Array(width) } as const;
    expect(await failureOf(collect(session.generate({ ...requestOf([]), prompt })))).to.include({ code: "usage" });
  });
});

describe("a text that is stopped", () => {
  let session: OnnxSession;
  before(async () => (session = await openOnnxSession({ ...stated("decoder.onnx"), ...options })));
  after(() => session[Symbol.asyncDispose]());

  it("asks the decoder for no token after the signal", async () => {
    for (const stopAt of [1, 2, 7]) {
      const abort = new AbortController();
      let asked = 0;
      const next = async () => {
        asked += 1;
        if (asked === stopAt) abort.abort();
        return Float32Array.of(0, 1);
      };
      const tokens = await collect(generateTokens({ next }, { endTokenIds: [], maxNewTokens: 9 }, abort.signal));
      expect([asked, tokens.length]).to.deep.equal([stopAt, stopAt]);
    }
  });

  it("is no longer written in its thread, which hears of it between two tokens", async () => {
    const workerData: OpenRequest = {
      model: stated("decoder.onnx"),
      tokenEmbedder: undefined,
      head: undefined,
      providers: ["cpu"],
      intraOpThreads: 1,
      isBackground: false,
    };
    const url = new URL("../../../src/inference/session/onnxWorker.js", import.meta.url);
    const worker = new Worker(url, { workerData });
    let written = 0;
    worker.on("message", ({ kind }: SessionReply) => (written += Number(kind === "token")));
    const thread = superviseThread(worker, "decoder.onnx");
    await thread.opened;
    const abort = new AbortController();
    const tokens = thread.generate(requestOf([1], { maxNewTokens: 60 }), abort.signal);
    const first = tokens[Symbol.asyncIterator]().next();
    abort.abort();
    expect(await failureOf(first)).to.include({ name: "KinodexError", code: "interrupted" });
    await thread.close();
    expect(written).to.be.at.most(1);
  });

  it("throws `interrupted`, before it starts too, and the next one is whole", async () => {
    const abort = new AbortController();
    const seen: number[] = [];
    const reading = async () => {
      for await (const { id } of session.generate(requestOf(shortest.prompt), abort.signal)) {
        seen.push(id);
        if (seen.length === 3) abort.abort();
      }
    };
    expect(await failureOf(reading())).to.include({ name: "KinodexError", code: "interrupted" });
    expect(seen).to.deep.equal(shortest.tokens.slice(0, 3));
    expect(await failureOf(collect(session.generate(requestOf([1]), abort.signal)))).to.include({
      code: "interrupted",
    });
    expectAsInReference(await collect(session.generate(requestOf(shortest.prompt))), shortest);
  });

  it("may be left in the middle", async () => {
    for await (const { id } of session.generate(requestOf(shortest.prompt, { maxNewTokens: 60 }))) {
      expect(id).to.equal(shortest.tokens[0]);
      break;
    }
    expectAsInReference(await collect(session.generate(requestOf(shortest.prompt))), shortest);
  });
});
