/** A Chromium and the environment it starts in. @throws Error that says what was tried */
export function findChromium(): { executablePath: string; env: Record<string, string> };
