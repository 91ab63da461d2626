/** WHOOP: notices that name an object; a recovery is named by its sleep's id. */
@NullMarked
package io.bhiv.biometric.provider.whoop;

import org.jspecify.annotations.NullMarked;
