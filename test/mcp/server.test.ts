import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import { temporaryFolder } from "../media/renderClip.js";

const main = join(packageRoot, "dist/src/cli/main.js");

interface Content {
  readonly type: string;
  readonly text?: string;
  readonly data?: string;
  readonly mimeType?: string;
}

describe("kinodex mcp", function () {
  this.timeout(120_000);
  const index = join(temporaryFolder(), "index");
  const client = new Client({ name: "test", version: "1" });
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const { isError = false, content } = await client.callTool({ name, arguments: args });
    return { isError, content: content as Content[] };
  };
  const documentOf = async (name: string, args?: Record<string, unknown>) => {
    const { isError, content } = await call(name, args);
    expect(isError, content[0]?.text).to.equal(false);
    return JSON.parse(content[0]?.text ?? "") as Record<string, unknown>;
  };

  before(async () => {
    const args = [main, "mcp", "--index", index];
    await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: "ignore" }));
  });
  after(() => client.close());

  it("lists its tools before there is an index, and says how to make one", async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).to.have.members([
      "search_moments",
      "ask_question",
      "list_videos",
      "read_captions",
      "get_thumbnail",
      "list_marks",
      "mark_moment",
      "remove_mark",
    ]);
    const { isError, content } = await call("list_videos");
    expect(isError).to.equal(true);
    expect(content[0]?.text).to.contain("kinodex index");
  });

  describe("once something is indexed", () => {
    before(() => {
      const sample = join(packageRoot, "samples", "reef.mp4");
      const run = spawnSync(process.execPath, [main, "index", sample, "--index", index], { encoding: "utf8" });
      expect(run.status, run.stderr).to.equal(0);
    });

    it("finds a moment, shows it, and reads what is seen", async () => {
      const { answered, moments } = await documentOf("search_moments", { query: "an orange fish swims", top: 1 });
      expect(answered).to.equal(true);
      const [moment] = moments as { videoId: string; keyframeSeconds: number; certainty: string }[];
      expect(moment?.certainty).to.equal("strong");
      const { videos } = await documentOf("list_videos");
      expect((videos as { videoId: string }[])[0]?.videoId).to.equal(moment?.videoId);

      const at = { video: moment?.videoId, timeSeconds: moment?.keyframeSeconds, width: 160 };
      const { content } = await call("get_thumbnail", at);
      expect(content[0]).to.include({ type: "image", mimeType: "image/jpeg" });
      expect(Buffer.from(content[0]?.data ?? "", "base64").subarray(0, 3)).to.deep.equal(Buffer.of(0xff, 0xd8, 0xff));

      const { segments } = await documentOf("read_captions", { video: moment?.videoId });
      expect(segments).to.be.an("array");
    });

    it("keeps what people say of a moment, and takes it back", async () => {
      const { moments } = await documentOf("search_moments", { query: "an orange fish swims", top: 1 });
      const [moment] = moments as { videoId: string; startSeconds: number; endSeconds: number }[];
      const said = {
        video: moment?.videoId,
        startSeconds: moment?.startSeconds,
        endSeconds: moment?.endSeconds,
        text: "an orange fish swims",
        verdict: "accepted",
      };
      const { mark } = await documentOf("mark_moment", said);
      expect(mark).to.include({ verdict: "accepted", about: "query", drawn: false });
      const { markId } = mark as { markId: string };
      const changed = await documentOf("mark_moment", { ...said, verdict: "rejected" });
      expect(changed["mark"]).to.include({ verdict: "rejected", markId });
      const { marks } = await documentOf("list_marks", { video: "reef.mp4" });
      expect(marks).to.have.length(1);
      expect((await documentOf("list_marks", { verdict: "accepted" }))["marks"]).to.be.empty;
      const beyond = await call("mark_moment", { ...said, endSeconds: 1000 });
      expect(beyond.content[0]?.text).to.match(/the span ends at 1000 s, and .* at \d/);
      expect(await documentOf("remove_mark", { markId })).to.deep.equal({ removed: true });
      expect(await documentOf("remove_mark", { markId })).to.deep.equal({ removed: false });
    });

    it("answers a question with its evidence", async () => {
      const answer = await documentOf("ask_question", { question: "Is there a fish?" });
      expect(answer).to.include({ answer: "yes", abstained: false });
      expect(answer["evidence"]).to.have.length.above(0);
    });

    it("tells what is wrong with a call", async () => {
      const unknown = await call("get_thumbnail", { video: "nope.mp4", timeSeconds: 1 });
      expect(unknown.isError).to.equal(true);
      expect(unknown.content[0]?.text).to.contain("nope.mp4");
      const unreadable = await call("search_moments", { query: "(a fish" });
      expect(unreadable.content[0]?.text).to.contain("never closed");
    });
  });
});
