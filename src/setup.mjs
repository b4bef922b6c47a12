#!/usr/bin/env node
// Brings a checkout to where its commands run: installs the locked packages and compiles, each only when needed.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const built = ["dist/src/cli/main.js", "dist/web/index.html"].map((path) => join(root, path));

// Native packages compile against Node's headers; where they lie beside this Node, nothing needs to be downloaded.
const nodePrefix = join(dirname(process.execPath), "..");
const headers = existsSync(join(nodePrefix, "include/node/node.h")) ? { npm_config_nodedir: nodePrefix } : {};
if (modifiedMs(join(root, "node_modules/.package-lock.json")) < modifiedMs(join(root, "package-lock.json"))) {
  console.error("Installing packages (npm ci); this takes about two minutes the first time …");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], headers);
}
if (Math.min(...built.map(modifiedMs)) < newestSourceMs()) run("npm", ["run", "--silent", "build"], {});

function newestSourceMs() {
  return ["src", "test", "samples", "bench"]
    .map((folder) => join(root, folder))
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))))
    .filter((path) => /\.(?:[jt]sx?|css|html|svg)$/.test(path))
    .reduce((newest, path) => Math.max(newest, modifiedMs(path)), 0);
}

function modifiedMs(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function run(program, args, environment) {
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    env: { ...process.env, ...environment },
  });
  if (status !== 0) process.exit(status ?? 1);
}
