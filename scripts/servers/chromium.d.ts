/** Returns a Chromium and the environment it needs. @throws Error that lists what was tried */
export function findChromium(): { executablePath: string; env: Record<string, string> };
