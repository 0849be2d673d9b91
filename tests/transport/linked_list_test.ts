import { assertEquals, assertStrictEquals } from "@std/assert";
import { type Linked, LinkedList } from "../../src/transport/linked_list.ts";

class Item implements Linked<Item> {
  previous?: Item | undefined;
  next?: Item | undefined;
  constructor(readonly name: string) {}
}

function listOf(names: string): { list: LinkedList<Item>; items: Item[] } {
  const list = new LinkedList<Item>();
  const items = Array.from(names, (name) => new Item(name));
  for (const item of items) list.add(item);
  return { list, items };
}

function namesIn(list: LinkedList<Item>): string {
  return Array.from(list, ({ name }) => name).join("");
}

Deno.test("LinkedList has its members in the order in which they came", () => {
  const { list, items: [first] } = listOf("abc");
  assertEquals([namesIn(list), list.size], ["abc", 3]);
  assertStrictEquals(list.first, first);
});

Deno.test("LinkedList.delete() takes out any of them, and leaves the others", () => {
  for (const [index, rest] of ["bcd", "acd", "abd", "abc"].entries()) {
    const { list, items } = listOf("abcd");
    const item = items[index] ?? new Item("none");
    list.delete(item);
    assertEquals([namesIn(list), list.size, list.first?.name], [rest, 3, rest[0]]);
    assertEquals([item.previous, item.next], [undefined, undefined], "it must lead nowhere");
    list.delete(item);
    assertEquals([namesIn(list), list.size], [rest, 3]);
    list.add(item);
    assertEquals(namesIn(list), `${rest}${item.name}`);
  }
});

Deno.test("LinkedList.delete() of the only one leaves an empty list that can be used again", () => {
  const { list, items: [only = new Item("none")] } = listOf("a");
  list.delete(only);
  assertEquals([namesIn(list), list.size, list.first], ["", 0, undefined]);
  list.add(only);
  assertEquals(namesIn(list), "a");
});

Deno.test("LinkedList can lose the member that it gave last", () => {
  const { list } = listOf("abcd");
  let seen = "";
  for (const item of list) {
    seen += item.name;
    list.delete(item);
  }
  assertEquals([seen, list.size], ["abcd", 0]);
});
