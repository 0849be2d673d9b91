/**
 * The server of `server.ts`, in a process that has loaded `@tipring/agi/audio` too. Prints its port.
 *
 * @module
 */
import "../src/audio/mod.ts";
import "./server.ts";
