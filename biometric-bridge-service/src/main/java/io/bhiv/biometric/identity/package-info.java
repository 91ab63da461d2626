/**
 * Which delivery is this? The provider's own identity of it, and the hash of its content, as keys of fixed size.
 *
 * <p>Same identity and same content: a duplicate, always with the same event id. Same identity, other content: a correction. Nothing
 * that a body contains makes this package throw; what cannot be read is identified by its bytes.
 */
@NullMarked
package io.bhiv.biometric.identity;

import org.jspecify.annotations.NullMarked;
