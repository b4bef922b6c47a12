/**
 * The signals that ask a server to end.
 *
 * On Windows nobody sends SIGTERM: there a console that is closed is told as SIGHUP, and Ctrl-Break as SIGBREAK.
 * Elsewhere SIGHUP is not listened to, because whoever starts a server with nohup wants it to be ignored.
 */
export function stopSignals(platform: NodeJS.Platform = process.platform): readonly NodeJS.Signals[] {
  return platform === "win32" ? ["SIGINT", "SIGBREAK", "SIGHUP"] : ["SIGINT", "SIGTERM"];
}
