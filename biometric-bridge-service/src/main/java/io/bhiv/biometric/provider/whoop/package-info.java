/**
 * WHOOP: notices that name an object, and the objects themselves as they were fetched, one reader for each kind.
 *
 * <p>A recovery is named by its sleep's id and has no time of its own, so its body is {@code {"recovery": …, "sleep": …}}. A record that is
 * not scored has no values. The order of versions is {@code updated_at}.
 */
@NullMarked
package io.bhiv.biometric.provider.whoop;

import org.jspecify.annotations.NullMarked;
