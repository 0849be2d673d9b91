import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { DialRequest, HandlerInfo } from "../src/cli/console/messages.ts";

/** What {@linkcode DialForm} shows. */
export interface DialFormProps {
  readonly initial: DialRequest;
  readonly handlers: readonly HandlerInfo[];
  /** Places a call; rejects with the reason if it cannot. */
  readonly onDial: (call: DialRequest) => Promise<void>;
}

/** The form that places calls. */
export function DialForm({ initial, handlers, onDial }: DialFormProps): JSX.Element {
  const [problem, setProblem] = useState("");
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setProblem("");
    try {
      await onDial(requestOf(new FormData(event.target as HTMLFormElement)));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : `${error}`);
    }
  };
  return (
    <form class="dial" onSubmit={submit} aria-labelledby="dial-title">
      <h2 id="dial-title">Place a call</h2>
      <label>
        Handler or address
        <input
          name="target"
          defaultValue={initial.target}
          list="handlers"
          required
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <datalist id="handlers">
        {handlers.map(({ route, file }) => <option key={route} value={route}>{file}</option>)}
      </datalist>
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
          label="Channel variables"
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
          label="Ends of applications"
          value={initial.applications}
          hint="Dial=BUSY:5s"
        />
      </details>
      <button type="submit" class="primary">Call</button>
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
    </form>
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
