import type { Command } from "commander";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";

/** `kinodex mcp`. */
export function addMcpCommand(program: Command): void {
  addCommonOptions(program.command("mcp"))
    .description("serve an index to an assistant, by the Model Context Protocol on stdin and stdout")
    .action(async (options: CommonOptions) => {
      const version = program.version() ?? "";
      const { serveMcp } = await import("../../mcp/server.js");
      await serveMcp({ index: options.index, version, onNotice: createOutput(options).note });
    });
}
