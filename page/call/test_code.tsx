import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { save } from "./export_svg.ts";

/** Shows the code of a test. */
export function TestCode({ text, onClose }: { text: string; onClose: () => void }): JSX.Element {
  const [copied, setCopied] = useState("Copy");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const copy = () =>
    navigator.clipboard.writeText(text).then(() => setCopied("Copied"), () => {
      // Only pages of this machine and those with TLS may use the clipboard.
      const code = box.current?.querySelector("pre");
      if (code) getSelection()?.selectAllChildren(code);
      setCopied("Selected: press Ctrl+C");
    });
  return (
    <div ref={box} class="test" role="group" aria-labelledby="test-title" tabIndex={-1}>
      <div class="detail-head">
        <h3 id="test-title">A test of this call</h3>
        <span>
          <button type="button" onClick={copy}>{copied}</button>{" "}
          <button
            type="button"
            onClick={() => save(text, { name: "call_test.ts", type: "text/plain" })}
          >
            Save
          </button>{" "}
          <button type="button" class="quiet" onClick={onClose} aria-label="Close test">✕</button>
        </span>
      </div>
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}
