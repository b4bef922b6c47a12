import { access, constants } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { toMessage } from "../../core/errors.js";
import { probeProviders } from "../../inference/session/probe.js";
import { defaultModelId } from "../../models/hub/knownModels.js";
import { verifyModel } from "../../models/hub/verify.js";
import { examineAnswerer, type AskedAnswerer } from "../answerer.js";
import { examineNative, type Finding } from "./native.js";

export type { Finding } from "./native.js";

/**
 * Finds out what this machine has, and what Kinodex will really use, by using it. `directory` is where the index lies;
 * nothing but an answerer is contacted, where there is one.
 */
export async function examineMachine(directory: string, answerer?: AskedAnswerer): Promise<readonly Finding[]> {
  return [
    toFinding("node", "ok", `${process.version}, ${availableParallelism()} processors`),
    ...(await examineNative()),
    ...(await examineProviders()),
    await examineModel(),
    await examineFolder(directory),
    ...(answerer === undefined || answerer === "retrieval" ? [] : [await examineAnswerer(answerer)]),
  ];
}

function toFinding(subject: string, state: Finding["state"], detail: string): Finding {
  return { subject, state, detail };
}

async function examineProviders(): Promise<Finding[]> {
  const probes = await probeProviders();
  const used = probes.find((probe) => probe.available)?.provider;
  return probes.map((probe) => {
    const subject = `provider ${probe.provider}`;
    if (probe.available)
      return toFinding(subject, "ok", probe.provider === used ? "works; pictures run here" : "works");
    return toFinding(subject, used === undefined || probe.provider === "cpu" ? "fault" : "note", probe.reason);
  });
}

async function examineModel(): Promise<Finding> {
  try {
    const { ok, checks } = await verifyModel(defaultModelId);
    const faults = checks.filter((check) => !check.ok).map((check) => `${check.subject}: ${check.detail}`);
    const detail = ok ? "its files are whole and it encodes" : faults.join("; ");
    return toFinding(`model ${defaultModelId}`, ok ? "ok" : "fault", detail);
  } catch (error) {
    return toFinding(`model ${defaultModelId}`, "fault", toMessage(error));
  }
}

async function examineFolder(directory: string): Promise<Finding> {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    try {
      await access(folder);
    } catch {
      if (folder !== dirname(folder)) continue;
    }
    const writable = await access(folder, constants.W_OK).then(
      () => true,
      () => false,
    );
    return writable
      ? toFinding("index folder", "ok", `${directory} can be written`)
      : toFinding("index folder", "fault", `${folder} cannot be written: choose another with --index`);
  }
}
