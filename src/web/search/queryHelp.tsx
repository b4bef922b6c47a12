/** The operators of the query language; `src/query/language/LANGUAGE.md` is where they are defined. */
const operators: readonly { readonly finds: string; readonly examples: readonly string[] }[] = [
  {
    finds: "one after the other",
    examples: ["the sun rises, then a yellow parasol opens", "a cat walks in before a dog runs in"],
  },
  { finds: "with a limit on the gap", examples: ["a flower opens then a butterfly flies within 10s"] },
  { finds: "nothing of a kind in between", examples: ["a cat walks in then a dog runs in without a car between"] },
  { finds: "at the same time", examples: ["a red ball bounces while a ship sails by"] },
  { finds: "both, in any order", examples: ["a dog runs and a cat jumps up"] },
  { finds: "one without the other", examples: ["a beach and not a parasol"] },
  { finds: "either", examples: ["a red car or a yellow bus"] },
  { finds: "the first or the last time", examples: ["the first a cat jumps", "last a car drives by"] },
  { finds: "for a while", examples: ["a snowman for at least 3s"] },
  { finds: "more than once", examples: ["a rabbit hops twice"] },
  { finds: "exactly these words, operators or not", examples: ['"a dog, then a cat"'] },
];

/** How to write queries, with examples that run when they are chosen. */
export function QueryHelp({ onExample }: { readonly onExample: (example: string) => void }) {
  return (
    <details class="query-help">
      <summary>How to ask</summary>
      <p>
        Write what you look for as you would say it: <em>a dog runs along the beach</em>. Searches understand order and
        time; parentheses group.
      </p>
      <dl>
        {operators.map(({ finds, examples }) => (
          <div key={finds}>
            <dt>{finds}</dt>
            <dd>
              {examples.map((example) => (
                <button type="button" class="example" key={example} onClick={() => onExample(example)}>
                  {example}
                </button>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
