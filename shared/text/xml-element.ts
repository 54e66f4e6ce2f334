// Understands an element of an XML file with everything in it, as a small tree.

export const NO_CHILDREN: readonly XmlElement[] = []
export const NO_LEAVES: readonly string[] = []

/** An element with everything in it. Elements without elements in them are not objects of their own: nearly all are, and a large file has millions. */
export class XmlElement {
  readonly name: string
  readonly line: number
  readonly column: number
  /** Text of an element that has no elements in it, trimmed. */
  text = ''
  /** Name and text of each element in it that has only text, one after the other. */
  leaves: readonly string[] = NO_LEAVES
  /** The elements in it that have elements in them. */
  children: readonly XmlElement[] = NO_CHILDREN
  /** Where the last text was found. */
  private cursor = 0

  constructor(name: string, line: number, column: number) {
    this.name = name
    this.line = line
    this.column = column
  }

  /** The first element of that name, if it has elements in it. */
  child(name: string): XmlElement | undefined {
    for (const child of this.children) if (child.name === name) return child
    return undefined
  }

  /** Text of an element in it; '' when it is absent or empty: the two say the same in these formats. */
  textOf(name: string): string {
    const { leaves } = this
    const { length } = leaves
    // Fields are asked for about in the order in which they stand: the search goes on where the last one ended.
    let at = this.cursor
    for (let steps = 0; steps < length; steps += 2) {
      if (at >= length) at = 0
      if (leaves[at] === name) {
        this.cursor = at
        return leaves[at + 1] ?? ''
      }
      at += 2
    }
    return ''
  }

  /** All elements of one of these names, in file order; then those that are empty or have only text, with the position of this one. */
  all(name: string, other = name): XmlElement[] {
    const found: XmlElement[] = []
    for (const child of this.children) if (child.name === name || child.name === other) found.push(child)
    const { leaves } = this
    for (let at = 0; at < leaves.length; at += 2) {
      const leaf = leaves[at]
      if (leaf !== undefined && (leaf === name || leaf === other)) found.push(new XmlElement(leaf, this.line, this.column))
    }
    return found
  }
}

/** What an element says, without where it stands: equal for elements that say the same. */
export const canonicalElement = (element: XmlElement): string =>
  JSON.stringify(element, (key, value: unknown) => (key === 'line' || key === 'column' || key === 'cursor' ? undefined : value))
