import type { JSX } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import type { CallSummary, PhoneDeed, Step } from "../../src/cli/console/messages.ts";
import { formatClock } from "../format.ts";
import { Preference } from "../state/preference.ts";
import { playingNow } from "./playing_now.ts";
import type { SoundPlayer } from "./sound_player.ts";
import { visible } from "../shown_text.ts";

/** The keys of a telephone, with the letters on them. */
const KEYS: readonly (readonly [key: string, letters: string])[] = [
  ["1", ""],
  ["2", "ABC"],
  ["3", "DEF"],
  ["4", "GHI"],
  ["5", "JKL"],
  ["6", "MNO"],
  ["7", "PQRS"],
  ["8", "TUV"],
  ["9", "WXYZ"],
  ["*", ""],
  ["0", ""],
  ["#", ""],
];

/** What {@linkcode Keypad} shows. */
export interface KeypadProps {
  readonly call: CallSummary;
  readonly steps: readonly Step[];
  /** How long the call has lasted, in milliseconds. */
  readonly now: number;
  readonly player: SoundPlayer;
  /** Why the last deed was not done; `""` if it was. */
  readonly problem: string;
  readonly onDeed: (deed: PhoneDeed) => void;
}

/** The telephone of a call in progress. */
export function Keypad({ call, steps, now, player, problem, onDeed }: KeypadProps): JSX.Element {
  const [pressed, setPressed] = useState("");
  // Not useEffect(), which comes later: a key that is pressed as soon as the telephone is seen counts.
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      const target = event.target as Element | null;
      const key = event.key.toUpperCase();
      if (target?.closest("input, textarea, select") || !/^[0-9A-D*#]$/.test(key)) return;
      // Elsewhere, letters belong to the browser and to screen readers; so do all keys on request.
      if ((/[A-D]/.test(key) || !KEYBOARD.on) && !target?.closest(".phone")) return;
      event.preventDefault();
      setPressed(key);
      setTimeout(() => setPressed(""), 150);
      onDeed({ deed: "press", key });
    };
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, [call.id]);
  const playing = playingNow(steps);
  return (
    <section class="phone" aria-label="Telephone" tabIndex={-1}>
      <div class="display">
        <span class="display-target">{visible(call.script) || "/"}</span>
        <span class="display-sound">
          {playing === undefined ? doingNow(call) : `♪ ${visible(playing)}`}
        </span>
      </div>
      <p class="display-time">
        <time>{formatClock(Math.floor(now / 1000))}</time>
        <span>
          <KeyboardSwitch />
          <SoundSwitch player={player} />
        </span>
      </p>
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
      <div class="keys" role="group" aria-label="Keys">
        {KEYS.map(([key, letters]) => (
          <button
            key={key}
            type="button"
            class={pressed === key ? "pressed" : ""}
            data-letters={letters}
            aria-label={`Key ${NAMES[key] ?? key}`}
            onClick={() => onDeed({ deed: "press", key })}
          >
            {key}
          </button>
        ))}
      </div>
      <button type="button" class="hangup" onClick={() => onDeed({ deed: "hangup" })}>
        Hang up
      </button>
      <div class="pair">
        <button type="button" onClick={() => onDeed({ deed: "silence" })}>Stay silent</button>
        <button type="button" onClick={() => onDeed({ deed: "break" })}>Break connection</button>
      </div>
      <details>
        <summary>Send a text</summary>
        <form
          class="send"
          onSubmit={(event) => {
            event.preventDefault();
            const form = event.currentTarget;
            onDeed({ deed: "text", text: `${new FormData(form).get("text") ?? ""}` });
            form.reset();
          }}
        >
          <input name="text" aria-label="Text" maxLength={1000} autocomplete="off" />
          <button type="submit">Send</button>
        </form>
      </details>
    </section>
  );
}

/** Whether keys of the keyboard dial wherever the focus is; else only in the telephone. */
const KEYBOARD = new Preference("keyboard");

function KeyboardSwitch(): JSX.Element {
  const [on, setOn] = useState(KEYBOARD.on);
  const onClick = () => setOn(KEYBOARD.on = !on);
  return (
    <button
      type="button"
      class="quiet"
      role="switch"
      aria-label="Keyboard dials"
      title="Whether the keys of your keyboard dial wherever the focus is"
      aria-checked={on}
      onClick={onClick}
    >
      {on ? "Keyboard on" : "Keyboard off"}
    </button>
  );
}

function SoundSwitch({ player }: { player: SoundPlayer }): JSX.Element {
  const [, redraw] = useState(0);
  const { enabled, blocked } = player;
  const onClick = () => {
    // Where the browser blocks sound, this click allows it.
    player.enabled = blocked || !enabled;
    redraw((count) => count + 1);
  };
  return (
    <button
      type="button"
      class={blocked ? "quiet blocked" : "quiet"}
      role="switch"
      aria-label="Sound"
      aria-checked={enabled && !blocked}
      onClick={onClick}
    >
      {blocked ? "Sound blocked: allow" : enabled ? "Sound on" : "Sound off"}
    </button>
  );
}

const NAMES: Readonly<Record<string, string>> = { "*": "star", "#": "pound" };

const WAITING: Readonly<Record<CallSummary["waiting"], string>> = {
  caller: "waits for you",
  dialplan: "runs dialplan",
  asterisk: "waits for Asterisk",
  handler: "the handler is working",
};

/** What the call does while nothing is heard. */
function doingNow({ waiting, verb }: CallSummary): string {
  return waiting === "caller" && verb === "RECORD FILE" ? "records what you say" : WAITING[waiting];
}
