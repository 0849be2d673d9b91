/**
 * Asks a `tipring serve --admin 9100` in the same container whether it lives. It is a handler file, so
 * that the image needs no other program: `tipring health.ts` loads it, and fails if it cannot.
 *
 * @module
 */
const PORT = 9100;

const response = await fetch(`http://127.0.0.1:${PORT}/livez`);
await response.body?.cancel();
if (!response.ok) throw new Error(`/livez answered ${response.status}`);

export default (): void => {};
