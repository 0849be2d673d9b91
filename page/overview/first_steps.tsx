import type { JSX } from "preact";

/** What to do on a page without calls. */
export function FirstSteps(): JSX.Element {
  return (
    <section class="routes first-steps" aria-labelledby="first-title">
      <h2 id="first-title">No calls yet</h2>
      <ol>
        <li>
          Press <b>Call</b>. Your handler answers, and you hear what a caller hears.
        </li>
        <li>
          Use the keys of the telephone, or those of your keyboard: <kbd>0</kbd> to <kbd>9</kbd>,
          {" "}
          <kbd>*</kbd> and <kbd>#</kbd>.
        </li>
        <li>
          Here you see what Asterisk and the handler send to each other, and who waits for whom.
        </li>
        <li>Edit the handler and save it: the next call uses it.</li>
      </ol>
    </section>
  );
}
