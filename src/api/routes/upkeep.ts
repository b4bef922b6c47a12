import type { ApiContext } from "../context.js";
import { withoutFolders } from "../problem.js";
import { defineRoute, type Route } from "../route.js";
import { indexCountsSchema, indexReportSchema, verifyQuery } from "../schemas/service.js";

/** Looking after the index. Both take minutes where it is large, and may be asked for again whatever became of them. */
export function createUpkeepRoutes({ jobs }: ApiContext): Route[] {
  const tag = "index";
  return [
    defineRoute({
      name: "verifyIndex",
      method: "post",
      path: "/v1/index/verify",
      tag,
      summary: "Check the index",
      scope: "admin",
      query: verifyQuery,
      responses: { 200: { description: "what was looked at, and what was found", schema: indexReportSchema } },
      handle: async ({ query }) => {
        const { ok, checks } = await jobs.run({ type: "verify", deep: query.deep === "true" });
        return { body: { ok, checks: checks.map((check) => ({ ...check, detail: withoutFolders(check.detail) })) } };
      },
    }),
    defineRoute({
      name: "rebuildIndex",
      method: "post",
      path: "/v1/index/rebuild",
      tag,
      summary: "Make the search structures of the index again from its catalog",
      scope: "admin",
      responses: { 200: { description: "what the index holds", schema: indexCountsSchema } },
      handle: async () => ({ body: await jobs.run({ type: "rebuild" }) }),
    }),
  ];
}
