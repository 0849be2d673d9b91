import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CommandDoc } from "../../src/cli/console/messages.ts";
import { loadText } from "../state/api.ts";
import { type Exchange, replyText } from "../diagram/exchange.ts";
import { formatDuration, formatTime } from "../format.ts";
import { visible } from "../shown_text.ts";

/** What {@linkcode CommandDetail} shows. */
export interface CommandDetailProps {
  readonly id: number;
  readonly exchange: Exchange;
  readonly doc: CommandDoc | undefined;
  readonly onClose: () => void;
}

/** Shows a command: its reply, its bytes on the wire, and its documentation. */
export function CommandDetail({ id, exchange, doc, onClose }: CommandDetailProps): JSX.Element {
  const { command, reply } = exchange;
  const [wire, setWire] = useState("");
  useEffect(() => {
    let current = true;
    loadText(`calls/${id}/wire/${command.n}`).then((text) => current && setWire(text), () => {});
    return () => {
      current = false;
    };
  }, [id, command.n, reply?.n]);
  return (
    <aside class="detail" aria-label={`Command ${command.verb}`}>
      <div class="detail-head">
        <h3>{command.verb}</h3>
        <button type="button" class="quiet" onClick={onClose} aria-label="Close">✕</button>
      </div>
      <dl>
        <dt>Sent</dt>
        <dd>at {formatTime(command.at)}</dd>
        <dt>Reply</dt>
        <dd>
          {reply === undefined
            ? "none yet"
            : `${visible(replyText(reply))}, after ${formatDuration(reply.duration)}`}
        </dd>
      </dl>
      <h4>On the wire</h4>
      <pre class="wire" tabIndex={0}>{wireLines(wire)}</pre>
      {doc !== undefined && (
        <>
          <h4>channel.{doc.method}()</h4>
          {paragraphsOf(doc.text)}
        </>
      )}
    </aside>
  );
}

function wireLines(text: string): JSX.Element[] {
  return text.split("\n").filter((line) => line !== "").map((line, index) => (
    <span
      key={index}
      class={line.startsWith(">") ? "sent" : line.startsWith("<") ? "received" : "remark"}
    >
      {`${line}\n`}
    </span>
  ));
}

/** The paragraphs of a doc comment, with its `code` set as code. */
function paragraphsOf(text: string): JSX.Element[] {
  return text.split(/\n\n+/).map((paragraph, index) => (
    <p key={index}>
      {paragraph.replaceAll(/\{@linkcode ([^}]+)\}/g, "`$1`").split("`").map((part, at) =>
        at % 2 === 1 ? <code key={at}>{part}</code> : part
      )}
    </p>
  ));
}
