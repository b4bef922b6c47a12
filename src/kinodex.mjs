#!/usr/bin/env node
// The command `kinodex`. A checkout that was never built is set up first; an installed package is complete.
import { existsSync } from "node:fs";

const main = new URL("../dist/src/cli/main.js", import.meta.url);
if (!existsSync(main)) await import("./setup.mjs");
await import(main.href);
