/** The value has this type and no other. */
export function exactly<Expected> () {
  return <Actual>(_value: Actual & (Same<Actual, Expected> extends true ? unknown : never)): void => {}
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
