import { useEffect, useRef } from "preact/hooks";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";

const groups: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: "Everywhere",
    keys: [
      ["/", "go to the search box"],
      ["?", "this help"],
    ],
  },
  {
    title: "Among results",
    keys: [
      ["← ↑ ↓ →", "move from moment to moment, ↓ from the box too"],
      ["Enter", "open the moment"],
      ["x", "select the moment, to collect or export it"],
      ["y  n", "mark the moment as right or wrong; again to take it back"],
      ["u", "undo the last mark"],
    ],
  },
  {
    title: "Watching",
    keys: [
      ["j  l", "back and forward; again to go faster"],
      ["k  Space", "pause and play"],
      ["← →", "one second; with Shift one frame"],
      ["[  ]", "the moment before, the next one"],
      ["i  o", "mark where a span begins and ends"],
      ["e", "export the marked span"],
      ["f", "full screen"],
    ],
  },
];

interface HelpDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The keys, and where to read on. */
export function HelpDialog({ isOpen, onClose }: HelpDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose}>
      <div class="row spread">
        <h2 id="help-title">Keys</h2>
        <button type="button" class="quiet" onClick={onClose}>
          Close
        </button>
      </div>
      <div class="help-groups">
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, does]) => (
                <div key={key}>
                  <dt>
                    {key.split("  ").map((one) => (
                      <kbd key={one}>{one}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      {isOpen && <KeptKey />}
      <p class="muted">
        Keys are off while you type. Programs use the API: <a href="/docs">what it takes and gives</a>.
      </p>
    </dialog>
  );
}

/** The API key that this browser keeps, where one is needed, and how to be rid of it. */
function KeptKey() {
  const { value } = useLoaded("session", () => kinodex.session());
  if (!value?.keyNeeded || value.scope === undefined) return null;
  return (
    <div class="row">
      <span>This browser keeps an API key of scope {value.scope}.</span>
      <button type="button" onClick={() => void kinodex.logOut().then(() => location.reload())}>
        Forget it
      </button>
    </div>
  );
}
