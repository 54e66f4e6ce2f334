// Knows the sign of the page in the tab of a browser: a coin with its quarter.

export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="14" fill="#1f5c7a"/><path d="M16 16V5a11 11 0 0 1 11 11z" fill="#fff"/></svg>'
