/** What an element can hold: a string is text, lists may hold lists, and what is empty is left out. (A type of its own, since JSDoc has no recursive ones.) */
export type Child = Node | string | number | null | undefined | false | Child[];
