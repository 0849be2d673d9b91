import { assert, assertEquals } from "@std/assert";
import { formatEntry, formatLine, MAX_LINE } from "../../src/logging/format_line.ts";
import { handlerFields } from "../../src/logging/handler_fields.ts";

Deno.test("formatEntry() quotes a message that could be taken for fields or lines", () => {
  for (
    const [message, written] of [
      ["pin accepted", "pin accepted"],
      ["über 5 %, really?", "über 5 %, really?"],
      ["ok call=9", '"ok call=9"'],
      ["two\nlines\tand", String.raw`"two\nlines\tand"`],
      ["\x1b[31m", String.raw`"\u001b[31m"`],
      ["\u202eright", String.raw`"\u202eright"`],
      ['"quoted', String.raw`"\"quoted"`],
      ["", '""'],
    ] as const
  ) assertEquals(formatEntry(message, {}), written);
});

Deno.test("formatEntry() gives only numbers their unit", () => {
  const fields = { waitMs: 12, textMs: "1 x=2", yes: true, none: null };
  assertEquals(formatEntry("m", fields), 'm wait=12ms textMs="1 x=2" yes=true none=null');
});

Deno.test("formatLine() cuts a long message as it cuts fields", () => {
  for (const format of ["text", "json"] as const) {
    for (const unit of ["x", "ä", "\n", "😀"]) {
      const message = unit.repeat(4000);
      const record = { datetime: new Date(), levelName: "INFO", msg: message, fields: { a: "b" } };
      const line = formatLine(record, format);
      const bytes = new TextEncoder().encode(line).length;
      assert(bytes <= MAX_LINE && bytes > MAX_LINE / 2, `${format} ${unit} ${bytes}`);
      assert(line.endsWith(format === "json" ? '"a":"b"}' : " a=b"), line.slice(-20));
    }
  }
});

Deno.test("handlerFields() renames fields that the log has itself", () => {
  const fields = { call: 9, channel: "x", time: "t", tries: 1 };
  assertEquals(handlerFields({ fields }), { call_: 9, channel_: "x", time_: "t", tries: 1 });
});
