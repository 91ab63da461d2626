/**
 * Terra: an aggregator whose deliveries carry the data itself.
 *
 * <p>A delivery is an envelope of a type; most types hold a list of records. The envelope is walked through once, strictly, and its list
 * is then read record by record, so that memory follows the largest record and not the delivery. Each kind of record is one file.
 */
@NullMarked
package io.bhiv.biometric.provider.terra;

import org.jspecify.annotations.NullMarked;
