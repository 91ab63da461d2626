/**
 * From what a provider said to our events: ids, owners, revisions, and what no longer holds.
 *
 * <p>Two phases, because the state lies in a database: {@code read} tells which links and resources must be known, {@code normalise}
 * decides with them. Both are pure. Ids derive from their content, so a replay gives the same ones. What an older version says is
 * superseded; what a newer version no longer says is deleted.
 */
@NullMarked
package io.bhiv.biometric.normalise;

import org.jspecify.annotations.NullMarked;
