import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { defineConfig } from "vite";

/** The logo of whoever makes the viewer, which would be asked for at their host. */
const logo = "https://cdn.redoc.ly/redoc/logo-mini.svg";
const nothing = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>";

/** Gives the viewer of the API's description, one file that is made to stand alone, as `virtual:redoc`: its address. */
const redoc = {
  name: "redoc",
  resolveId: (id) => (id === "virtual:redoc" ? "\0redoc" : undefined),
  load(id) {
    if (id !== "\0redoc") return undefined;
    const read = (file) => readFileSync(createRequire(import.meta.url).resolve(`redoc/${file}`), "utf8");
    const source = read("bundles/redoc.standalone.js");
    const licences = read("LICENSE") + read("bundles/redoc.standalone.js.LICENSE.txt");
    this.emitFile({ type: "asset", fileName: "assets/redoc.standalone.js.LICENSE.txt", source: licences });
    if (!source.includes(logo)) this.error("redoc names no logo any more: see what it asks other hosts for now");
    const file = this.emitFile({ type: "asset", name: "redoc.js", source: source.replaceAll(logo, nothing) });
    return `export default import.meta.ROLLUP_FILE_URL_${file};`;
  },
};

// Plain files and nothing inline: the server's content security policy lets no page run what it did not serve.
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [redoc],
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["src/web/index.html", "src/web/docs/index.html"] },
  },
});
