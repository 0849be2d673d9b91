import type { Handler } from "../../../mod.ts";

const long: Handler = async (channel) => {
  await channel.answer();
  for (let count = 0; count < 1000; count++) await channel.getVariable("bench");
};

export default long;
