/**
 * Makes events of readings: ids, owners, revisions, and retractions of what no longer holds.
 *
 * <p>Two phases, because the state lies in a database: {@code read} returns which links and resources must be known, {@code normalise}
 * decides with them. Both are pure. Ids derive from their content, so a replay gives the same ones. An older version is
 * superseded; facts that a newer version no longer has are deleted.
 */
@NullMarked
package io.bhiv.biometric.normalise;

import org.jspecify.annotations.NullMarked;
