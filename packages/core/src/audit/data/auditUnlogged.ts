/** Models whose changes leave no row in the log, with the reason. */
export const auditUnlogged = {
  log: 'is the log',
  logHour: 'counts the log',
  accessLog: 'is a log',
  apiUse: 'counts use',
} as const
