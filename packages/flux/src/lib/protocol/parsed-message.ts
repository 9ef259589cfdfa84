/**
 * What came of reading one text message.
 *
 * `unknown` is a well-formed message of a type (or a `TurnInfo` of an event) this version does not know; `type` is
 * its name, shortened to a bounded length. `invalid` is everything else that cannot be used; `reason` says what is
 * wrong and never repeats the content.
 */
export type ParsedMessage<Message> =
  | { readonly kind: 'ok'; readonly message: Message }
  | { readonly kind: 'unknown'; readonly type: string }
  | { readonly kind: 'invalid'; readonly reason: string };
