import { expect } from "chai";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { openKinodex } from "../../src/app/openKinodex.js";
import { useTinyModels } from "../fixtures/tinyModels.js";
import { temporaryFolder } from "../media/renderClip.js";
import { look, sendStream, startChatServer } from "../qa/endpoint/servers.js";
import { renderVideo, startTestServer } from "./testServer.js";

describe("a server with an answerer", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const index = join(folder, "index");
  before(async () => {
    using _models = useTinyModels();
    await using kinodex = await openKinodex({ index, model: "test/tiny" });
    await lastValueFrom(kinodex.index([renderVideo(join(folder, "test.mp4"), 4)]), { defaultValue: undefined });
  });

  it("asks it, and takes the address of no other from a request", async () => {
    await using chat = await startChatServer((request, response) =>
      sendStream(response, JSON.stringify(look(request))),
    );
    await using other = await startChatServer((_, response) => void response.end());
    await using server = await startTestServer(index, { answerer: { address: chat.address } });
    const { steps } = await server.client.ask({ question: "Is there a red sail boat?" });
    expect(steps.some(({ did }) => did.startsWith("asked seer at "))).to.equal(true);
    expect(chat.requests).to.have.length(1);

    for (const field of ["answerer", "address", "allowRemote"]) {
      const body = JSON.stringify({ question: "Is there a dog?", [field]: other.address });
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${server.url}/v1/ask`, { method: "POST", headers, body });
      expect(response.status, field).to.equal(400);
    }
    expect(chat.requests).to.have.length(1);
    expect(other.paths).to.deep.equal([]);
  });

  it("says that it cannot be reached, with the status of what is not there now", async () => {
    await using server = await startTestServer(index, { answerer: { address: "http://127.0.0.1:9/v1#m" } });
    const body = JSON.stringify({ question: "Is there a dog?" });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${server.url}/v1/ask`, { method: "POST", headers, body });
    expect(response.status).to.equal(503);
    expect(((await response.json()) as { detail: string }).detail).to.contain("cannot be reached");
  });

  it("stops asking when whoever asked has gone", async () => {
    let [arrived, closed] = [() => {}, () => {}];
    const hasArrived = new Promise<void>((resolve) => (arrived = resolve));
    const hasClosed = new Promise<void>((resolve) => (closed = resolve));
    await using chat = await startChatServer((_, response) => {
      response.on("close", closed);
      arrived();
    });
    await using server = await startTestServer(index, { answerer: { address: chat.address } });
    const caller = new AbortController();
    const body = JSON.stringify({ question: "Is there a dog?" });
    const headers = { "content-type": "application/json" };
    const asking = fetch(`${server.url}/v1/ask`, { method: "POST", headers, body, signal: caller.signal }).catch(
      () => {},
    );
    await hasArrived;
    caller.abort();
    await hasClosed;
    await asking;
  });
});
