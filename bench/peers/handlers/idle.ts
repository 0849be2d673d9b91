import type { Handler } from "../../../mod.ts";

const idle: Handler = async (channel) => {
  await channel.answer();
  await channel.waitForDigit({ timeout: 30_000 });
};

export default idle;
