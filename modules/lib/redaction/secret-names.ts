/** Keys of objects whose string values are secrets, whatever they look like. */

const SECRET_NAME =
  /(?:apikey|accesskey|secretkey|privatekey|accountkey|signingkey|encryptionkey|password|passwd|passphrase|secret|secretaccesskey|token|credential|authorization|cookie|connectionstring)$/;
/** Tokens that page through a list, or that a tokenizer knows. */
const INNOCENT =
  /(?:next|page|prev|previous|continuation|sync|resume|pad|eos|bos|unk|sep|cls|mask|stop|start|end|special|per)token$/;

export function isSecretName(name: string): boolean {
  const plain = name.replace(/[_\-.\s]/g, "").toLowerCase();
  return SECRET_NAME.test(plain) && !INNOCENT.test(plain);
}
