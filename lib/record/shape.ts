/** A JSON schema that knows the type of what it describes, so that a stored shape is written only once. */
export interface Shape<Value> {
  readonly schema: object
  /** Never set: it only tells the compiler the type. */
  readonly types?: [Value]
}

export type ValueOf<Described extends Shape<unknown>> = NonNullable<Described['types']>[0]

type Shapes = Readonly<Record<string, Shape<unknown>>>

type Values<Required extends Shapes, Optional extends Shapes> =
  { readonly [Name in keyof Required]: ValueOf<Required[Name]> } &
  { readonly [Name in keyof Optional]?: ValueOf<Optional[Name]> | undefined }

export const text: Shape<string> = { schema: { type: 'string', minLength: 1 } }
export const boolean: Shape<boolean> = { schema: { type: 'boolean' } }
export const integer: Shape<number> = { schema: { type: 'integer' } }
export const count: Shape<number> = { schema: { type: 'integer', minimum: 0 } }
/** Milliseconds since 1970, like every moment in a record. */
export const moment: Shape<number> = { schema: { type: 'number' } }
export const countsByName: Shape<Readonly<Record<string, number>>> = { schema: { type: 'object', additionalProperties: count.schema } }

export function constant<Value> (value: Value): Shape<Value> {
  return { schema: { const: value } }
}

export function listOf<Item> (items: Shape<Item>): Shape<readonly Item[]> {
  return { schema: { type: 'array', items: items.schema } }
}

/** An object with at least these properties; it may have more, from later releases. */
export function objectOf<Required extends Shapes, Optional extends Shapes = {}> (
  required: Required,
  optional?: Optional
): Shape<Values<Required, Optional>> {
  const properties = Object.fromEntries(Object.entries({ ...required, ...optional }).map(([name, { schema }]) => [name, schema]))
  return { schema: { type: 'object', required: Object.keys(required), properties } }
}
