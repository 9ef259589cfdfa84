/** A credential: an account's key, or a short-lived token made from one. */
export type Credential = { readonly apiKey: string } | { readonly token: string };
