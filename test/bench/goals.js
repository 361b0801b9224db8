const ours = ({ ours }) => ours
const ratio = ({ ratio }) => ratio

/** What is to be reached, by the names of rows. A missed goal fails nothing: the guide says why it is missed. */
export const goals = [
  { row: 'guard, memory, typical, CPU', what: 'CPU µs above session and read', of: ({ ours, peer }) => ours - peer, most: 8 },
  { row: 'guard, CPU', what: 'ratio', of: ratio, most: 1.03 },
  { row: 'guard, SQLite, typical, CPU', what: 'ratio', of: ratio, most: 1.08 },
  { row: 'three guards and check()', what: 'reads', of: ours, most: 2 },
  { row: 'challenge, statements', what: 'statements', of: ours, most: 4 },
  { row: 'challenge, CPU', what: 'ratio', of: ratio, most: 0.17 },
  { row: 'trusted-sign-in, statements', what: 'statements', of: ours, most: 4 },
  { row: 'trusted-sign-in, CPU', what: 'ratio', of: ratio, most: 0.17 },
  { row: 'growth, challenge, full records', what: 'ratio', of: ratio, most: 1.3 },
  { row: 'growth', what: 'ratio', of: ratio, most: 1.1 },
  { row: 'weight, import, otplib and qrcode by hand', what: 'ms', of: ours, most: 90 },
  { row: 'weight, packages, otplib and qrcode by hand', what: 'packages', of: ours, most: 37 },
  { row: 'page, enrollment', what: 'ms', of: ours, most: 1.5 }
]
