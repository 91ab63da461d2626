/**
 * Oura: notices that name an object, and the objects themselves as they were fetched, one reader for each kind.
 *
 * <p>RMSSD is {@code sleep.average_hrv}; scores and their contributors are numbers from 1 to 100 and never a quantity. The order of
 * versions is {@code meta.updated_at}.
 */
@NullMarked
package io.bhiv.biometric.provider.oura;

import org.jspecify.annotations.NullMarked;
