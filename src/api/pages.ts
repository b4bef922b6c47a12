import express, { type Express } from "express";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ApiError } from "./problem.js";

/** The addresses of pages; the script of the page tells them apart. */
const pagePaths = ["/", "/ask", "/library", "/videos/:videoId"];

/**
 * Serves the built pages of a folder. What their names identify is kept for good, the document is asked for every time.
 * Where there is nothing, a browser that follows a link is shown a page that says so, and everyone else a problem.
 */
export function servePages(app: Express, folder: string): void {
  const built = () => existsSync(join(folder, "index.html"));
  const sendDocument = (response: express.Response, status: number): void => {
    response.locals["route"] = "pages";
    response.status(status).sendFile("index.html", { root: folder, cacheControl: false, etag: true });
  };
  app.use(
    "/assets",
    express.static(join(folder, "assets"), { immutable: true, maxAge: "1y", index: false, redirect: false }),
  );
  app.get(pagePaths, (_request, response) => {
    if (!built())
      throw new ApiError(404, "no-pages", "The pages are not built: run npm run build. The API is here; see /docs.");
    sendDocument(response.set("Cache-Control", "no-cache"), 200);
  });
  app.get(/.*/, (request, response, next) => {
    const isFollowed = request.headers.accept?.includes("text/html") === true;
    if (!isFollowed || /^\/(?:v1|assets)(?:\/|$)/.test(request.path) || !built()) return next();
    sendDocument(response.set("Cache-Control", "no-cache"), 404);
  });
}
