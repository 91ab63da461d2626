/**
 * Reads other people's JSON strictly, and writes text that is always valid UTF-8.
 *
 * <p>{@link io.bhiv.kit.json.StrictJson} refuses what senders and readers could understand differently: a key that comes
 * twice, trailing text, bytes that are not UTF-8, values beyond the limits. It reads as a tree or token by token, and a
 * refusal names the place by JSON pointer and never quotes the body. This is the only package of the kit whose signatures
 * show Jackson's types.
 */
@NullMarked
package io.bhiv.kit.json;

import org.jspecify.annotations.NullMarked;
