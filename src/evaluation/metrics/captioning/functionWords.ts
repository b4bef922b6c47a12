/** English words that say little by themselves: articles, pronouns, prepositions, conjunctions, auxiliaries. */
export const functionWords: ReadonlySet<string> = new Set(
  `a about after all also am an and another any are around as at be because been before being between both but by can
  could did do does down each every few for from had has have he her here him his how i if in into is it its just like
  many may me might more most much must my near next no nor not of off on one onto or other our out over own same shall
  she should so some such than that the their them then there these they this those through to too toward towards under
  until up upon us very was we were what when where which while who whom whose why will with within without would you
  your 's n't 'm 'd 're 've 'll`.split(/\s+/),
);
