#!/usr/bin/env node
// Brings a checkout to where its commands run: installs the locked packages and compiles, each only when needed.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modifiedMs = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
const run = (command, args, extra = {}) => {
  const child = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], env: { ...process.env, ...extra } });
  if (child.status !== 0) process.exit(child.status ?? 1);
};

// Native packages compile against Node's headers; where they lie beside this Node, nothing needs to be downloaded.
const nodePrefix = join(dirname(process.execPath), "..");
const headers = existsSync(join(nodePrefix, "include/node/node.h")) ? { npm_config_nodedir: nodePrefix } : {};

const installed = join(root, "node_modules/.package-lock.json");
if (modifiedMs(installed) < modifiedMs(join(root, "package-lock.json"))) {
  console.error("Installing packages (npm ci); this takes about two minutes the first time …");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], headers);
}

const newestSourceMs = ["src", "test", "samples", "bench"]
  .map((folder) => join(root, folder))
  .filter(existsSync)
  .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))))
  .filter((path) => path.endsWith(".ts"))
  .reduce((newest, path) => Math.max(newest, modifiedMs(path)), 0);
if (modifiedMs(join(root, "dist/src/cli/main.js")) < newestSourceMs) run("npx", ["--no-install", "tsc"]);
