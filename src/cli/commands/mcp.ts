import type { Command } from "commander";
import { addAnswererOptions, toAnswerer, type AnswererOptions } from "../answerer.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";

/** `kinodex mcp`. */
export function addMcpCommand(program: Command): void {
  addAnswererOptions(addCommonOptions(program.command("mcp")))
    .description("serve an index to an assistant, by the Model Context Protocol on stdin and stdout")
    .action(async (options: CommonOptions & AnswererOptions) => {
      const version = program.version() ?? "";
      const { serveMcp } = await import("../../mcp/server.js");
      const { index } = options;
      await serveMcp({ index, answerer: toAnswerer(options), version, onNotice: createOutput(options).note });
    });
}
