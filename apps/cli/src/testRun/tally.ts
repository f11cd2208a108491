export type Tally = { passed: number; failed: number; skipped: number }

export const none: Tally = { passed: 0, failed: 0, skipped: 0 }

export const sum = (tallies: Tally[]) =>
  tallies.reduce(
    (all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed, skipped: all.skipped + one.skipped }),
    none,
  )

/** A run that ended badly without one failed test (a crash, an error outside of tests) is a failure all the same. */
export const trusting = (tally: Tally, code: number): Tally => (code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally)

/** Skipped tests are said on a line of their own; the last line is the one that machines read. */
export const announce = ({ passed, failed, skipped }: Tally) => {
  if (skipped > 0) console.log(`\n${skipped} skipped`)
  console.log(`${passed} passed, ${failed} failed`)
}
