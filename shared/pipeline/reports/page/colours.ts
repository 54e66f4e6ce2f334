// Knows the colours and letters that every page for people shares: one accent; text on its ground has a contrast of at least 4.5 (WCAG AA).

/** Values for the custom properties of CSS. `paper` is the ground, `tint` a ground a little apart from it. */
export const LIGHT = '--ink: #1d2430; --soft: #5b6472; --line: #d5dae1; --tint: #f2f5f8; --accent: #1f5c7a; --paper: #fff;'
export const DARK = '--ink: #e4e9ef; --soft: #a4afbc; --line: #333d49; --tint: #1b222b; --accent: #84c4e6; --paper: #12171d;'

/** What the system has: nothing is fetched. */
export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
