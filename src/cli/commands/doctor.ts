import type { Command } from "commander";
import { addAnswererOptions, toAnswerer, type AnswererOptions } from "../answerer.js";
import { addCommonOptions, createOutput, exitCodes, type CommonOptions } from "../output.js";
import { mark } from "../style.js";

const styles = { ok: "good", note: "fair", fault: "bad" } as const;

/** `kinodex doctor`: what this machine has, and what Kinodex will really use. */
export function addDoctorCommand(program: Command): void {
  addAnswererOptions(addCommonOptions(program.command("doctor")))
    .description("tell what this machine has, and what Kinodex will really use")
    .action(runDoctor);
}

async function runDoctor(options: CommonOptions & AnswererOptions): Promise<void> {
  const output = createOutput(options);
  const { examineMachine } = await import("../../app/examine/machine.js");
  const findings = await examineMachine(options.index, toAnswerer(options));
  const hasFault = findings.some(({ state }) => state === "fault");
  output.result({ ok: !hasFault, findings }, () =>
    findings
      .map(({ subject, state, detail }) => `${mark(styles[state], state.padEnd(6))}${subject.padEnd(24)}${detail}`)
      .join("\n"),
  );
  if (hasFault) process.exitCode = exitCodes.environment;
}
