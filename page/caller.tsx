import type { JSX } from "preact";
import type { CallSummary } from "../src/cli/console/messages.ts";
import { visible } from "./shown_text.ts";

/** The name and the number of a caller, each in a direction of its own. */
export function Caller({ call }: { call: CallSummary }): JSX.Element {
  const parts = [call.callerName, call.callerId].filter((text) => text !== "");
  if (parts.length === 0) return <>unknown caller</>;
  return (
    <>
      {parts.map((part, index) => (
        <>
          {index > 0 && " · "}
          <bdi key={part}>{visible(part)}</bdi>
        </>
      ))}
    </>
  );
}
