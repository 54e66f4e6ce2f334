/// <reference lib="dom" />
// Understands the named parts of a page: one that is missing is our own error. Runs in the browser.

export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new Error(`no ${id} in this page`)
  return found
}
