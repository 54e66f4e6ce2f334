// Understands who stands behind a principal of S3: the person, not the role.

/**
 * The session name of an assumed role (`AWS:AROA…:name`), else what identifies the user (`AWS:AIDA…`). One person can assume several roles: what counts
 * for four eyes is the name, in whatever letters it was typed. undefined = nobody is known.
 */
export function personOf(principal: string): string | undefined {
  const [, ...parts] = principal.split(':')
  const name = (parts.at(-1) ?? '').trim().toLowerCase()
  return name === '' ? undefined : name
}
