import { createStore } from "./store.js";

/** Whether the pages are light or dark; `system` follows the system. */
export type Theme = "system" | "light" | "dark";

export const themes: Readonly<Record<Theme, string>> = { system: "Like the system", light: "Light", dark: "Dark" };

const memory = "kinodex theme";

/** The chosen one, which the browser keeps. */
export const theme = createStore<Theme>(readTheme());

/** Shows the chosen theme from now on; call it before anything is drawn. */
export function applyTheme(): void {
  const apply = () => {
    const chosen = theme.get();
    if (chosen === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = chosen;
    localStorage.setItem(memory, chosen);
  };
  apply();
  theme.subscribe(apply);
}

function readTheme(): Theme {
  const kept = localStorage.getItem(memory) ?? "";
  return Object.hasOwn(themes, kept) ? (kept as Theme) : "system";
}
