/** Encrypts what must not be readable at rest. What is sealed for one document can be opened for that document only. */
export interface Vault {
  seal: (text: string, documentId: string) => string;
  /** @throws Error when the key is missing, the content was changed, or it was sealed for another document */
  open: (sealed: string, documentId: string) => string;
}
