import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { DialRequest, HandlerInfo } from "../../src/cli/console/messages.ts";

/** What {@linkcode DialForm} shows. */
export interface DialFormProps {
  readonly initial: DialRequest;
  readonly handlers: readonly HandlerInfo[];
  /** Whether a call is shown in its place: what was entered stays for the next one. */
  readonly hidden: boolean;
  /** Places a call; rejects with the reason if it cannot. */
  readonly onDial: (call: DialRequest) => Promise<void>;
}

/** The form that places calls. */
export function DialForm({ initial, handlers, hidden, onDial }: DialFormProps): JSX.Element {
  const [target, setTarget] = useState(initial.target);
  const [problem, setProblem] = useState("");
  const [dialing, setDialing] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (dialing) return;
    setProblem("");
    setDialing(true);
    try {
      await onDial(requestOf(new FormData(event.target as HTMLFormElement)));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : `${error}`);
    } finally {
      setDialing(false);
    }
  };
  return (
    <form class="dial" onSubmit={submit} aria-labelledby="dial-title" hidden={hidden} tabIndex={-1}>
      <h2 id="dial-title">Place a call</h2>
      <label>
        Handler or address
        <input
          name="target"
          value={target}
          onInput={(event) =>
            setTarget(event.currentTarget.value)}
          required
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
      </label>
      {handlers.length > 1 && (
        <HandlerPicks handlers={handlers} target={target} onPick={setTarget} />
      )}
      <div class="pair">
        <label>
          Caller number
          <input
            name="callerId"
            defaultValue={initial.callerId}
            autocomplete="off"
            inputmode="tel"
          />
        </label>
        <label>
          Caller name
          <input name="callerName" defaultValue={initial.callerName} autocomplete="off" />
        </label>
      </div>
      <details>
        <summary>More: extension, variables, AstDB</summary>
        <div class="pair">
          <label>
            Extension
            <input name="extension" defaultValue={initial.extension} autocomplete="off" />
          </label>
          <label>
            Language
            <input
              name="language"
              defaultValue={initial.language}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
            />
          </label>
        </div>
        <Lines name="args" label="Arguments, one per line" value={initial.args} hint="vip" />
        <Lines
          name="variables"
          label="Channel variables, one per line"
          value={initial.variables}
          hint="LANG=de"
        />
        <Lines
          name="database"
          label="AstDB entries, kept for later calls"
          value={initial.database}
          hint="pin/5551234=4711"
        />
        <Lines
          name="applications"
          label="How applications end"
          value={initial.applications}
          hint="Dial=BUSY:5s"
        />
      </details>
      <button type="submit" class="primary" aria-disabled={dialing}>
        {dialing ? "Calling" : "Call"}
      </button>
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
    </form>
  );
}

/** The handlers of this server, to choose from. */
function HandlerPicks(
  { handlers, target, onPick }: {
    handlers: readonly HandlerInfo[];
    target: string;
    onPick: (route: string) => void;
  },
): JSX.Element {
  return (
    <div class="picks" role="group" aria-label="Handlers of this server">
      {handlers.map(({ route, file }) => (
        <button
          key={route}
          type="button"
          title={file}
          aria-pressed={route === target}
          onClick={() => onPick(route)}
        >
          {route}
        </button>
      ))}
    </div>
  );
}

function Lines(
  { name, label, value, hint }: {
    name: string;
    label: string;
    value: readonly string[];
    hint: string;
  },
): JSX.Element {
  return (
    <label>
      {label}
      <textarea
        name={name}
        rows={2}
        placeholder={hint}
        spellcheck={false}
        defaultValue={value.join("\n")}
      />
    </label>
  );
}

function requestOf(data: FormData): DialRequest {
  const text = (name: string) => `${data.get(name) ?? ""}`;
  const lines = (name: string) => text(name).split(/\r?\n/).filter((line) => line !== "");
  return {
    target: text("target"),
    callerId: text("callerId"),
    callerName: text("callerName"),
    extension: text("extension"),
    language: text("language"),
    args: lines("args"),
    variables: lines("variables"),
    database: lines("database"),
    applications: lines("applications"),
  };
}
