/** Oura: notices that name an object; the object itself must be fetched. */
@NullMarked
package io.bhiv.biometric.provider.oura;

import org.jspecify.annotations.NullMarked;
