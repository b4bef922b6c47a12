import { expect } from "chai";
import { probeProviders } from "../../../src/inference/session/probe.js";
import { providerNames, toProviderOrder, whyUnavailable } from "../../../src/inference/session/providers.js";

describe("toProviderOrder", () => {
  it("tries GPUs before the CPU when nothing is asked for", () => {
    expect(toProviderOrder(undefined, "")).to.deep.equal(["cuda", "webgpu", "coreml", "dml", "cpu"]);
    expect(toProviderOrder(["cpu"], "auto")).to.deep.equal(["cpu"]);
  });

  it("takes one name or several", () => {
    expect(toProviderOrder(undefined, "CUDA, cpu")).to.deep.equal(["cuda", "cpu"]);
  });

  it("refuses an unknown name and says which exist", () => {
    expect(() => toProviderOrder(undefined, "cuda,quantum")).to.throw(/"quantum".*cuda, webgpu, coreml, dml, cpu/);
  });
});

describe("whyUnavailable", () => {
  it("has nothing against the CPU, and names what is not built in", () => {
    expect(whyUnavailable("cpu", ["cpu"])).to.equal(undefined);
    expect(whyUnavailable("dml", ["cpu"])).to.match(/built without it/);
  });
});

describe("probeProviders", () => {
  it("reports each provider, the CPU as available, and a reason for each that is not", async () => {
    const probes = await probeProviders();
    expect(probes.map(({ provider }) => provider)).to.deep.equal([...providerNames]);
    expect(probes.find(({ provider }) => provider === "cpu")?.available).to.equal(true);
    for (const probe of probes) if (!probe.available) expect(probe.reason).to.match(/\w/);
  });
});
