/**
 * SHA-256 and the UUIDs that are made of names: the one place where a digest is computed.
 *
 * <p>Digests are prototypes that are only ever cloned, which spares the provider look-up and is safe for any thread. Every
 * value here is on the wire or in a table: changing how one is made changes ids that other programs already hold.
 */
@NullMarked
package io.bhiv.kit.hash;

import org.jspecify.annotations.NullMarked;
