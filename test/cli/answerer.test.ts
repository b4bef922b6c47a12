import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect } from "chai";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openKinodex } from "../../src/app/openKinodex.js";
import { packageRoot } from "../../src/core/paths.js";
import { temporaryFolder } from "../media/renderClip.js";
import { look, refuse, sendStream, startChatServer, type ChatServer } from "../qa/endpoint/servers.js";
import { failureOf } from "../store/fixtures.js";

const main = join(packageRoot, "dist/src/cli/main.js");

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe("--answerer", function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  const index = join(folder, "index");
  const config = join(folder, "config.yaml");
  const environment = { ...process.env, KINODEX_PROVIDER: "cpu", KINODEX_CONFIG: config };
  let server: ChatServer;
  /** Not in step, as the server answers from this very process. */
  const kinodex = (args: readonly string[], more: NodeJS.ProcessEnv = {}, ofIndex = true): Promise<Ran> =>
    new Promise((resolve) => {
      const env = { ...environment, ...more };
      const all = [main, ...args, ...(ofIndex ? ["--index", index] : [])];
      execFile(process.execPath, all, { env }, (error, stdout, stderr) =>
        resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  const question = "Is there a red sail boat?";
  const answersWith = async (args: readonly string[], more: NodeJS.ProcessEnv = {}, asked = server) => {
    const before = asked.requests.length;
    const run = await kinodex(["ask", question, "--json", ...args], more);
    expect(run.status, run.stderr).to.equal(0);
    const { answer } = JSON.parse(run.stdout) as { answer: string | null };
    return { answer, asked: asked.requests.slice(before) };
  };

  before(async () => {
    writeFileSync(config, "");
    server = await startChatServer((request, response) => sendStream(response, JSON.stringify(look(request))));
    const run = await kinodex(["index", join(packageRoot, "samples", "harbour.mp4"), "--quiet"]);
    expect(run.status, run.stderr).to.equal(0);
  });
  after(() => server[Symbol.asyncDispose]());
  afterEach(() => writeFileSync(config, ""));

  it("is taken from the command line, else the environment, else the config file", async () => {
    await using other = await startChatServer((_, response) => refuse(response, 503, "not this one"));
    const given = await answersWith(["--answerer", server.address], { KINODEX_ANSWERER: other.address });
    expect(given).to.deep.include({ answer: "yes" });
    expect(given.asked).to.have.length(1);
    writeFileSync(config, `answerer: ${other.address}\n`);
    expect((await answersWith([], { KINODEX_ANSWERER: server.address })).asked).to.have.length(1);
    writeFileSync(config, `answerer: ${server.address}\n`);
    expect((await answersWith([])).asked).to.have.length(1);
    const own = await answersWith(["--answerer", "retrieval"]);
    expect(own).to.deep.equal({ answer: "yes", asked: [] });
    expect(other.paths).to.deep.equal([]);
  });

  it("is not what is proposed for a model that takes no questions, when it is pulled", async () => {
    for (const [name, told] of [
      ["florence2", ["model: local/florence2", "--grounder local/florence2"]],
      ["coca", ["model: local/coca", "--model local/coca --index"]],
      ["janus", ["--answerer local/janus", "model: local/janus", "--painter local/janus"]],
    ] as const) {
      const { status, stderr } = await kinodex(
        ["models", "pull", join(packageRoot, "test/doubles/hub/double", name), "--accept-licence"],
        { KINODEX_MODELS: join(folder, "models of hints") },
        false,
      );
      expect(status, stderr).to.equal(0);
      for (const words of told) expect(stderr, name).to.contain(words);
      if (name !== "janus") expect(stderr, name).to.not.contain("--answerer");
    }
  });

  it("may be a model that is here, by its id, which doctor tries", async () => {
    const models = { KINODEX_MODELS: join(folder, "models") };
    const pulled = await kinodex(
      ["models", "pull", join(packageRoot, "test/doubles/hub/double/smolvlm")],
      models,
      false,
    );
    expect(pulled.status, pulled.stderr).to.equal(0);
    expect(pulled.stderr).to.contain("kinodex ask QUESTION --answerer local/smolvlm");
    const asked = await kinodex(["ask", question, "--answerer", "local/smolvlm", "--json", "--explain"], models);
    expect(asked.status, asked.stderr).to.equal(0);
    const { answer, reason, steps } = JSON.parse(asked.stdout) as {
      answer: string | null;
      reason: string;
      steps: { did: string; found: string }[];
    };
    expect(answer).to.equal(null); // its weights are random
    expect(reason).to.contain("cannot be read");
    expect(steps.at(-1)?.did).to.match(/^asked local\/smolvlm about 6 pictures of harbour\.mp4/);
    const doctor = await kinodex(["doctor", "--answerer", "local/smolvlm"], models);
    expect(doctor.stdout).to.match(/ok\s+answerer\s+local\/smolvlm is whole and writes/);
    for (const [id, told] of [
      ["nobody/nothing", /kinodex models pull nobody\/nothing/],
      ["kinodex/embedded", /no capability "generation".*Models that have it: kinodex\/captioner, local\/smolvlm/],
    ] as const) {
      const failed = await kinodex(["ask", question, "--answerer", id], models);
      expect(failed.status, id).to.be.oneOf([2, 3]);
      expect(failed.stderr.replaceAll(/\s+/g, " "), id).to.match(told);
      const examined = await kinodex(["doctor", "--answerer", id], models);
      expect(examined.stdout.replaceAll(/\s+/g, " "), id).to.match(told);
    }
  });

  it("has the key of the environment sent along", async () => {
    const { asked } = await answersWith(["--answerer", server.address], { KINODEX_ANSWERER_KEY: "secret" });
    expect(asked[0]?.authorization).to.equal("Bearer secret");
  });

  it("shows with --explain what was asked and how long it took", async () => {
    const { stdout } = await kinodex(["ask", question, "--answerer", server.address, "--explain"]);
    expect(stdout).to.match(/^yes {2}\(strong, \d+ %\)$/m);
    expect(stdout).to.match(/asked seer at http:\/\/127\.0\.0\.1:\d+\/v1 about 6 pictures of harbour\.mp4/);
    expect(stdout).to.match(/by json_schema, in a request; first token after/);
  });

  it("says what is wrong with a server or its address, and answers by nothing else", async () => {
    const failing: readonly (readonly [string, number, RegExp])[] = [
      ["http://127.0.0.1:9/v1#m", 3, /127\.0\.0\.1:9\/v1 cannot be reached.*`ollama serve`.*--answerer retrieval/],
      [`${server.origin}/v1#qwen`, 3, /has no model "qwen": it has seer/],
      ["http://192.168.7.7:11434/v1#m", 2, /not on this machine.*--allow-remote-answerer/],
      ["http://me:hunter2@127.0.0.1/v1#m", 2, /holds credentials/],
    ];
    for (const [address, code, told] of failing) {
      const { status, stdout, stderr } = await kinodex(["ask", question, "--answerer", address]);
      expect({ status, stdout }, address).to.deep.equal({ status: code, stdout: "" });
      expect(stderr, address).to.match(told).and.not.contain("hunter2");
    }
  });

  it("says that pictures leave this machine where that is allowed", async () => {
    const address = "http://kinodex-test.invalid/v1#m";
    const { status, stderr } = await kinodex(["ask", question, "--answerer", address, "--allow-remote-answerer"]);
    expect(status).to.equal(3);
    expect(stderr).to.contain("pictures of your videos leave this machine for http://kinodex-test.invalid/v1");
  });

  it("is examined by doctor, where one is configured, and is asked for its models alone", async () => {
    const examine = async (...args: string[]) => {
      const { stdout } = await kinodex(["doctor", "--json", ...args]);
      const { findings } = JSON.parse(stdout) as { findings: { subject: string; state: string; detail: string }[] };
      return findings.find(({ subject }) => subject === "answerer");
    };
    const before = server.paths.length;
    const found = await examine("--answerer", server.address);
    expect(found).to.include({ state: "ok", detail: `${server.origin}/v1 can be reached, and has seer` });
    expect(server.paths.slice(before)).to.deep.equal(["/v1/models"]);
    const missing = await examine("--answerer", `${server.origin}/v1#qwen`);
    expect(missing).to.include({ state: "fault" }).and.property("detail").to.contain("it has seer");
    const down = await examine("--answerer", "http://127.0.0.1:9/v1#m");
    expect(down).to.include({ state: "fault" }).and.property("detail").to.contain("cannot be reached");
    expect(await examine()).to.equal(undefined);
  });

  it("is what `kinodex mcp` was started with: its tools take no address", async () => {
    await using other = await startChatServer((_, response) => refuse(response, 503, "not this one"));
    const client = new Client({ name: "test", version: "1" });
    const args = [main, "mcp", "--index", index, "--answerer", server.address];
    const env = environment as Record<string, string>;
    await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: "ignore" }));
    try {
      const before = server.requests.length;
      const asked = { question, answerer: other.address, address: other.address };
      const { content } = await client.callTool({ name: "ask_question", arguments: asked });
      const [{ text = "" } = {}] = content as { text?: string }[];
      expect(text).to.contain('"answer":"yes"');
      expect(server.requests.length).to.equal(before + 1);
      expect(other.paths).to.deep.equal([]);
    } finally {
      await client.close();
    }
  });

  it("is an option of the library too, for all questions or for one, which a signal stops", async () => {
    const refused = await failureOf(() => openKinodex({ index, answerer: { address: "http://example.com/v1#m" } }));
    expect(refused.message).to.contain("not on this machine");
    await using library = await openKinodex({ index, answerer: { address: server.address } });
    const before = server.requests.length;
    expect((await library.ask(question, { answerer: "retrieval" })).answer).to.equal("yes");
    expect(server.requests.length).to.equal(before);
    expect((await library.ask(question)).answer).to.equal("yes");
    expect(server.requests.length).to.equal(before + 1);

    const caller = new AbortController();
    await using silent = await startChatServer(() => caller.abort());
    const stopped = await failureOf(() =>
      library.ask(question, { answerer: { address: silent.address }, signal: caller.signal }),
    );
    expect(stopped).to.include({ code: "interrupted" });
  });
});
