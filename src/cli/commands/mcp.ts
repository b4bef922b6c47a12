import type { Command } from "commander";
import { addAnswererOptions, toAnswerer, type AnswererOptions } from "../answerer.js";
import { addGrounderOption, type GrounderOptions } from "../grounder.js";
import { addMatcherOption, type MatcherOptions } from "../matcher.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";

/** `kinodex mcp`. */
export function addMcpCommand(program: Command): void {
  const answering = addGrounderOption(addAnswererOptions(addCommonOptions(program.command("mcp"))));
  addMatcherOption(answering, "helps to choose among answers")
    .description("serve an index to an assistant, by the Model Context Protocol on stdin and stdout")
    .action(async (options: CommonOptions & AnswererOptions & GrounderOptions & MatcherOptions) => {
      const version = program.version() ?? "";
      const { serveMcp } = await import("../../mcp/server.js");
      const { index, matcher, grounder } = options;
      const { note: onNotice } = createOutput(options);
      await serveMcp({ index, answerer: toAnswerer(options), matcher, grounder, version, onNotice });
    });
}
