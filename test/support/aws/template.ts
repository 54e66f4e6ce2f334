// Understands a synthesized template: its resources, and what its references mean when every resource has a local name.

export interface Resource {
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
}
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>
}

/** Resources of a type, by logical id. */
export const resourcesOf = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type)

type Intrinsic = Readonly<Record<string, unknown>>

/** The text that a value becomes, where the resource with logical id X is called X: its name, or an ARN that ends in it. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  const intrinsic = value as Intrinsic
  if (typeof intrinsic.Ref === 'string') return intrinsic.Ref
  const attribute = intrinsic['Fn::GetAtt']
  if (Array.isArray(attribute) && attribute[1] === 'Arn') return `arn:${String(attribute[0])}`
  const join = intrinsic['Fn::Join']
  if (Array.isArray(join)) return (join[1] as unknown[]).map(textOf).join(String(join[0]))
  throw new Error(`not understood: ${JSON.stringify(value)}`)
}

export interface Statement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: unknown
}

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? (value as readonly T[]) : [value as T])

/** What a role allows: every pair of action and resource pattern. */
export function allowedBy(template: Template, roleId: string): { readonly action: string; readonly pattern: string }[] {
  const role = template.Resources[roleId]
  const inline = ((role?.Properties.Policies ?? []) as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  )
  const attached = resourcesOf(template, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
    JSON.stringify(Properties.Roles).includes(`"${roleId}"`),
  )
  const statements = [
    ...inline,
    ...attached.flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement),
  ]
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      list(Action).flatMap((action) => list(Resource).map((resource) => ({ action, pattern: textOf(resource) }))),
    )
}

/** Whether a pattern with `*` covers a resource. */
export const matches = (pattern: string, resource: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.*')}$`,
    's',
  ).test(resource)
