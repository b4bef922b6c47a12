import redocUrl from "virtual:redoc";

/** The viewer of OpenAPI descriptions (https://github.com/Redocly/redoc), as its file leaves it in the window. */
interface Redoc {
  init(description: string, options: object, element: Element): void;
}

const fontFamily = "system-ui, sans-serif";
const options = {
  jsonSamplesExpandLevel: 3,
  pathInMiddlePanel: true,
  theme: { typography: { fontFamily, headings: { fontFamily } } },
};

const script = document.createElement("script");
script.src = redocUrl;
script.addEventListener("load", () => {
  const { Redoc } = window as unknown as { readonly Redoc: Redoc };
  const element = document.querySelector("#docs");
  if (element) Redoc.init("/openapi.json", options, element);
});
document.head.append(script);
