import { createRequire } from "node:module";
import { KinodexError, toMessage } from "./errors.js";

const require = createRequire(import.meta.url);

/**
 * Loads a package that has a native part, when it is first needed: an `import` at the top of a file would end the
 * process with a stack trace where the part cannot be loaded.
 *
 * @throws {KinodexError} `environment`, naming the package and what to do
 * @param systems those that the package has binaries for, where some of those that Kinodex is meant for lack one.
 */
export function loadNative(name: string, systems?: string): unknown {
  try {
    return require(name);
  } catch (error) {
    const reason = toMessage(error).trim().split("\n")[0];
    throw new KinodexError(
      "environment",
      `The package ${name} cannot be loaded by Node ${process.versions.node} on ${process.platform}-${process.arch}: ` +
        `${reason}. ${systems ? `It comes for ${systems}. ` : ""}Install the packages again; \`kinodex doctor\` tries ` +
        `every native part.`,
      { package: name },
      error,
    );
  }
}

/** {@link loadNative} for a package that Kinodex also works without: undefined where it is not there or cannot be loaded. */
export function loadOptionalNative(name: string): unknown {
  try {
    return require(name);
  } catch {
    return undefined;
  }
}
