#!/usr/bin/env node
// Brings a checkout to where its commands run: installs the locked packages and compiles, each only when needed.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const built = ["dist/src/cli/main.js", "dist/web/index.html"].map((path) => join(root, path));

if (modifiedMs(join(root, "node_modules/.package-lock.json")) < modifiedMs(join(root, "package-lock.json"))) {
  console.error("Installing packages (npm ci); this takes less than a minute the first time …");
  // Every package carries its binaries: no install script is needed, and one would download CUDA.
  npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
}
if (Math.min(...built.map(modifiedMs)) < newestSourceMs()) {
  console.error("Compiling; this takes up to a minute …");
  npm("run", "--silent", "build");
}

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

/** Runs the npm that runs this, with the Node that runs this; where there is none, the one on the PATH. */
function npm(...args) {
  const running = process.env.npm_execpath;
  const isWindows = process.platform === "win32"; // where npm is a script, which only a shell starts
  const { status, error } = running
    ? spawnSync(process.execPath, [running, ...args], { cwd: root, stdio: ["ignore", 2, 2] })
    : spawnSync("npm", args, { cwd: root, stdio: ["ignore", 2, 2], shell: isWindows });
  if (error) console.error(`npm cannot be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
