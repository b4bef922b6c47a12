import express, { type Express } from "express";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ApiError } from "./problem.js";

/** The addresses of pages; the script of the page tells them apart. */
const pagePaths = ["/", "/ask", "/judge", "/library", "/videos/:videoId", "/collections", "/collections/:collectionId"];

/**
 * Serves the built pages of a folder. What their names identify is kept for good, the document is asked for every time.
 * Where there is nothing, a browser that follows a link is shown a page that says so, and everyone else a problem.
 */
export function servePages(app: Express, folder: string): void {
  const built = () => existsSync(join(folder, "index.html"));
  const sendDocument = (response: express.Response, status: number, file = "index.html"): void => {
    response.locals["route"] = "pages";
    response.status(status).sendFile(file, { root: folder, cacheControl: false, etag: true });
  };
  const requireBuilt = (): void => {
    if (!built())
      throw new ApiError(
        404,
        "no-pages",
        "The pages are not built: run npm run build. The API is here; /openapi.json describes it.",
      );
  };
  app.use(
    "/assets",
    express.static(join(folder, "assets"), { immutable: true, maxAge: "1y", index: false, redirect: false }),
  );
  app.get(pagePaths, (_request, response) => {
    requireBuilt();
    sendDocument(response.set("Cache-Control", "no-cache"), 200);
  });
  app.get("/docs", (_request, response) => {
    requireBuilt();
    const policy = toViewerPolicy(response.get("Content-Security-Policy") ?? "");
    response.set({ "Cache-Control": "no-cache", "Content-Security-Policy": policy });
    sendDocument(response, 200, "docs/index.html");
  });
  app.get(/.*/, (request, response, next) => {
    const isFollowed = request.headers.accept?.includes("text/html") === true;
    if (!isFollowed || /^\/(?:v1|assets)(?:\/|$)/.test(request.path) || !built()) return next();
    sendDocument(response.set("Cache-Control", "no-cache"), 404);
  });
}

/** The viewer of the description writes its styles into the page and searches in a worker; it loads nothing from elsewhere. */
function toViewerPolicy(policy: string): string {
  return `${policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")};worker-src blob:`;
}
