/**
 * Runs `stop` once when the process is told to end: by SIGTERM or SIGINT, or because the launcher that started it is gone
 * (its IPC channel closes). Then the process exits 0, or 1 when stopping failed or took longer than 15 s.
 */
export const untilStopped = (stop: () => Promise<void>, report: (error: unknown) => void) => {
  let stopping = false
  const end = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), 15_000).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        report(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  // Ctrl-C reaches the whole process group; a child of the launcher waits for the launcher's word.
  const launched = process.send !== undefined
  process.on('SIGINT', launched ? () => {} : end)
  process.on('disconnect', end)
  // Gone before anybody listened: it says nothing any more.
  if (launched && !process.connected) end()
}
