/** By what a reply is held to its form, the strictest first. */
const replyForms = ["json_schema", "json_object", "prompt alone"] as const;
export type ReplyForm = (typeof replyForms)[number];

/** How a request is put to a server. */
export interface Manner {
  /** Servers differ in how they can be made to keep to a form. */
  readonly form: ReplyForm;
  readonly onePerMessage: boolean;
  readonly maxPictures: number;
  /** Whether pictures were left out already, because all of them were too much. */
  readonly hasFewer: boolean;
}

const aboutLength = /context|too (?:long|large|many tokens)|prompt.*(?:exceeds|longer)|entity too large/i;
const aboutPictures = /image|picture|multi-?modal|vision/i;
const aboutNumber = /at most (\d+)|only (?:one|a single|1)\b|single|more than one|one image|multiple images|limit/i;

/**
 * Another manner in which a server may take the request that it refused so; `undefined` where there is none.
 *
 * Their words are read for what they are about: all say it in their own, and most by status 400.
 */
export function mend(manner: Manner, status: number, message: string, pictureCount: number): Manner | undefined {
  const { form, onePerMessage, hasFewer } = manner;
  const fewer = (maxPictures: number): Manner | undefined =>
    hasFewer || maxPictures < 1 || maxPictures >= pictureCount ? undefined : { ...manner, maxPictures, hasFewer: true };
  if (status === 413 || aboutLength.test(message)) return fewer(pictureCount >> 1);
  const number = aboutNumber.exec(message);
  if (number && aboutPictures.test(message)) {
    if (/per message/i.test(message) && !onePerMessage) return { ...manner, onePerMessage: true };
    return fewer(Number(number[1] ?? 1)) ?? (onePerMessage ? undefined : { ...manner, onePerMessage: true });
  }
  const looser = replyForms[replyForms.indexOf(form) + 1];
  return looser === undefined || aboutPictures.test(message) ? undefined : { ...manner, form: looser };
}
