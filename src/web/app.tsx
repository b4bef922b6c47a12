import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { AskPage } from "./ask/askPage.js";
import { CollectionPage } from "./collections/collectionPage.js";
import { CollectionsPage } from "./collections/collectionsPage.js";
import { SelectionBar } from "./collections/selectionBar.js";
import { useShortcuts } from "./keys.js";
import { LibraryPage } from "./library/libraryPage.js";
import { JudgePage } from "./marks/judgePage.js";
import { HelpDialog } from "./parts/helpDialog.js";
import { KeyForm } from "./parts/keyForm.js";
import { NotFound } from "./parts/notFound.js";
import { ThemeButton } from "./parts/themeButton.js";
import { PlayerPage } from "./player/playerPage.js";
import { navigate, usePlace, type Place } from "./router.js";
import { SearchPage } from "./search/searchPage.js";
import { onKeyNeeded } from "./service.js";

const links = [
  { path: "/", text: "Search" },
  { path: "/ask", text: "Ask" },
  { path: "/collections", text: "Collections" },
  { path: "/library", text: "Library" },
];

/** The frame around all pages, and which of them is shown. */
export function App() {
  const place = usePlace();
  const { pathname } = place.url;
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isKeyNeeded, setKeyNeeded] = useState(false);
  const main = useRef<HTMLElement>(null);
  useEffect(() => onKeyNeeded(() => setKeyNeeded(true)), []);
  useMovedFocus(place, main);
  useShortcuts({
    "/": () => focusSearch(),
    "?": () => setHelpOpen(true),
  });

  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="/" aria-label="Kinodex, search">
          <span class="mark" aria-hidden="true" />
          Kinodex
        </a>
        <nav aria-label="Pages">
          {links.map(({ path, text }) => (
            <a key={path} href={path} aria-current={toCurrent(path, pathname)}>
              {text}
            </a>
          ))}
        </nav>
        <ThemeButton />
        <button
          type="button"
          class="quiet help-button"
          aria-haspopup="dialog"
          aria-label="Help"
          onClick={() => setHelpOpen(true)}
        >
          <span class="wide-only">Help ·{"\u00A0"}</span>?
        </button>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {isKeyNeeded ? (
          <KeyForm onDone={() => setKeyNeeded(false)} />
        ) : (
          <Page place={place} key={pathname} onHelp={() => setHelpOpen(true)} />
        )}
      </main>
      <SelectionBar pathname={pathname} />
      <HelpDialog isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </>
  );
}

function Page({ place, onHelp }: { readonly place: Place; readonly onHelp: () => void }) {
  const { pathname } = place.url;
  const videoId = /^\/videos\/([0-9a-f]{64})$/.exec(pathname)?.[1];
  if (videoId !== undefined) return <PlayerPage videoId={videoId} place={place} />;
  if (pathname === "/") return <SearchPage place={place} />;
  if (pathname === "/ask") return <AskPage place={place} />;
  const collectionId = /^\/collections\/([0-9a-f-]{36})$/.exec(pathname)?.[1];
  if (collectionId !== undefined) return <CollectionPage collectionId={collectionId} />;
  if (pathname === "/collections") return <CollectionsPage />;
  if (pathname === "/judge") return <JudgePage />;
  if (pathname === "/library") return <LibraryPage place={place} />;
  return <NotFound onHelp={onHelp} />;
}

/** A new page begins at its top, with the focus on its heading or on its box; one that is returned to is as it was. */
function useMovedFocus(place: Place, main: { readonly current: HTMLElement | null }): void {
  const { pathname } = place.url;
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    const find = (selector: string) => main.current?.querySelector<HTMLElement>(selector);
    if (isFirst.current) {
      isFirst.current = false;
      find("[data-first-focus]")?.focus();
      return;
    }
    if (place.returned) {
      const { scroll = 0, opened } = place.returned;
      const link = [...document.querySelectorAll<HTMLElement>("main a")].find((a) => a.getAttribute("href") === opened);
      link?.focus({ preventScroll: true });
      window.scrollTo(0, scroll);
      return;
    }
    window.scrollTo(0, 0);
    (find("[data-first-focus]") ?? find("h1"))?.focus({ preventScroll: true });
  }, [pathname]);
}

function focusSearch(): void {
  const box = document.querySelector<HTMLInputElement>("main input[type=search], main [data-first-focus]");
  if (!box) return navigate("/");
  box.focus();
  box.select();
}

/** Whether a link leads to the page that is shown, or to one that it belongs to. */
function toCurrent(path: string, pathname: string): "page" | "true" | undefined {
  if (path === pathname) return "page";
  return pathname.startsWith(`${path}/`) ? "true" : undefined;
}
