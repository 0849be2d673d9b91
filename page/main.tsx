import { render } from "preact";
import { loadSettings } from "./state/api.ts";
import { App } from "./app.tsx";

const root = document.querySelector("#app");
if (root !== null) {
  const settings = await loadSettings();
  render(<App settings={settings} />, root);
}
