import type { Command } from "commander";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isCheckout, userFolders } from "../core/paths.js";

/** Where the index is unless somebody says otherwise: what is installed has one for all of a user's videos. */
export const defaultIndex = isCheckout ? join("index", "local") : join(userFolders.data, "index");

/** The file in which people write their own defaults. */
export const configFile = process.env["KINODEX_CONFIG"] || join(userFolders.config, "config.yaml");

/**
 * Fills the options that neither the command line nor the environment names with those of {@link configFile}.
 *
 * @throws {KinodexError} `usage` when the file cannot be read, or says what there is no option for
 */
export async function fillIn(command: Command): Promise<void> {
  if (!existsSync(configFile) || command.parent?.name() === "evaluate") return; // which measures in indexes of its own
  const { readConfig } = await import("./configFile.js"); // few have one
  for (const [name, value] of Object.entries(readConfig(configFile))) {
    const isKnown = command.options.some((option) => option.attributeName() === name);
    const source = command.getOptionValueSource(name);
    if (isKnown && (source === undefined || source === "default"))
      command.setOptionValueWithSource(name, value, "config");
  }
}
