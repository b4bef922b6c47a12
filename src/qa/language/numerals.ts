/** One to ten. */
export const numerals = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"] as const;
