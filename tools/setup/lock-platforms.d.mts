type Lock = {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
};

export function missingPlatforms(
  lock: Lock,
): { path: string; name: string; version: string; dev: boolean }[];
export function fillPlatforms(lock: Lock): Lock;
