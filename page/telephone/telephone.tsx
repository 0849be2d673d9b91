import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type {
  CallSummary,
  DialRequest,
  HandlerInfo,
  PhoneDeed,
  Step,
} from "../../src/cli/console/messages.ts";
import { act } from "../state/api.ts";
import { DialForm } from "./dial_form.tsx";
import { Keypad } from "./keypad.tsx";
import { playingNow } from "./playing_now.ts";
import { visible } from "../shown_text.ts";
import type { SoundPlayer } from "./sound_player.ts";

/** What {@linkcode Telephone} shows. */
export interface TelephoneProps {
  /** The call of the softphone that is shown and in progress. */
  readonly call: CallSummary | undefined;
  readonly steps: readonly Step[];
  /** How long the call has lasted, in milliseconds. */
  readonly now: number;
  readonly initial: DialRequest;
  readonly handlers: readonly HandlerInfo[];
  readonly player: SoundPlayer;
  readonly onDial: (call: DialRequest) => Promise<void>;
  /** How the call that is shown ended; `undefined` while it is in progress. */
  readonly outcome: string | undefined;
  /** Leaves the call for the form. */
  readonly onAnother: () => void;
}

/** The softphone: the form that places a call, or the keys of one. */
export function Telephone(
  { call, steps, now, initial, handlers, player, outcome, onDial, onAnother }: TelephoneProps,
): JSX.Element {
  const [problem, setProblem] = useState("");
  const panel = useRef<HTMLDivElement>(null);
  const shown = useRef(call?.id);
  // One replaces the other: who uses the keyboard continues there.
  const hadFocus = shown.current !== call?.id &&
    panel.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    shown.current = call?.id;
    setProblem("");
    if (hadFocus) {
      panel.current?.querySelector<HTMLElement>(call === undefined ? ".dial" : ".phone")?.focus();
    }
  }, [call?.id]);
  const onDeed = (deed: PhoneDeed) => {
    if (call === undefined) return;
    act(call.id, deed).then(
      () => setProblem(""),
      (error) => setProblem(error instanceof Error ? error.message : `${error}`),
    );
  };
  const heard = call === undefined ? undefined : playingNow(steps);
  const ended = call === undefined && outcome !== undefined ? `Call ended: ${outcome}` : "";
  return (
    <div ref={panel} class="telephone">
      {/* Only what is heard is announced: what a call waits for changes too often. */}
      <p class="unseen" role="status">{heard === undefined ? ended : visible(heard)}</p>
      <DialForm
        initial={initial}
        handlers={handlers}
        hidden={call !== undefined}
        onDial={onDial}
      />
      {call !== undefined && (
        <>
          <Keypad
            key={call.id}
            call={call}
            steps={steps}
            now={now}
            player={player}
            problem={problem}
            onDeed={onDeed}
          />
          <button type="button" class="another" onClick={onAnother}>Place another call</button>
        </>
      )}
    </div>
  );
}
