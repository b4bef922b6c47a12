import { expect } from "chai";
import type { z } from "zod";
import { toRefusal, type RequestPart } from "../../src/api/faults.js";
import { jobParams } from "../../src/api/schemas/jobs.js";
import { askSchema, searchSchema } from "../../src/api/schemas/search.js";
import { thumbnailQuery, videoParams, videosQuery } from "../../src/api/schemas/videos.js";

const id = "0".repeat(64);

describe("what is told of a request that cannot be taken", () => {
  const told = (schema: z.ZodType, part: RequestPart, value: unknown) => {
    const { error } = schema.safeParse(value, { reportInput: true });
    return error && toRefusal(schema, error, part);
  };

  it("names what failed, where, and what is allowed, in words", () => {
    const cases: readonly (readonly [z.ZodType, RequestPart, unknown, string])[] = [
      [videosQuery, "query", { limit: "0" }, "limit in the address must be at least 1"],
      [videosQuery, "query", { limit: "many" }, "limit in the address must be a number"],
      [videosQuery, "query", { limit: ["1", "2"] }, "limit in the address must be a number"],
      [videosQuery, "query", { sort: "size" }, "sort in the address must be one of added, name, recorded, duration"],
      [thumbnailQuery, "query", { t: "-1" }, "t in the address must be at least 0"],
      [
        videoParams,
        "path",
        { videoId: "abc" },
        "videoId in the path must be the 64 hexadecimal digits of a video's id",
      ],
      [jobParams, "path", { jobId: "abc" }, "jobId in the path must be a UUID"],
      [searchSchema, "body", { query: "" }, "query in the body must not be empty"],
      [searchSchema, "body", { query: 5 }, "query in the body must be a text or a group of keys"],
      [searchSchema, "body", { query: { type: "nope" } }, "query.type in the body must be one of phrase, then, and,"],
      [searchSchema, "body", { query: "x", top: 500 }, "top in the body must be at most 100"],
      [searchSchema, "body", { query: "x", sources: ["dream"] }, "sources.0 in the body must be one of frame, clip,"],
      [
        searchSchema,
        "body",
        { query: "x", like: { videoId: id, timeSeconds: 1 } },
        "query in the body must be given, or",
      ],
      [searchSchema, "body", { like: { videoId: id } }, "like.timeSeconds in the body is missing: it must be a number"],
      [searchSchema, "body", "x", "The body must be a group of keys"],
      [askSchema, "body", { question: "x", choices: ["a"] }, "choices in the body must have at least 2 items"],
      [askSchema, "body", {}, "question in the body is missing: it must be a text"],
    ];
    for (const [schema, part, value, sentence] of cases)
      expect(told(schema, part, value)?.message, JSON.stringify(value)).to.match(
        new RegExp(`^${sentence.replaceAll(/[.()]/g, "\\$&")}`),
      );
  });

  it("lists what there is where somebody names what there is not", () => {
    const refusal = told(videosQuery, "query", { limit: "5", offset: "10" });
    expect(refusal?.message).to.match(/^The address has no "offset": there is limit, folder, .*cursor$/);
    const inside = told(searchSchema, "body", { like: { videoId: id, timeSeconds: 1, seconds: 2 } });
    expect(inside?.message).to.equal('like in the body has no "seconds": there is videoId, timeSeconds');
  });

  it("tells of each fault by itself, and says none of the validator's words", () => {
    const { details, message } = told(videosQuery, "query", { limit: "0", sort: "x", order: "y" }) ?? { details: {} };
    expect(message).to.match(/\(and 2 more\)$/);
    expect(details.errors?.map(({ at }) => at)).to.deep.equal(["query.limit", "query.sort", "query.order"]);
    expect(JSON.stringify(details)).not.to.match(/invalid|expected|received|too (?:small|big)/i);
  });
});
