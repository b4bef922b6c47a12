import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { packageRoot } from "../../../src/core/paths.js";
import { openHub } from "./hubServer.js";

/** More of them by hand: `KINODEX_KILLS=40 npx mocha …`. */
const kills = Number(process.env["KINODEX_KILLS"] ?? "4");
const main = join(packageRoot, "dist/src/cli/main.js");

describe("a pull that is killed", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kinodex-pull-killed-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it("goes on where it was, and nothing that is not whole is a model", async function () {
    this.timeout(30_000 + kills * 10_000);
    const random = createRandom(20_261_128);
    await using hub = await openHub({
      folder: join(packageRoot, "test/doubles/hub"),
      faults: [{ path: /onnx$/, kind: "slow", bytesPerSecond: 30_000 }],
    });
    const env = { ...process.env, HF_ENDPOINT: hub.endpoint, KINODEX_MODELS: folder };
    const kinodex = (...args: string[]) => spawn(process.execPath, [main, "models", ...args, "--quiet"], { env });
    const end = (child: ReturnType<typeof kinodex>) => new Promise((done) => child.on("close", done));
    for (let n = 0; n < kills; n += 1) {
      const child = kinodex("pull", "double/clip", "--precision", "fp32");
      const ended = end(child);
      await sleep(300 + random() * 2500);
      child.kill("SIGKILL");
      await ended;
      if (existsSync(join(folder, "double/clip/manifest.json"))) {
        expect(await end(kinodex("verify", "double/clip"))).to.equal(0);
        await rm(join(folder, "double"), { recursive: true });
      }
    }
    expect(await end(kinodex("pull", "double/clip", "--precision", "fp32"))).to.equal(0);
    expect(await end(kinodex("verify", "double/clip"))).to.equal(0);
  });
});
