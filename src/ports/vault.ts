/** Encrypts what must not be readable at rest. */
export interface Vault {
  seal: (text: string) => string;
  open: (sealed: string) => string;
}
