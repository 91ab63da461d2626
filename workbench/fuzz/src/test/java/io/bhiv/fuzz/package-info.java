/**
 * What must hold for any bytes at all, one class for each kind of input. Seeds are the samples of the services' own tests, read where
 * they lie, and inputs that once failed. Everything here is plain code of the services; no backend runs.
 */
@NullMarked
package io.bhiv.fuzz;

import org.jspecify.annotations.NullMarked;
