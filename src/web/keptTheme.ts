/** Whether the pages are light or dark; `system` follows the system. */
export type Theme = "system" | "light" | "dark";

export const themes: Readonly<Record<Theme, string>> = { system: "Like the system", light: "Light", dark: "Dark" };

const memory = "kinodex theme";

/** The one that this browser keeps. */
export function readTheme(): Theme {
  const kept = localStorage.getItem(memory) ?? "";
  return Object.hasOwn(themes, kept) ? (kept as Theme) : "system";
}

export function keepTheme(theme: Theme): void {
  localStorage.setItem(memory, theme);
}
