import { assertEquals } from "@std/assert";
import { spokenText } from "../../../../src/cli/console/sounds/spoken_text.ts";

Deno.test("spokenText() writes what the browser speaks, in the channel's language", () => {
  const cases: [Parameters<typeof spokenText>, text: string][] = [
    [["number", "1250", "en"], "1250"],
    [["digits", "4*#", "en_GB"], "4 star pound"],
    [["digits", "4*#", "fr"], "4 * #"],
    [["date", "2023-12-24", "en"], "December 24, 2023"],
    [["date", "2023-12-24", "de_AT"], "24. Dezember 2023"],
    [["time", "18:05:00Z", "en_GB"], "18:05"],
    [["datetime", "2023-12-24T18:05:00Z", "fr_CA_f_June"], "24 décembre 2023 à 18 h 05"],
    [["datetime", "2023-12-24T18:05:00Z IMp Asia/Tokyo", "en_GB"], "25 December 2023 at 03:05"],
    [["datetime", "2023-12-24T18:05:00Z A dB", "en_GB"], "24 December 2023 at 18:05"],
    [["date", "2023-12-24", "no such language"], "December 24, 2023"],
    [["date", "99999999999999", "en"], "99999999999999"],
  ];
  for (const [args, text] of cases) {
    // Intl puts narrow spaces before AM and PM, and others elsewhere.
    assertEquals(spokenText(...args).replaceAll(/\s/g, " "), text, args.join(" "));
  }
});
