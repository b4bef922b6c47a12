import type { Command } from "commander";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions } from "../output.js";
import { mark } from "../style.js";

const styles = { ok: "good", note: "fair", fault: "bad" } as const;

/** `kinodex doctor`: what this machine has, and what Kinodex will really use. */
export function addDoctorCommand(program: Command): void {
  addCommonOptions(program.command("doctor"))
    .description("tell what this machine has, and what Kinodex will really use")
    .action(runDoctor);
}

async function runDoctor(options: CommonOptions): Promise<void> {
  const output = createOutput(options);
  const { examineMachine } = await import("../../app/examine/machine.js");
  const findings = await examineMachine(options.index);
  const hasFault = findings.some(({ state }) => state === "fault");
  output.result({ ok: !hasFault, findings }, () =>
    findings
      .map(({ subject, state, detail }) => `${mark(styles[state], state.padEnd(6))}${subject.padEnd(24)}${detail}`)
      .join("\n"),
  );
  if (hasFault) process.exitCode = exitCodes.environment;
}
