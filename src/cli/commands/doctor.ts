import type { Command } from "commander";
import { access, constants } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { toMessage } from "../../core/errors.js";
import { probeProviders } from "../../inference/probe.js";
import { defaultModelId } from "../../models/registry.js";
import { verifyModel } from "../../models/verify.js";
import { examineNative, type Finding } from "../examineNative.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions } from "../output.js";

/** `kinodex doctor`: what this machine has, and what Kinodex will really use. */
export function addDoctorCommand(program: Command): void {
  addCommonOptions(program.command("doctor"))
    .description("tell what this machine has, and what Kinodex will really use")
    .action(runDoctor);
}

async function runDoctor(options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  const findings = [
    toFinding("node", "ok", `${process.version}, ${availableParallelism()} processors`),
    ...(await examineNative()),
    ...(await examineProviders()),
    await examineModel(),
    await examineFolder(options.index),
  ];
  output.result({ ok: findings.every(({ state }) => state !== "fault"), findings }, () =>
    findings.map(({ subject, state, detail }) => `${state.padEnd(6)}${subject.padEnd(24)}${detail}`).join("\n"),
  );
  if (findings.some(({ state }) => state === "fault")) process.exitCode = exitCodes.environment;
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
