export function ensureBuild(): void;
export function ensureDependencies(): void;
