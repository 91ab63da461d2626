/**
 * API keys: stored as SHA-256 hashes, several valid at once, each with the roles it may act in. Webhooks are not in here:
 * their signature alone identifies them.
 */
@NullMarked
package io.bhiv.kit.auth;

import org.jspecify.annotations.NullMarked;
