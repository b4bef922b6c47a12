import { toJpeg } from "../../media/jpeg.js";
import type { Respondent } from "../generated/respondent.js";
import { readAddress } from "./address.js";
import { askEndpoint } from "./askEndpoint.js";
import { createEndpoint } from "./endpoint.js";
import type { Patience } from "./patience.js";
import type { Manner } from "./refusal.js";

/** Which server answers, and what is taken from it. */
export interface EndpointChoice extends Patience {
  /** Such as `http://127.0.0.1:11434/v1#llava`. */
  readonly address: string;
  /** Whether it may be another machine. */
  readonly allowRemote: boolean;
  readonly apiKey?: string | undefined;
  /** Pictures of a video that it is shown. */
  readonly maxPictures: number;
}

/** Longest side of a picture, in pixels: models that cut pictures into tiles of 448 or 336 see it as one or two. */
const maxEdge = 448;

/**
 * A model on a server that speaks OpenAI's protocol. How it was last willing to be asked, it is asked the next time.
 *
 * @throws {KinodexError} `usage` for an address that cannot be used
 */
export function createEndpointRespondent(choice: EndpointChoice): Respondent {
  const { allowRemote, apiKey, maxPictures, ...patience } = choice;
  const endpoint = createEndpoint({ address: readAddress(choice.address, { allowRemote }), apiKey, patience });
  let manner: Manner = { form: "json_schema", onePerMessage: false, maxPictures, hasFewer: false };
  return {
    get maxPictures() {
      return manner.maxPictures;
    },
    maxEdge,
    async ask(asked, frames, signal) {
      const sent = await Promise.all(
        frames.map(async (frame) => ({ timeSeconds: frame.timeSeconds, jpeg: await toJpeg(frame) })),
      );
      const replied = await askEndpoint(endpoint, asked, sent, manner, signal);
      ({ manner } = replied);
      const { reply, pictures, requests, firstTokenMs, tookMs } = replied;
      const ways = [manner.form, ...(manner.onePerMessage ? ["a picture a message"] : [])].join(", ");
      return {
        by: `${await endpoint.model(signal)} at ${endpoint.base}`,
        reply,
        shownSeconds: pictures.map(({ timeSeconds }) => timeSeconds),
        sentBytes: pictures.reduce((sum, { jpeg }) => sum + jpeg.byteLength, 0),
        manner: `by ${ways}, in ${requests === 1 ? "a request" : `${requests} requests`}`,
        firstTokenMs,
        tookMs,
      };
    },
  };
}
