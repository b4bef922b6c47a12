import redocUrl from "virtual:redoc";
import { readTheme } from "../keptTheme.js";

/** The viewer of OpenAPI descriptions (https://github.com/Redocly/redoc), as its file leaves it in the window. */
interface Redoc {
  init(description: string, options: object, element: Element): void;
}

const fontFamily = "system-ui, sans-serif";
const typography = { fontFamily, headings: { fontFamily } };

/** The colours of the other pages where they are dark. */
const [ground, surface, raised, line] = ["#131110", "#1c1917", "#292523", "#37322e"];
const [text, muted, accent] = ["#f4f1ee", "#aca49d", "#ff9a62"];
const dark = {
  colors: {
    primary: { main: accent },
    success: { main: "#74c77f" },
    error: { main: "#ff8f85" },
    text: { primary: text, secondary: muted },
    border: { dark: line, light: line },
  },
  schema: {
    linesColor: line,
    nestedBackground: surface,
    defaultDetailsWidth: "75%",
    typeNameColor: muted,
    typeTitleColor: muted,
    requireLabelColor: "#ff8f85",
    arrow: { color: muted },
  },
  typography: {
    ...typography,
    code: { color: accent, backgroundColor: raised },
    links: { color: accent, visited: accent, hover: text },
  },
  sidebar: { backgroundColor: surface, textColor: text, activeTextColor: accent, arrow: { color: muted } },
  rightPanel: { backgroundColor: surface, textColor: text },
  codeBlock: { backgroundColor: ground },
};

const chosen = readTheme();
const isDark = chosen === "dark" || (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.dataset["theme"] = isDark ? "dark" : "light";

const options = { jsonSamplesExpandLevel: 3, pathInMiddlePanel: true, theme: isDark ? dark : { typography } };
const script = document.createElement("script");
script.src = redocUrl;
script.addEventListener("load", () => {
  const { Redoc } = window as unknown as { readonly Redoc: Redoc };
  const element = document.querySelector("#docs");
  if (element) Redoc.init("/openapi.json", options, element);
});
document.head.append(script);
