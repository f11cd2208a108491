/** Aborts when someone wants this command to end: a signal, or the bootstrap that started it is gone. */
export const wishToStop = () => {
  const controller = new AbortController()
  const stop = () => controller.abort()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  if (process.connected) {
    process.on('disconnect', stop)
    // The channel alone must not keep a finished command alive.
    process.channel?.unref()
  }
  return controller.signal
}
