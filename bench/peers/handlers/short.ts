import type { Handler } from "../../../mod.ts";

const short: Handler = async (channel) => {
  await channel.answer();
  await channel.setVariable("bench", "1");
  await channel.getVariable("bench");
  await channel.streamFile("hello-world");
  await channel.hangup();
};

export default short;
