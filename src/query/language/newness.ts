/** Which of the moments at which something new happens are meant. */
export type Newness = "all" | "first" | "last";

const sentence =
  /^(?:(?<end>first|last)(?: time)? )?(?:something|anything) (?:new|odd|strange|unusual|unexpected|surprising)(?: (?:happens|appears|occurs|is seen))?[.!?]?$/i;

/** Reads "something new happens"; undefined for a query that asks for anything else. Quotes make it a description. */
export function readNewness(query: string): Newness | undefined {
  const found = sentence.exec(query.trim().replaceAll(/\s+/g, " "));
  return found ? ((found.groups?.["end"]?.toLowerCase() as Newness | undefined) ?? "all") : undefined;
}
